import type { DataSource, EntityManager } from 'typeorm';
import { organizationIdsOf } from '../../database/organization-ids';
import { type Actor } from '../../domain/actor';
import { type Fault, invalidInput } from '../../domain/errors';
import { groupBy } from '../../domain/group-by';
import { sayId } from '../../domain/organization-id';
import { type PageArguments } from '../../domain/page';
import { sourceFault, targetFaults } from '../../domain/parity/answer-target';
import { readingAnswer } from '../../domain/parity/reading';
import { requireRight } from '../../domain/rights';
import { appendPlatformEvent } from '../../store/append-events';
import { readFlags, requireLegacyColumn } from '../../store/legacy-column';
import { loadTaxonomy } from '../../store/load-taxonomy';
import { readParitySetup } from '../../store/parity-setup';
import { type AnswerCounts, countAnswers, type NewProductAnswer, writeAnswers } from '../../store/product-answers';
import { checkReadings, ReadingChecker, type ReadingsFound } from '../parity/check-readings';
import { importAnswers, type ImportedAnswers } from './import-answers';
import { listAnswers, type StoredAnswerPage } from './list-answers';

const MAX_ANSWERS = 1_000;
const NO_READING = 'There is no reading to hold answers to.';

export interface ProductAnswerInput {
  readonly organizationId: string;
  readonly moduleKey: string;
  readonly submoduleKey?: string | null | undefined;
  readonly allowed: boolean;
  /** Default: the actor's id. */
  readonly source?: string | null | undefined;
}

export interface RecordedAnswers {
  readonly recorded: number;
  readonly changed: number;
  readonly differing: number;
}

/** All answers, and how much of the readings they check. */
export type AnswersStatus = AnswerCounts & ReadingsFound;

/** The product's own answers, to which readings of the legacy flags are held. */
export class ProductAnswersService {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Records answers, all or none; for services and super admins. Repeating them renews their time, and writes no event.
   * @throws DomainError INVALID_INPUT with every fault; CONFLICT if the legacy column was dropped
   */
  async record(actor: Actor | null, inputs: readonly ProductAnswerInput[]): Promise<RecordedAnswers> {
    const recorder = requireRight(actor, 'RECORD_PRODUCT_ANSWERS');
    if (inputs.length === 0 || inputs.length > MAX_ANSWERS)
      throw invalidInput([
        { field: 'input.answers', message: `must have 1 to ${MAX_ANSWERS} answers, not ${inputs.length}` },
      ]);
    return this.dataSource.transaction(async (manager) => {
      await requireLegacyColumn(manager, NO_READING);
      const setup = await readParitySetup(manager);
      const answers = await readAnswers(manager, inputs, recorder, setup.taxonomy);
      const { recorded, changed } = await writeAnswers(manager, answers);
      const flags = await readFlags(manager, [...new Set(answers.map(({ organizationId }) => organizationId))]);
      const checker = new ReadingChecker(setup);
      const differing = answers.filter(
        (one) =>
          setup.taxonomy.isActive(one.module, one.submodule) &&
          readingAnswer(setup.taxonomy, checker.readingOf(flags.get(one.organizationId) ?? null), one).allowed !==
            one.allowed,
      ).length;
      await appendRecorded(manager, recorder, {
        sources: [...new Set(answers.map(({ source }) => source))],
        answers: recorded,
        changed,
        organizations: flags.size,
      });
      return { recorded, changed, differing };
    });
  }

  /**
   * Records the answers of a CSV file, all or none. Repeating it writes no event.
   * @param source what is stored as the answers' source
   * @throws DomainError INVALID_INPUT with every fault and its line; CONFLICT if the legacy column was dropped
   */
  async importFile(actor: Actor | null, path: string, source: string): Promise<ImportedAnswers> {
    const admin = requireRight(actor, 'RECORD_PRODUCT_ANSWERS');
    const name = readSource(source, '--source');
    return this.dataSource.transaction(async (manager) => {
      await requireLegacyColumn(manager, NO_READING);
      const done = await importAnswers(manager, path, name, await loadTaxonomy(manager));
      const { recorded, changed, organizations } = done;
      await appendRecorded(manager, admin, { sources: [name], answers: recorded, changed, organizations });
      return done;
    });
  }

  /** How many answers are recorded, and how much of the readings they check. Reads all of them. */
  async status(actor: Actor | null): Promise<AnswersStatus> {
    requireRight(actor, 'READ_PLATFORM');
    return this.dataSource.transaction('REPEATABLE READ', async (manager) => ({
      ...(await countAnswers(manager)),
      ...(await checkReadings(manager, await readParitySetup(manager), null)),
    }));
  }

  /** The answers, in the order in which they were first recorded. Asks for the actor's right. */
  async list(
    actor: Actor | null,
    { differing, ...page }: PageArguments & { readonly differing?: boolean | null | undefined },
  ): Promise<StoredAnswerPage> {
    requireRight(actor, 'READ_PLATFORM');
    return listAnswers(this.dataSource.manager, { ...page, differing: differing ?? null });
  }
}

/** Nothing changed is nothing to tell: services repeat their answers. */
async function appendRecorded(
  manager: EntityManager,
  actor: Actor,
  payload: { sources: readonly string[]; answers: number; changed: number; organizations: number },
): Promise<void> {
  if (payload.changed === 0) return;
  await appendPlatformEvent(manager, { eventType: 'product_answers_recorded', actor, reason: null, payload });
}

function readSource(text: string, field: string): string {
  const source = text.trim();
  const message = sourceFault(source);
  if (message !== null) throw invalidInput([{ field, message }]);
  return source;
}

async function readAnswers(
  manager: EntityManager,
  inputs: readonly ProductAnswerInput[],
  actor: Actor,
  taxonomy: Parameters<typeof targetFaults>[0],
): Promise<readonly NewProductAnswer[]> {
  const ids = await organizationIdsOf(manager);
  const flags = await readFlags(manager, [
    ...new Set(inputs.flatMap(({ organizationId }) => ids.canonical(organizationId) ?? [])),
  ]);
  const faults: Fault[] = [];
  const answers = inputs.flatMap((input, index): readonly NewProductAnswer[] => {
    const at = `input.answers.${index}`;
    const organizationId = ids.canonical(input.organizationId);
    const submodule = input.submoduleKey ?? null;
    const source = input.source?.trim() ?? actor.id;
    const own: Fault[] = targetFaults(taxonomy, input.moduleKey, submodule).map(({ field, message }) => ({
      field: `${at}.${field}Key`,
      message,
    }));
    if (organizationId === null || !flags.has(organizationId))
      own.push({ field: `${at}.organizationId`, message: `there is no organization ${sayId(input.organizationId)}` });
    const message = sourceFault(source);
    if (message !== null) own.push({ field: `${at}.source`, message });
    faults.push(...own);
    return organizationId === null || own.length > 0
      ? []
      : [{ organizationId, module: input.moduleKey, submodule, allowed: input.allowed, source }];
  });
  const byTarget = groupBy(answers, ({ organizationId, module, submodule }) =>
    JSON.stringify([organizationId, module, submodule]),
  );
  for (const [first, ...others] of byTarget.values())
    if (first && others.some(({ allowed }) => allowed !== first.allowed))
      faults.push({
        field: 'input.answers',
        message:
          `answers both true and false for organization ${sayId(first.organizationId)}, ` +
          `${first.module}${first.submodule === null ? '' : `/${first.submodule}`}`,
      });
  if (faults.length > 0) throw invalidInput(faults);
  return [...byTarget.values()].flatMap(([first]) => first ?? []);
}
