import type { ComponentType } from 'react';
import type { Right } from '../generated/schema-types';

export interface Page {
  /** Below `/console`. */
  readonly path: string;
  /** Its name in the navigation; without one, only other pages link to it. */
  readonly title?: string;
  /** What the API requires for what the page shows. */
  readonly right: Right;
  /** Loads its script when the page is first opened. */
  readonly load: () => Promise<{ readonly Component: ComponentType }>;
}

/** Every page, in the order of the navigation. */
export const pages: readonly Page[] = [
  {
    path: 'migration',
    title: 'Migration',
    right: 'READ_PLATFORM',
    load: async () => ({ Component: (await import('../pages/migration/migration-page')).MigrationPage }),
  },
  {
    path: 'runs',
    title: 'Runs',
    right: 'READ_PLATFORM',
    load: async () => ({ Component: (await import('../pages/runs/runs-page')).RunsPage }),
  },
  {
    path: 'runs/:id',
    right: 'READ_PLATFORM',
    load: async () => ({ Component: (await import('../pages/run/run-page')).RunPage }),
  },
  {
    path: 'census',
    title: 'Census & mapping',
    right: 'READ_PLATFORM',
    load: async () => ({ Component: (await import('../pages/census/census-page')).CensusPage }),
  },
  {
    path: 'parity',
    title: 'Parity',
    right: 'READ_PLATFORM',
    load: async () => ({ Component: (await import('../pages/parity/parity-page')).ParityPage }),
  },
  {
    path: 'rollout',
    title: 'Rollout',
    right: 'READ_PLATFORM',
    load: async () => ({ Component: (await import('../pages/rollout/rollout-page')).RolloutPage }),
  },
  {
    path: 'organizations',
    title: 'Organizations',
    right: 'LIST_ORGANIZATIONS',
    load: async () => ({ Component: (await import('../pages/organizations/organizations-page')).OrganizationsPage }),
  },
  {
    path: 'watching',
    title: 'Watching',
    right: 'READ_PLATFORM',
    load: async () => ({ Component: (await import('../pages/watching/watching-page')).WatchingPage }),
  },
  {
    path: 'record',
    title: 'Record',
    right: 'READ_RECORD',
    load: async () => ({ Component: (await import('../pages/record/record-page')).RecordPage }),
  },
  {
    path: 'organizations/:id',
    right: 'READ_ACCESS',
    load: async () => ({ Component: (await import('../pages/organization/organization-page')).OrganizationPage }),
  },
];
