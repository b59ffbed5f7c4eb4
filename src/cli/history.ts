import type { Command } from 'commander';
import { sayTime } from '../domain/say';
import type { AccessPeriod, BeginningKind } from '../features/history/history-service';
import { allPages } from './support/all-pages';
import { ORGANIZATION_ID, readTarget, type TypedTarget } from './support/arguments';
import { type CommandContext, type CommonOptions, EXIT, withDatabase } from './support/command-context';
import { drawTimeline } from './support/draw-timeline';

export function addHistoryCommand(program: Command): void {
  program
    .command('history')
    .description('Show what an organization had of a module or submodule: from when to when, by whom and why.')
    .argument('<org>', ORGANIZATION_ID)
    .argument('<target>', 'MODULE or MODULE/SUBMODULE', readTarget)
    .option('--json', 'Print one JSON document')
    .action((org: string, target: TypedTarget, options: CommonOptions) =>
      withDatabase(options, (context) => runHistory(context, org, target)),
    );
}

/** Uses the same service as `Organization.history` of the API. */
async function runHistory(
  { services, actor, out }: CommandContext,
  org: string,
  { moduleKey, submoduleKey }: TypedTarget,
): Promise<number> {
  const { id, name } = await services.organizations.get(actor, org);
  const periods: AccessPeriod[] = [];
  let known = { from: new Date(), because: '' };
  const pages = allPages(async (page) => {
    const list = await services.history.list(actor, id, { moduleKey, submoduleKey, ...page });
    known = { from: list.knownFrom, because: list.knownBecause };
    return list;
  });
  for await (const page of pages) periods.push(...page);
  const now = new Date();
  out.line(`Organization ${id} (${name}), ${submoduleKey === undefined ? moduleKey : `${moduleKey}/${submoduleKey}`}`);
  out.line();
  for (const line of drawTimeline(periods.map(markOf), known.from, now)) out.line(`  ${line}`);
  out.line();
  out.table(['from', 'until', 'answer', 'gating', 'entitlement', 'begun by', 'who', 'why'], periods.map(rowOf));
  out.line(`Known from ${sayTime(known.from)} on: ${known.because}.`);
  out.document({
    organizationId: id,
    name,
    moduleKey,
    submoduleKey: submoduleKey ?? null,
    knownFrom: known.from,
    knownBecause: known.because,
    periods: periods.map(documentOf),
  });
  return EXIT.done;
}

function markOf({ from, until, isKnown, decision: { allowed } }: AccessPeriod) {
  return { from, until, mark: !isKnown ? ('unknown' as const) : allowed ? ('allowed' as const) : ('denied' as const) };
}

const BEGUN_BY: Readonly<Record<BeginningKind, string>> = {
  KNOWN_FROM: 'not known',
  EVENT: 'an event',
  TAXONOMY: 'the taxonomy',
  MAPPING: 'the mapping',
  ROLLOUT: 'the rollout',
  LEGACY_FLAGS: 'the legacy flags',
  END_DUE: 'an end that was due',
};

function rowOf({ from, until, isKnown, decision, entitlement, cause }: AccessPeriod): readonly string[] {
  const { kind, eventId, eventType, actorId, reason } = cause;
  return [
    sayTime(from),
    until === null ? 'now' : sayTime(until),
    isKnown ? `${decision.allowed ? 'allowed' : 'denied'} (${decision.reason})` : 'not recorded',
    decision.gating ?? '',
    `${entitlement.allowed ? 'allowed' : 'denied'} (${entitlement.reason})`,
    eventType === null ? BEGUN_BY[kind] : `${eventType} ${eventId ?? ''}`,
    actorId ?? '',
    reason ?? '',
  ];
}

function documentOf({ from, until, isKnown, decision, entitlement, cause }: AccessPeriod) {
  const { allowed, status, reason, gating, provenance } = decision;
  return {
    from,
    until,
    gating,
    decision: isKnown ? { allowed, status, reason, provenance: provenance.kind, source: provenance.source } : null,
    entitlement: { allowed: entitlement.allowed, status: entitlement.status, reason: entitlement.reason },
    begunBy: cause,
  };
}
