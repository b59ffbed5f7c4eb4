import type { Command } from 'commander';

/** What `--help` adds to a command: an example, and what it means when it ends with 3. */
interface CommandHelp {
  readonly example: string;
  readonly incomplete?: string;
}

const RUN_INCOMPLETE = 'organizations failed, are stale, or had changes held';

/** By the names of a command, without the program's. `docs/cli.md` is generated from what `--help` says. */
export const COMMAND_HELP: Readonly<Record<string, CommandHelp>> = {
  'db migrate': { example: 'db migrate', incomplete: 'with `--plan`: something does not fit' },
  'db status': {
    example: 'db status',
    incomplete: 'migrations are pending, something is missing, a table does not fit, or the clock is off',
  },
  'db grants': { example: 'db grants --role billing' },
  'db uninstall': { example: 'db uninstall --confirm product' },
  'source show': { example: 'source show', incomplete: 'no source is set' },
  'source detect': {
    example: 'source detect --out source.sql',
    incomplete: 'nothing looks like organizations with flags',
  },
  'source set': { example: 'source set --sql source.sql --reason "the companies that are not deleted"' },
  seed: { example: 'seed --taxonomy taxonomy.csv' },
  'mapping draft': { example: 'mapping draft --out mapping.csv' },
  'mapping load': { example: 'mapping load mapping.csv --reason "the new packages"' },
  'mapping show': { example: 'mapping show --json' },
  'packages load': { example: 'packages load packages.csv --reason "prices of 2027"' },
  'packages list': { example: 'packages list' },
  'packages show': { example: 'packages show starter@1' },
  'packages diff': { example: 'packages diff starter@1 starter' },
  'packages export': { example: 'packages export packages.csv' },
  'packages default': { example: 'packages default starter --reason "every sign-up begins here"' },
  'packages assign': { example: 'packages assign 7 professional --ends starter --reason "upgrade, order 812"' },
  'packages end': { example: 'packages end 7 advanced_finance --reason "cancelled, ticket 4711"' },
  'packages fit': {
    example: 'packages fit --csv proposal.csv',
    incomplete: 'an organization has what no package gives, or would gain something',
  },
  'answers import': {
    example: 'answers import answers.csv --source "billing 4.2"',
    incomplete: "a reading differs from the product's answers",
  },
  'answers template': { example: 'answers template --language js' },
  'answers status': { example: 'answers status', incomplete: 'a reading differs, or was never checked' },
  preflight: { example: 'preflight' },
  migrate: { example: 'migrate --execute --dry-run-id 1', incomplete: RUN_INCOMPLETE },
  'runs list': { example: 'runs list' },
  'runs show': { example: 'runs show 1 --outcome FAILED' },
  'runs pause': { example: 'runs pause 2' },
  'runs cancel': { example: 'runs cancel 2 --reason "wrong mapping"' },
  'runs throttle': { example: 'runs throttle 2 --max-rate 2000 --max-lock-waits none' },
  'runs resume': { example: 'runs resume 2', incomplete: RUN_INCOMPLETE },
  rollback: { example: 'rollback 2 --reason "wrong mapping"', incomplete: 'rows were kept' },
  'cache drop': { example: 'cache drop' },
  'snapshot export': { example: 'snapshot export monday.ndjson.gz' },
  'snapshot import': { example: 'snapshot import monday.ndjson.gz --overwrite' },
  'snapshot note-backup': { example: 'snapshot note-backup product-2026-11-23.dump' },
  reset: { example: 'reset --confirm product --reason "start over"' },
  verify: { example: 'verify --run 2', incomplete: 'a check failed' },
  parity: {
    example: 'parity --kind LOST --csv differences.csv',
    incomplete: 'a difference is unexplained, or an organization is not covered',
  },
  'audit verify': { example: 'audit verify', incomplete: 'an event was altered, removed or inserted' },
  'audit export': { example: 'audit export --since 2026-11-01 --file events.ndjson' },
  'audit key': { example: 'audit key' },
  'retention show': { example: 'retention show', incomplete: 'something is due to be detached' },
  'retention apply': { example: 'retention apply --reason "we keep three years"' },
  'rollout show': { example: 'rollout show' },
  'rollout preview': {
    example: 'rollout preview ENFORCE',
    incomplete: 'answers would change, or the gate is shut',
  },
  'rollout set': { example: 'rollout set SHADOW --percentage 10 --reason "the first tenth"' },
  'rollout org': { example: 'rollout org 7 ENFORCE --reason "a pilot"' },
  'maintenance on': { example: 'maintenance on --message "Back at noon." --reason "a move"' },
  'maintenance off': { example: 'maintenance off --reason "the move is done"' },
  'maintenance status': { example: 'maintenance status' },
  watch: { example: 'watch --once --since 7d', incomplete: 'with --once, a threshold is passed' },
  'legacy status': { example: 'legacy status', incomplete: 'the legacy column cannot be dropped yet' },
  'legacy fence': { example: 'legacy fence on --reason "the flags are migrated"' },
  'legacy hide': { example: 'legacy hide --reason "30 days under ENFORCE"' },
  'legacy unhide': { example: 'legacy unhide --reason "an old report needs them"' },
  'legacy drop-column': { example: 'legacy drop-column --confirm product --reason "90 days under ENFORCE"' },
  'legacy purge': { example: 'legacy purge --confirm product --reason "a year later"' },
  'schema check': {
    example: 'schema check --schema schema.graphql --against main.graphql --taxonomy taxonomy.csv',
    incomplete: 'a guard is at fault, something is opened, or a new guard would deny organizations',
  },
  explain: { example: 'explain --org 1 --module sales --submodule leads' },
  history: { example: 'history 1 sales/leads' },
  grant: { example: 'grant 7 hr=ENABLED sales/leads=ENABLED finance=TRIAL:14d --reason "ordered, order 4711"' },
  'end-grants': { example: 'end-grants 7 finance --reason "cancelled by the customer"' },
  'override set': { example: 'override set 7 hr=TRIAL --trial-ends 2027-01-31 --reason "promised by sales"' },
  'override revoke': { example: 'override revoke 7 12 --reason "the trial was declined"' },
  'override list': { example: 'override list 7 --ended' },
  serve: { example: 'serve' },
  worker: { example: 'worker --workers 4' },
  token: { example: 'token --role MEMBER --org 1' },
  demo: { example: 'demo' },
};

/** Adds them to the commands below one. */
export function addCommandHelp(parent: Command, path: readonly string[] = []): void {
  for (const command of parent.commands) {
    const names = [...path, command.name()];
    const help = COMMAND_HELP[names.join(' ')];
    if (help)
      command.addHelpText(
        'after',
        [
          ...(help.incomplete === undefined ? [] : ['', `Exit code 3: ${help.incomplete}.`]),
          '',
          'Example:',
          `  portcullis ${help.example}`,
        ].join('\n'),
      );
    addCommandHelp(command, names);
  }
}
