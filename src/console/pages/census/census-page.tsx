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

/** The legacy flags in use, the rules that map them, and loading other rules. */
export function CensusPage() {
  return (
    <>
      <PageHeader title="Census & mapping">
        The legacy flags of all organizations, and the rules that map them to modules
      </PageHeader>
      <PageTabs tabs={TABS} />
    </>
  );
}
