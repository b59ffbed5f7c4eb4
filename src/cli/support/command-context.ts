import { userInfo } from 'node:os';
import type { Database } from '../../database/database';
import type { Actor } from '../../domain/actor';
import { DomainError, InvalidInputError } from '../../domain/errors';
import { printableLines } from '../../domain/say';
import type { Services } from '../../features/services';
import { type Config, readConfig } from '../../platform/config';
import { messageOf } from '../../platform/error-shape';
import { inputErrorMessage } from './option-names';
import { Output } from './output';
import { RunStoppedError } from './run-stopped';

export const EXIT = { done: 0, failed: 1, usage: 2, incomplete: 3, interrupted: 130 } as const;

/** What each exit code means; `docs/errors.md` is generated from it. */
export const EXIT_MEANINGS: Readonly<Record<keyof typeof EXIT, string>> = {
  done: 'Done. `serve`, `worker` and `watch` also end with it after Ctrl-C.',
  failed: 'Failed, or not confirmed; the message says why. `preflight` also ends with it if a check fails.',
  usage: 'Wrong usage or invalid input: an option, a file or a variable of the environment. Nothing was changed.',
  incomplete: 'Finished, but something needs attention: each command says what under `--help`.',
  interrupted:
    'Interrupted with Ctrl-C. A run is paused, and can be resumed; a rollback is left to the workers of servers.',
};

/** What a command works with. */
export interface CommandContext {
  readonly config: Config;
  readonly database: Database;
  readonly services: Services;
  readonly actor: Actor;
  readonly out: Output;
}

export interface CommonOptions {
  readonly json?: boolean;
}

export interface CommandNeeds {
  /** Whether the command needs a schema that is up to date. @default 'current' */
  readonly schema?: 'current' | 'any';
  /** Whether it needs sessions of its own, and so `DATABASE_DIRECT_URL`. @default false */
  readonly direct?: boolean;
}

/**
 * Runs a command on the configured database and sets the exit code that `work` returns.
 */
export async function withDatabase(
  options: CommonOptions,
  work: (context: CommandContext) => Promise<number>,
  { schema = 'current', direct = false }: CommandNeeds = {},
): Promise<void> {
  const out = new Output(options.json ?? false);
  const config = readConfig(process.env);
  // Loaded only now: most of a command's start goes into these, and wrong usage needs none of them.
  const { openDatabase } = await import('../../database/database.js');
  const { createServices } = await import('../../features/services.js');
  const { requireCurrentSchema } = await import('../../store/schema-version.js');
  const { saySourceFault } = await import('../../store/source.js');
  const { sayDatabaseTrouble } = await import('../../store/say-database-trouble.js');
  const database = await openDatabase(config, {
    direct,
    log: (message) => {
      process.stderr.write(`${message}\n`);
    },
  });
  try {
    if (schema === 'current') await requireCurrentSchema(database);
    const context = { config, database, services: createServices(database, config), actor: cliActor(), out };
    process.exitCode = await work(context);
    if (schema === 'current') await sealWritten(database);
  } catch (error) {
    throw error instanceof RunStoppedError ? error : sayDatabaseTrouble(saySourceFault(error), database);
  } finally {
    await database.close();
  }
}

/**
 * Puts the events that a command wrote at the end of the chain, unless it may not. Of a long run, servers do it beside,
 * or the next commands.
 */
async function sealWritten({ dataSource: { manager } }: Database): Promise<void> {
  const { hasUnsealed, sealEvents } = await import('../../store/seal-events.js');
  const { isLackOfRights, isReadOnly } = await import('../../store/sqlstates.js');
  try {
    if (await hasUnsealed(manager)) await sealEvents(manager);
  } catch (error) {
    if (!isLackOfRights(error) && !isReadOnly(error)) throw error;
  }
}

/** A command acts with all rights: the operator who runs it has the database's password. Events name the OS user. */
export function cliActor(): Actor {
  return {
    id: `cli:${osUser()}`,
    role: 'SUPER_ADMIN',
    organizationId: null,
    origin: { via: 'CLI', requestId: null, address: null },
  };
}

function osUser(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? 'unknown'); // a user without an entry in the system's list, as in containers
  }
}

/**
 * Asks before something is done that is not easily undone; `--yes` answers beforehand.
 * @returns false if the operator says no
 * @throws DomainError INVALID_INPUT if `--yes` is missing and the command cannot ask
 */
export async function confirm(out: Output, question: string, yes: boolean | undefined): Promise<boolean> {
  if (yes) return true;
  if (!out.interactive) {
    const why = out.json ? 'but --json does not ask' : 'but this is not a terminal';
    throw new DomainError('INVALID_INPUT', `${question} Confirmation needed, ${why}. Pass --yes to proceed.`);
  }
  const { default: confirmPrompt } = await import('@inquirer/confirm');
  return confirmPrompt({ message: question, default: false });
}

/** Prints an error. @returns the exit code: 2 for wrong usage or input, else 1 */
export function reportError(error: unknown): number {
  process.stderr.write(`${printableLines(describeError(error))}\n`);
  if (!(error instanceof DomainError) && process.env['PORTCULLIS_DEBUG'] && error instanceof Error)
    process.stderr.write(`${error.stack ?? ''}\n`);
  return error instanceof DomainError && error.code === 'INVALID_INPUT' ? EXIT.usage : EXIT.failed;
}

function describeError(error: unknown): string {
  if (error instanceof InvalidInputError) return inputErrorMessage(error);
  return error instanceof DomainError ? `${error.code}: ${error.message}` : messageOf(error);
}
