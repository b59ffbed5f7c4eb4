import {
  type Actor,
  mayReadHistory,
  mayReadOrganization,
  organizationNotFound,
  requireActor,
  requireHistoryReader,
  requireOrganizationReader,
  requireSuperAdmin,
  type Role,
  ROLES,
} from '../../src/domain/actor';
import { DomainError } from '../../src/domain/errors';

const actor = (role: Role, organizationId: number | null): Actor => ({ id: 'somebody', role, organizationId });

/** Who, belonging to which organization (asking about 5), may read the organization, and its history. */
const RIGHTS: readonly (readonly [Role, number | null, boolean, boolean])[] = [
  ['MEMBER', 5, true, false],
  ['MEMBER', 6, false, false],
  ['MEMBER', null, false, false],
  ['ORG_ADMIN', 5, true, true],
  ['ORG_ADMIN', 6, false, false],
  ['ORG_ADMIN', null, false, false],
  ['SERVICE', null, true, false],
  ['SERVICE', 5, true, false],
  ['SERVICE', 6, true, false],
  ['SUPER_ADMIN', null, true, true],
  ['SUPER_ADMIN', 5, true, true],
  ['SUPER_ADMIN', 6, true, true],
];

test('the table below speaks of every role', () => {
  expect(new Set(RIGHTS.map(([role]) => role))).toEqual(new Set(ROLES));
});

describe.each(RIGHTS)('%s of organization %s', (role, organizationId, reads, readsHistory) => {
  const somebody = actor(role, organizationId);

  test(`${reads ? 'sees' : 'does not see'} organization 5`, () => {
    expect(mayReadOrganization(somebody, 5)).toBe(reads);
    if (reads) expect(requireOrganizationReader(somebody, 5)).toBe(somebody);
    else expect(refusalOf(() => requireOrganizationReader(somebody, 5)).code).toBe('NOT_FOUND');
  });

  test(`${readsHistory ? 'sees' : 'does not see'} what was done to it, by whom and why`, () => {
    expect(mayReadHistory(somebody, 5)).toBe(readsHistory);
    if (readsHistory) expect(requireHistoryReader(somebody, 5)).toBe(somebody);
    else expect(refusalOf(() => requireHistoryReader(somebody, 5)).code).toBe(reads ? 'FORBIDDEN' : 'NOT_FOUND');
  });

  test(`${role === 'SUPER_ADMIN' ? 'does' : 'may not do'} operators’ work`, () => {
    if (role === 'SUPER_ADMIN') expect(requireSuperAdmin(somebody)).toBe(somebody);
    else expect(refusalOf(() => requireSuperAdmin(somebody)).code).toBe('FORBIDDEN');
  });
});

test('nobody signed in is told to sign in, and learns nothing else', () => {
  expect(refusalOf(() => requireActor(null)).code).toBe('UNAUTHENTICATED');
  expect(refusalOf(() => requireSuperAdmin(null)).code).toBe('UNAUTHENTICATED');
  expect(refusalOf(() => requireOrganizationReader(null, 5)).code).toBe('UNAUTHENTICATED');
  expect(refusalOf(() => requireHistoryReader(null, 5)).code).toBe('UNAUTHENTICATED');
});

test('an organization that is not yours and one that is not there read the same, so that ids cannot be probed', () => {
  const { message, details } = organizationNotFound(5);
  expect(refusalOf(() => requireOrganizationReader(actor('MEMBER', 6), 5))).toMatchObject({ message, details });
  expect(refusalOf(() => requireHistoryReader(actor('ORG_ADMIN', 6), 5))).toMatchObject({ message, details });
  expect(details).toEqual({ organizationId: '5' });
});

/** The refusal that this work ends in; fails where it is not refused. */
function refusalOf(work: () => unknown): {
  readonly code: string;
  readonly message: string;
  readonly details: unknown;
} {
  try {
    work();
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { code: error.code, message: error.message, details: error.details };
  }
  throw new Error('was not refused');
}
