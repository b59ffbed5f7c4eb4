import { Tabs } from '@mantine/core';
import type { ReactNode } from 'react';
import { useSearchParams } from 'react-router';

interface PageTab {
  /** Its value in the address. */
  readonly value: string;
  readonly title: string;
  readonly content: ReactNode;
}

interface PageTabsProps {
  /** The first is shown if the address names none. */
  readonly tabs: readonly PageTab[];
  /**
   * Parameters of the address that belong to the page: they are kept when another tab is chosen.
   * @default []
   */
  readonly keep?: readonly string[];
}

/** The tabs of a page. The address holds the chosen one; the others are neither rendered nor queried. */
export function PageTabs({ tabs, keep = [] }: PageTabsProps) {
  const [parameters, setParameters] = useSearchParams();
  const shown = (tabs.find(({ value }) => value === parameters.get('tab')) ?? tabs[0])?.value ?? null;
  const show = (tab: string | null) =>
    setParameters(
      (before) => {
        const next = new URLSearchParams([...before].filter(([name]) => keep.includes(name)));
        if (tab !== null && tab !== tabs[0]?.value) next.set('tab', tab);
        return next;
      },
      { replace: true, preventScrollReset: true },
    );
  return (
    <Tabs value={shown} onChange={show} keepMounted={false}>
      <Tabs.List mb="md">
        {tabs.map(({ value, title }) => (
          <Tabs.Tab key={value} value={value}>
            {title}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {tabs.map(({ value, content }) => (
        <Tabs.Panel key={value} value={value}>
          {content}
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}
