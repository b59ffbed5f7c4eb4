import {
  type Actor,
  needsOrganization,
  organizationNotFound,
  requireActor,
  type Role,
  ROLES,
} from '../../src/domain/actor';
import { DomainError } from '../../src/domain/errors';
import { FIELD_RIGHTS, OPERATION_RIGHTS, requireOperation } from '../../src/domain/operation-rights';
import {
  allRights,
  hasRightFor,
  reachOf,
  requireHistoryReader,
  requireOrganizationReader,
  requireRight,
  RIGHTS,
  rightsOf,
  scopeOfRight,
} from '../../src/domain/rights';

const actor = (role: Role, organizationId: string | null): Actor => ({ id: 'ann', role, organizationId });

/** For each role and organization of the actor: whether it may read organization 5, and its history. */
const READERS: readonly (readonly [Role, string | null, boolean, boolean])[] = [
  ['MEMBER', '5', true, false],
  ['MEMBER', '6', false, false],
  ['MEMBER', null, false, false],
  ['ORG_ADMIN', '5', true, true],
  ['ORG_ADMIN', '6', false, false],
  ['ORG_ADMIN', null, false, false],
  ['SERVICE', null, true, false],
  ['SERVICE', '5', true, false],
  ['SERVICE', '6', true, false],
  ['PROVISIONER', null, true, false],
  ['PROVISIONER', '5', true, false],
  ['SUPPORT', null, true, true],
  ['OPERATOR', null, true, true],
  ['AUDITOR', null, true, true],
  ['AUDITOR', '6', true, true],
  ['SUPER_ADMIN', null, true, true],
  ['SUPER_ADMIN', '5', true, true],
  ['SUPER_ADMIN', '6', true, true],
];

test('the table of readers covers every role', () => {
  expect(new Set(READERS.map(([role]) => role))).toEqual(new Set(ROLES));
});

describe.each(READERS)('%s of organization %s', (role, organizationId, reads, readsHistory) => {
  const reader = actor(role, organizationId);

  test(`${reads ? 'sees' : 'does not see'} organization 5`, () => {
    expect(hasRightFor(reader, 'READ_ACCESS', '5')).toBe(reads);
    if (reads) expect(requireOrganizationReader(reader, '5')).toBe(reader);
    else expect(refusalOf(() => requireOrganizationReader(reader, '5')).code).toBe('NOT_FOUND');
  });

  test(`${readsHistory ? 'sees' : 'does not see'} the history of organization 5`, () => {
    expect(hasRightFor(reader, 'READ_HISTORY', '5')).toBe(readsHistory);
    if (readsHistory) expect(requireHistoryReader(reader, '5')).toBe(reader);
    else expect(refusalOf(() => requireHistoryReader(reader, '5')).code).toBe(reads ? 'FORBIDDEN' : 'NOT_FOUND');
  });
});

describe('the rights of a role are no more than what is written here once more:', () => {
  const reads = ['USE_API', 'READ_ACCESS', 'READ_HISTORY', 'LIST_ORGANIZATIONS', 'READ_PLATFORM'];
  const expected: Readonly<Record<Role, readonly string[]>> = {
    MEMBER: ['USE_API', 'READ_ACCESS', 'COUNT_CHECKS'],
    ORG_ADMIN: ['USE_API', 'READ_ACCESS', 'READ_HISTORY', 'COUNT_CHECKS'],
    SERVICE: ['USE_API', 'READ_ACCESS', 'RECORD_PRODUCT_ANSWERS', 'COUNT_CHECKS', 'USE_BACKEND_LIMITS'],
    PROVISIONER: [
      ...['USE_API', 'READ_ACCESS', 'RECORD_PRODUCT_ANSWERS', 'COUNT_CHECKS', 'USE_BACKEND_LIMITS'],
      'ASSIGN_PACKAGES',
    ],
    SUPPORT: [...reads, 'CHANGE_ACCESS', 'COUNT_CHECKS'],
    OPERATOR: [
      ...[...reads, 'READ_RECORD', 'MANAGE_MAPPING', 'MANAGE_RUNS', 'MANAGE_ROLLOUT', 'COUNT_CHECKS'],
      ...['ASSIGN_PACKAGES', 'MANAGE_PACKAGES'],
    ],
    AUDITOR: [...reads, 'READ_RECORD'],
    SUPER_ADMIN: Object.keys(RIGHTS).filter((right) => right !== 'USE_BACKEND_LIMITS'),
  };

  test.each(ROLES)('%s', (role) => {
    expect([...rightsOf(role)].sort()).toEqual([...expected[role]].sort());
  });

  test('only roles of an organization have a right for their own alone, and none that changes anything', () => {
    for (const role of ROLES)
      for (const right of allRights())
        if (reachOf(role, right) === 'OWN') {
          expect(needsOrganization(role)).toBe(true);
          expect(right).toMatch(/^READ_/);
        }
  });

  test('nobody but a super admin bypasses guards, changes access without an end, or works at the database', () => {
    for (const right of [
      'BYPASS_GUARDS',
      'CHANGE_ACCESS_WITHOUT_END',
      'MANAGE_DATABASE',
      'MANAGE_MAINTENANCE',
    ] as const)
      expect(ROLES.filter((role) => reachOf(role, right) !== null)).toEqual(['SUPER_ADMIN']);
  });
});

