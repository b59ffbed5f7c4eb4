import { Tabs } from '@mantine/core';
import { useSearchParams } from 'react-router';
import { PageHeader } from '../../components/page-header';
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
  const [parameters, setParameters] = useSearchParams();
  const shown = TABS.find(({ value }) => value === parameters.get('tab'))?.value ?? 'flags';
  return (
    <>
      <PageHeader title="Census & mapping">What organizations have in their legacy flags, and what the rules make of it</PageHeader>
      <Tabs value={shown} onChange={(tab) => setParameters(tab === null || tab === 'flags' ? {} : { tab }, { replace: true })} keepMounted={false}>
        <Tabs.List mb="md">
          {TABS.map(({ value, title }) => (
            <Tabs.Tab key={value} value={value}>
              {title}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {TABS.map(({ value, content }) => (
          <Tabs.Panel key={value} value={value}>
            {content}
          </Tabs.Panel>
        ))}
      </Tabs>
    </>
  );
}
