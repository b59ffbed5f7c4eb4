import { readSchema } from '../../docs/generate/api';
import { leafCommands } from '../../docs/generate/cli';
import { type Document, documents, firstDifference } from '../../docs/generate/documents';
import { metricDefinitions } from '../../docs/generate/operations';
import { EXIT } from '../../src/cli/support/command-context';
import { COMMAND_HELP } from '../../src/cli/support/command-help';
import { DECISION_REASONS } from '../../src/domain/decision/answer';
import { ERROR_CODES } from '../../src/domain/errors';
import { ORGANIZATION_ERRORS } from '../../src/domain/run/organization-error';
import { environment } from '../../src/platform/environment';
import { ENTITLEMENT_EVENTS, PLATFORM_EVENTS } from '../../src/store/event-types';
import { commandsOf, faultsOfCommand } from '../support/documents/check-shell';

let generated: readonly Document[];
beforeAll(async () => {
  generated = await documents();
});

const textOf = (file: string) => generated.find((one) => one.file === file)?.generated ?? '';
const missingIn = (file: string, wanted: readonly string[]) => wanted.filter((text) => !textOf(file).includes(text));

test('generated documentation is up to date', () => {
  expect(generated.map(firstDifference).filter((difference) => difference !== null)).toEqual([]);
});

test('a difference is reported with its file, line and both texts', () => {
  const difference = firstDifference({ file: 'a.md', committed: 'one\ntwo\n', generated: 'one\n2\n' });
  expect(difference).toBe('a.md:2 differs\n  committed: two\n  generated: 2');
});

test('the command reference has a section and an example for every command, and every option', async () => {
  const commands = await leafCommands();
  expect(commands.length).toBeGreaterThan(30);
  expect(
    missingIn(
      'docs/cli.md',
      commands.flatMap(({ name, command }) => [
        `\n## portcullis ${name}\n`,
        `portcullis ${COMMAND_HELP[name]?.example ?? 'no example'}\n`,
        ...command.options.map(({ flags }) => `| \`${flags}\` |`),
      ]),
    ),
  ).toEqual([]);
});

test('every example of a command is accepted by the command, and belongs to one that exists', async () => {
  const names = (await leafCommands()).map(({ name }) => name);
  expect(Object.keys(COMMAND_HELP).filter((name) => !names.includes(name))).toEqual([]);
  const examples = Object.entries(COMMAND_HELP).map(([name, { example }]) => ({ name, example }));
  expect(examples.filter(({ name, example }) => !example.startsWith(name))).toEqual([]);
  const faults = await Promise.all(examples.flatMap(({ example }) => commandsOf(example).map(faultsOfCommand)));
  expect(faults.flat()).toEqual([]);
});

test('the configuration page and the example have every variable', () => {
  const variables = Object.keys(environment.shape);
  expect(variables.length).toBeGreaterThan(25);
  expect(
    missingIn(
      'docs/configuration.md',
      variables.map((name) => `| \`${name}\` |`),
    ),
  ).toEqual([]);
  expect(
    missingIn(
      '.env.example',
      variables.map((name) => `\n${name}=`),
    ),
  ).toEqual([]);
});

test('the pages have every error code, exit code, decision reason, metric, event type and operation', () => {
  const codes = [
    ...ERROR_CODES,
    ...Object.values(EXIT).map(String),
    ...DECISION_REASONS,
    ...Object.keys(ORGANIZATION_ERRORS),
  ];
  expect(
    missingIn(
      'docs/errors.md',
      codes.map((code) => (/^\d/.test(code) ? `| ${code} |` : `| \`${code}\` |`)),
    ),
  ).toEqual([]);
  const names = [
    ...metricDefinitions().map(({ name }) => name),
    ...Object.keys({ ...ENTITLEMENT_EVENTS, ...PLATFORM_EVENTS }),
  ];
  expect(
    missingIn(
      'docs/operations.md',
      names.map((name) => `| \`${name}\` |`),
    ),
  ).toEqual([]);
  const schema = readSchema();
  const operations = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].flatMap((type) =>
    Object.keys(type?.getFields() ?? {}),
  );
  expect(operations.length).toBeGreaterThan(40);
  expect(
    missingIn(
      'docs/api.md',
      operations.map((name) => `| \`${name}\` |`),
    ),
  ).toEqual([]);
});
