import { PageHeader } from '../../components/page-header';
import { PageTabs } from '../../components/page-tabs';
import { FlagCensus } from './flag-census';
import { LoadMapping } from './load-mapping';
import { MappingVersions } from './mapping-versions';

const TABS = [
  { value: 'flags', title: 'Legacy flags', content: <FlagCensus /> },
  { value: 'mapping', title: 'Mapping', content: <MappingVersions /> },
  { value: 'load', title: 'Load a mapping', content: <LoadMapping /> },
];

/** Which legacy flags there are, which rules take them, and how other rules are loaded. */
export function CensusPage() {
  return (
    <>
      <PageHeader title="Census & mapping">
        What organizations have in their legacy flags, and what the rules make of it
      </PageHeader>
      <PageTabs tabs={TABS} />
    </>
  );
}
