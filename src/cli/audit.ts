import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Command, Option } from 'commander';
import { sayPublicKey } from '../domain/audit/checkpoint';
import { sayFinding } from '../domain/audit/finding';
import { DomainError, invalidInput } from '../domain/errors';
import { sayCount, sayTime } from '../domain/say';
import type { ExportFormat } from '../features/audit/audit-service';
import type { AuditVerification } from '../features/audit/examine-record';
import { readConfig } from '../platform/config';
import { hasCode, messageOf } from '../platform/error-shape';
import { type CommandContext, type CommonOptions, EXIT, withDatabase } from './support/command-context';
import { Output } from './support/output';
import { withProgress } from './support/progress';

/** So many findings are printed; `--json` has all that were found. */
const SHOWN = 20;

interface VerifyOptions extends CommonOptions {
  readonly expect?: string;
}

interface ExportOptions {
  readonly since?: string;
  readonly format: ExportFormat;
  readonly file?: string;
}

export function addAuditCommand(program: Command): void {
  const audit = program.command('audit').description('The record of events: verify, export, key.');
  audit
    .command('verify')
    .description(
      'Read all events, and prove by the chain of their hashes that none was altered, removed or inserted. ' +
        'Exit code 3 if one was.',
    )
    .option('--expect <position:hash>', 'An end of the chain that was noted elsewhere, which must be in it')
    .option('--json', 'Print one JSON document')
    .action((options: VerifyOptions) => withDatabase(options, (context) => runVerify(context, options)));
  audit
    .command('export')
    .description('Write the events of organizations and of the platform, with their hashes, in the order of the chain.')
    .option('--since <time>', 'Leave out those before it, such as 2026-11-01 or 2026-11-01T08:00:00Z')
    .addOption(new Option('--format <format>', 'How to write them').choices(['ndjson', 'csv']).default('ndjson'))
    .option('--file <path>', 'The file to write (default: the output)')
    .action((options: ExportOptions) => withDatabase({}, (context) => runExport(context, options)));
  audit
    .command('key')
    .description('Print the public key of PORTCULLIS_AUDIT_KEY, by which others can verify without it.')
    .option('--json', 'Print one JSON document')
    .action(runKey);
}

async function runVerify({ services, actor, database, out }: CommandContext, options: VerifyOptions): Promise<number> {
  const expected = options.expect === undefined ? null : readEnd(options.expect);
  let progress: { readonly done: number; readonly total: number | null } = { done: 0, total: null };
  const verification = await withProgress(
    out,
    async () => ({ ...progress, unit: 'events', notes: [], ended: false }),
    () =>
      services.audit.verify(actor, {
        expected,
        told: (done, total) => {
          progress = { done, total };
        },
      }),
  );
  out.line(`The record of events of ${database.name} at ${database.host}`);
  printVerification(out, verification);
  const { signed, end, ...found } = verification;
  out.document({
    database: database.name,
    host: database.host,
    clean: verification.findings.length === 0,
    ...found,
    end: end && { position: end.position, hash: end.hash, madeAt: end.madeAt },
    signed: signed && {
      position: signed.position,
      hash: signed.hash,
      madeAt: signed.madeAt,
      publicKey: sayPublicKey(signed.publicKey),
    },
  });
  return verification.findings.length > 0 ? EXIT.incomplete : EXIT.done;
}

function printVerification(out: Output, verification: AuditVerification): void {
  const { findings, events, taken, before, foreign, foreignImports, end, signed } = verification;
  for (const finding of findings.slice(0, SHOWN)) out.fail(sayFinding(finding));
  if (findings.length > SHOWN) out.fail(`and ${findings.length - SHOWN} more: --json names them`);
  if (findings.length === 0) out.ok(`${sayCount(events, 'event')}: none altered, removed or inserted`);
  if (taken > 0) out.line(`  ${sayCount(taken, 'event')} of past months: taken out by retention, only hashes are left`);
  if (before > 0) out.line(`  ${sayCount(before, 'event')} from before the chain began: not proved`);
  if (foreign > 0) out.line(`  ${sayCount(foreign, 'event')} that other applications wrote: not proved`);
  for (const id of foreignImports)
    out.warn(`event ${id} of platform_events: a snapshot was imported that no export here had written`);
  if (end) out.line(`  The chain ends at ${end.position}:${end.hash}`);
  if (signed)
    out.line(
      `  Signed up to position ${signed.position}, ${sayTime(signed.madeAt)}, by the key ` +
        sayPublicKey(signed.publicKey) +
        (signed.position === end?.position ? '' : ': what came since is not signed yet'),
    );
  else if (end && findings.length > 0) out.line('  Not signed, since something was found');
  else if (end) out.line('  Not signed: set PORTCULLIS_AUDIT_KEY where servers run');
  if (findings.length > 0) out.line('What to do is in docs/audit.md, under "When something is found"');
  else if (end) out.line('Note the end of the chain elsewhere: with --expect, it proves that nothing was cut off');
}

function readEnd(text: string): { readonly position: number; readonly hash: string } {
  const [, position = '', hash = ''] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text.trim()) ?? [];
  if (hash !== '') return { position: Number(position), hash };
  throw invalidInput([
    { field: '--expect', message: "must be what 'audit verify' prints: a position, ':' and a hash" },
  ]);
}

async function runExport(
  { services, actor, out }: CommandContext,
  { since, format, file }: ExportOptions,
): Promise<number> {
  const lines = services.audit.export(actor, { since: since === undefined ? null : readTime(since), format });
  const to = file === undefined ? process.stdout : createWriteStream(file, { flags: 'wx', mode: 0o600 });
  try {
    await pipeline(Readable.from(lines), to, { end: file !== undefined });
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error) || file === undefined) throw error;
    if (hasCode(error, 'EEXIST'))
      throw new DomainError('INVALID_INPUT', `${file} already exists: an export replaces none, choose another name.`);
    throw new DomainError('INVALID_INPUT', `Cannot write ${file}: ${messageOf(error)}.`);
  }
  if (file !== undefined) out.ok(`Exported to ${file}`);
  return EXIT.done;
}

function readTime(text: string): Date {
  const time = new Date(text);
  if (/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/.test(text) && !Number.isNaN(time.getTime()))
    return time;
  throw invalidInput([{ field: '--since', message: 'must be a date, or a time with its zone: 2026-11-01T08:00:00Z' }]);
}

function runKey(options: CommonOptions): void {
  const { own } = readConfig(process.env).audit;
  if (own === null)
    throw new DomainError('INVALID_INPUT', 'PORTCULLIS_AUDIT_KEY is not set: make one with openssl rand -base64 32.');
  const out = new Output(options.json ?? false);
  out.line(sayPublicKey(own.publicKey));
  out.document({ publicKey: sayPublicKey(own.publicKey) });
}
