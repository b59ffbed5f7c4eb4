import type { ComponentType } from 'react';
import type { Role } from '../generated/schema-types';

export interface Page {
  /** Below `/console`. */
  readonly path: string;
  /** Its name in the navigation; without one, only other pages link to it. */
  readonly title?: string;
  readonly roles: readonly Role[];
  /** Loads its script when the page is first opened. */
  readonly load: () => Promise<{ readonly Component: ComponentType }>;
}

const OPERATORS: readonly Role[] = ['SUPER_ADMIN'];
const OWN: readonly Role[] = ['SUPER_ADMIN', 'ORG_ADMIN', 'MEMBER'];

/** Every page, in the order of the navigation. */
export const pages: readonly Page[] = [
  {
    path: 'migration',
    title: 'Migration',
    roles: OPERATORS,
    load: async () => ({ Component: (await import('../pages/migration/migration-page')).MigrationPage }),
  },
  {
    path: 'runs',
    title: 'Runs',
    roles: OPERATORS,
    load: async () => ({ Component: (await import('../pages/runs/runs-page')).RunsPage }),
  },
  {
    path: 'runs/:id',
    roles: OPERATORS,
    load: async () => ({ Component: (await import('../pages/run/run-page')).RunPage }),
  },
  {
    path: 'census',
    title: 'Census & mapping',
    roles: OPERATORS,
    load: async () => ({ Component: (await import('../pages/census/census-page')).CensusPage }),
  },
  {
    path: 'parity',
    title: 'Parity',
    roles: OPERATORS,
    load: async () => ({ Component: (await import('../pages/parity/parity-page')).ParityPage }),
  },
  {
    path: 'rollout',
    title: 'Rollout',
    roles: OPERATORS,
    load: async () => ({ Component: (await import('../pages/rollout/rollout-page')).RolloutPage }),
  },
  {
    path: 'organizations',
    title: 'Organizations',
    roles: OPERATORS,
    load: async () => ({ Component: (await import('../pages/organizations/organizations-page')).OrganizationsPage }),
  },
  {
    path: 'watching',
    title: 'Watching',
    roles: OPERATORS,
    load: async () => ({ Component: (await import('../pages/watching/watching-page')).WatchingPage }),
  },
  {
    path: 'record',
    title: 'Record',
    roles: OPERATORS,
    load: async () => ({ Component: (await import('../pages/record/record-page')).RecordPage }),
  },
  {
    path: 'organizations/:id',
    roles: OWN,
    load: async () => ({ Component: (await import('../pages/organization/organization-page')).OrganizationPage }),
  },
];
