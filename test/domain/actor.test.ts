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

const actor = (role: Role, organizationId: string | null): Actor => ({ id: 'ann', role, organizationId });

/** For each role and organization of the actor: whether it may read organization 5, and its history. */
const RIGHTS: readonly (readonly [Role, string | null, boolean, boolean])[] = [
  ['MEMBER', '5', true, false],
  ['MEMBER', '6', false, false],
  ['MEMBER', null, false, false],
  ['ORG_ADMIN', '5', true, true],
  ['ORG_ADMIN', '6', false, false],
  ['ORG_ADMIN', null, false, false],
  ['SERVICE', null, true, false],
  ['SERVICE', '5', true, false],
  ['SERVICE', '6', true, false],
  ['SUPER_ADMIN', null, true, true],
  ['SUPER_ADMIN', '5', true, true],
  ['SUPER_ADMIN', '6', true, true],
];

test('the table of rights covers every role', () => {
  expect(new Set(RIGHTS.map(([role]) => role))).toEqual(new Set(ROLES));
});

describe.each(RIGHTS)('%s of organization %s', (role, organizationId, reads, readsHistory) => {
  const reader = actor(role, organizationId);

  test(`${reads ? 'sees' : 'does not see'} organization 5`, () => {
    expect(mayReadOrganization(reader, '5')).toBe(reads);
    if (reads) expect(requireOrganizationReader(reader, '5')).toBe(reader);
    else expect(refusalOf(() => requireOrganizationReader(reader, '5')).code).toBe('NOT_FOUND');
  });

  test(`${readsHistory ? 'sees' : 'does not see'} the history of organization 5`, () => {
    expect(mayReadHistory(reader, '5')).toBe(readsHistory);
    if (readsHistory) expect(requireHistoryReader(reader, '5')).toBe(reader);
    else expect(refusalOf(() => requireHistoryReader(reader, '5')).code).toBe(reads ? 'FORBIDDEN' : 'NOT_FOUND');
  });

  test(`${role === 'SUPER_ADMIN' ? 'may do' : 'may not do'} the work of an operator`, () => {
    if (role === 'SUPER_ADMIN') expect(requireSuperAdmin(reader)).toBe(reader);
    else expect(refusalOf(() => requireSuperAdmin(reader)).code).toBe('FORBIDDEN');
  });
});

test('an actor that is not signed in is refused before any other check', () => {
  expect(refusalOf(() => requireActor(null)).code).toBe('UNAUTHENTICATED');
  expect(refusalOf(() => requireSuperAdmin(null)).code).toBe('UNAUTHENTICATED');
  expect(refusalOf(() => requireOrganizationReader(null, '5')).code).toBe('UNAUTHENTICATED');
  expect(refusalOf(() => requireHistoryReader(null, '5')).code).toBe('UNAUTHENTICATED');
});

test('a missing organization and a forbidden one have the same error, so ids cannot be probed', () => {
  const { message, details } = organizationNotFound('5');
  expect(refusalOf(() => requireOrganizationReader(actor('MEMBER', '6'), '5'))).toMatchObject({ message, details });
  expect(refusalOf(() => requireHistoryReader(actor('ORG_ADMIN', '6'), '5'))).toMatchObject({ message, details });
  expect(details).toEqual({ organizationId: '5' });
});

/** The refusal of the work; fails if it is not refused. */
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
