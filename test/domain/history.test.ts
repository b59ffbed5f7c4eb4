import { decide } from '../../src/domain/decision/decide';
import { OrganizationAccess } from '../../src/domain/decision/organization-access';
import { periodsOf } from '../../src/domain/history/periods';
import type { RecordedChange, RecordedEvent } from '../../src/domain/history/recorded-change';
import { timelineOf, versionAt } from '../../src/domain/history/timeline';
import type { PastState } from '../../src/domain/history/undo';
import { FLAGS_NOT_RECORDED } from '../../src/domain/legacy/legacy-flags';
import type { EntitlementRow } from '../../src/domain/stored-access';
import { Taxonomy } from '../../src/domain/taxonomy/taxonomy';

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute));
const INSTALLED = { from: at(0), because: 'Portcullis was installed then' };
const READ_AT = at(59);

const row = (module: string, status: string, trialExpiresAt: string | null = null): EntitlementRow => ({
  module,
  status,
  trialExpiresAt,
  partial: false,
  source: 'grant',
});
const stateOf = (...entitlements: readonly EntitlementRow[]): PastState => ({
  stored: { entitlements, subentitlements: [] },
  overrides: [],
  ownGating: null,
});
const changed = (before: EntitlementRow | null, after: EntitlementRow | null): RecordedChange => ({
  of: 'ROW',
  change: { action: 'UPDATE', module: before?.module ?? after?.module ?? '', submodule: null, before, after },
});
const event = (id: number, changes: readonly RecordedChange[] | null): RecordedEvent => {
  return { id: String(id), eventType: 'entitlements_granted', at: at(id), actorId: 'ann', reason: 'ordered', changes };
};
const statuses = ({ stored }: PastState) => stored.entitlements.map(({ module, status }) => `${module} ${status}`);

test('the state of then is the state now without what was changed since', () => {
  const events = [
    event(20, [changed(row('hr', 'trial'), row('hr', 'enabled'))]),
    event(10, [changed(null, row('hr', 'trial')), changed(row('sales', 'enabled'), null)]),
  ];
  const timeline = timelineOf(stateOf(row('hr', 'enabled')), events, INSTALLED, READ_AT);
  const told = [30, 20, 19, 10, 9, 0].map((minute) => versionAt(timeline, at(minute)));
  expect(told.map((version) => (version ? statuses(version.state) : null))).toEqual([
    ['hr enabled'],
    ['hr enabled'],
    ['hr trial'],
    ['hr trial'],
    ['sales enabled'],
    ['sales enabled'],
  ]);
  expect(versionAt(timeline, new Date(at(0).getTime() - 1))).toBeUndefined();
  expect(timeline.known('hr')).toEqual(INSTALLED);
});

test('a row that is not as its last change left it makes the past of its module unknown, and of no other', () => {
  const events = [
    event(30, [changed(row('hr', 'trial'), row('hr', 'enabled'))]),
    event(20, [changed(null, row('hr', 'disabled'))]),
    event(10, [changed(null, row('sales', 'enabled'))]),
  ];
  const timeline = timelineOf(stateOf(row('hr', 'enabled'), row('sales', 'enabled')), events, INSTALLED, READ_AT);
  expect(timeline.known('hr')).toEqual({
    from: at(30),
    because: "a row of 'hr' was changed after the event 20, and nothing recorded that change",
  });
  expect(timeline.known('sales')).toEqual(INSTALLED);
  const never = timelineOf(stateOf(row('hr', 'trial')), events.slice(1), INSTALLED, READ_AT);
  expect(never.known('hr').from).toEqual(READ_AT);
});

test('an event that does not say what was there before ends the history of everything', () => {
  const events = [event(20, null), event(10, [changed(null, row('hr', 'enabled'))])];
  const timeline = timelineOf(stateOf(row('hr', 'enabled')), events, INSTALLED, READ_AT);
  expect(timeline.known('sales')).toEqual({
    from: at(20),
    because: "the event 20 ('entitlements_granted') does not say what was there before",
  });
  expect(versionAt(timeline, at(19))).toBeUndefined();
});

test('a period ends with a trial, without any event', () => {
  const trial = row('hr', 'trial', at(30).toISOString());
  const taxonomy = new Taxonomy([{ id: 1, key: 'hr', policy: 'ENTITLEMENT', isActive: true, submodules: [] }]);
  const facts = {
    organizationId: '1',
    gating: { mode: 'ENFORCE' as const, by: 'GLOBAL' as const },
    legacy: FLAGS_NOT_RECORDED,
    stored: stateOf(trial).stored,
    overrides: [],
  };
  const organization = new OrganizationAccess(facts);
  const decideAt = (moment: Date) => {
    const decision = decide({ taxonomy, organization, moduleKey: 'hr', submoduleKey: null, at: moment });
    return { decision, entitlement: decision, isKnown: true };
  };
  const moments = [0, 10, 20].map((minute) => ({ at: at(minute), cause: `event ${minute}` }));
  const periods = periodsOf(moments, decideAt, 'an end', READ_AT);
  expect(periods.map(({ from, until, cause, decision }) => [from, until, cause, decision.reason])).toEqual([
    [at(30), null, 'an end', 'TRIAL_EXPIRED'],
    [at(0), at(30), 'event 0', 'TRIAL'],
  ]);
});
