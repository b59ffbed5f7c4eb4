import type { Argument, Command, Option } from 'commander';
import { buildProgram } from '../../src/cli/program';
import { COMMAND_HELP } from '../../src/cli/support/command-help';
import { code, sentence, table } from './table';

interface NamedCommand {
  readonly command: Command;
  /** Without the program's name: `db migrate`. */
  readonly name: string;
}

/** Every command that does something, in the order of `--help`. */
export async function leafCommands(): Promise<readonly NamedCommand[]> {
  return leavesOf(await buildProgram(), []);
}

function leavesOf(parent: Command, path: readonly string[]): readonly NamedCommand[] {
  return parent.commands.flatMap((command) => {
    const names = [...path, command.name()];
    return command.commands.length > 0 ? leavesOf(command, names) : [{ command, name: names.join(' ') }];
  });
}

/** A table of the commands, and a section for each. */
export async function cliReference(): Promise<readonly string[]> {
  const commands = await leafCommands();
  const index = commands.map(({ command, name }) => [
    `[\`${name}\`](#portcullis-${name.replaceAll(' ', '-')})`,
    sentence(command.description()),
  ]);
  return [...table(['command', 'what it does'], index), ...commands.flatMap(section)];
}

function section({ command, name }: NamedCommand): readonly string[] {
  const help = COMMAND_HELP[name];
  const described = command.registeredArguments.filter(({ description }) => description !== '');
  const argumentsTable = table(['argument', 'meaning'], described.map(argumentRow));
  const optionsTable = table(['option', 'default', 'meaning'], command.options.map(optionRow));
  return [
    '',
    `## portcullis ${name}`,
    '',
    sentence(command.description()),
    '',
    '```text',
    `portcullis ${name} ${command.usage()}`,
    '```',
    ...(described.length > 0 ? ['', ...argumentsTable] : []),
    ...(command.options.length > 0 ? ['', ...optionsTable] : []),
    ...(help?.incomplete === undefined ? [] : ['', `Exit code 3: ${help.incomplete}.`]),
    ...(help ? ['', 'Example:', '', '```sh not-run example', `portcullis ${help.example}`, '```'] : []),
  ];
}

function argumentRow(argument: Argument): readonly string[] {
  const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
  return [
    code(argument.required ? `<${name}>` : `[${name}]`),
    `${sentence(argument.description)}${choices(argument.argChoices)}`,
  ];
}

/** A default that commander does not know is told in the description: `… (default: 10)`. */
function optionRow(option: Option): readonly string[] {
  const [, meaning = option.description, told] = /^(.*) \(default: (.+)\)$/.exec(option.description) ?? [];
  const byDefault = told ?? (option.mandatory ? 'required' : defaultOf(option.defaultValue));
  return [code(option.flags), byDefault, `${sentence(meaning)}${choices(option.argChoices)}`];
}

function defaultOf(value: unknown): string {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return '';
  return code(typeof value === 'string' ? value : JSON.stringify(value));
}

function choices(known: readonly string[] | undefined): string {
  return known ? ` One of ${known.map(code).join(', ')}.` : '';
}