test('each right is described, and used by an operation, a field or the server', () => {
  const elsewhere = ['CHANGE_ACCESS_WITHOUT_END', 'BYPASS_GUARDS', 'COUNT_CHECKS', 'USE_BACKEND_LIMITS'];
  const used = new Set([...Object.values(OPERATION_RIGHTS), ...Object.values(FIELD_RIGHTS), ...elsewhere]);
  expect(Object.keys(RIGHTS)).toEqual(allRights());
  expect([...used].sort()).toEqual([...allRights()].sort());
});

test.each(ROLES)('a refusal tells %s which roles may do it', (role) => {
  for (const right of allRights()) {
    const asker = actor(role, null);
    if (reachOf(role, right) === 'ALL') expect(requireRight(asker, right)).toBe(asker);
    else expect(refusalOf(() => requireRight(asker, right))).toMatchObject({ code: 'FORBIDDEN', details: { right } });
  }
  expect(refusalOf(() => requireRight(actor('MEMBER', '5'), 'MANAGE_RUNS')).message).toBe(
    'Only OPERATOR and SUPER_ADMIN may do this (MANAGE_RUNS).',
  );
  expect(refusalOf(() => requireRight(actor('MEMBER', '5'), 'READ_HISTORY')).message).toBe(
    'Only SUPPORT, OPERATOR, AUDITOR and SUPER_ADMIN may do this, and ORG_ADMIN for its own organization ' +
      '(READ_HISTORY).',
  );
});

test('no mutation requires only a right to read', () => {
  const reading = Object.entries(OPERATION_RIGHTS).filter(([, right]) => /^(READ_|LIST_|USE_)/.test(right));
  expect(reading.filter(([coordinate]) => coordinate.startsWith('Mutation.'))).toEqual([]);
});

test('an operation without a row of the table is refused to every role', () => {
  for (const coordinate of ['Query.somethingNew', 'Mutation.toString', 'Query.__proto__', 'Query.constructor'])
    for (const role of ROLES)
      expect(refusalOf(() => requireOperation(actor(role, '5'), coordinate)).code).toBe('FORBIDDEN');
});

test('lists that name no organization are of all for those who may read all, and of the own one for its admin', () => {
  expect(scopeOfRight(actor('AUDITOR', null), 'READ_HISTORY')).toBeNull();
  expect(scopeOfRight(actor('SUPPORT', '6'), 'READ_HISTORY')).toBeNull();
  expect(scopeOfRight(actor('ORG_ADMIN', '5'), 'READ_HISTORY')).toBe('5');
  for (const asker of [actor('ORG_ADMIN', null), actor('MEMBER', '5'), actor('SERVICE', '5')])
    expect(refusalOf(() => scopeOfRight(asker, 'READ_HISTORY')).code).toBe('FORBIDDEN');
});

test('an actor that is not signed in is refused before any other check', () => {
  expect(refusalOf(() => requireActor(null)).code).toBe('UNAUTHENTICATED');
  expect(refusalOf(() => requireRight(null, 'USE_API')).code).toBe('UNAUTHENTICATED');
  expect(refusalOf(() => scopeOfRight(null, 'READ_HISTORY')).code).toBe('UNAUTHENTICATED');
  expect(refusalOf(() => requireOperation(null, 'Query.viewer')).code).toBe('UNAUTHENTICATED');
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
