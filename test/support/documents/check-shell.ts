import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, CommanderError } from 'commander';
import { parse } from 'shell-quote';
import { z } from 'zod';
import { buildProgram } from '../../../src/cli/program';
import { packageRoot } from '../../../src/platform/package-root';

const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')));

/** Words that can come before a command. */
const BEFORE = /^(?:\w+=.*|sudo|exec|env|time|npx|\$|--)$/;

/** The words of the simple commands of a script, without redirections and comments. */
export function commandsOf(code: string): readonly (readonly string[])[] {
  const commands: string[][] = [];
  for (const line of code.replace(/\\\n/g, ' ').split('\n')) {
    let words: string[] = [];
    for (const part of parse(line, (name) => `$${name}`)) {
      if (typeof part === 'string') words.push(part);
      else if ('op' in part) {
        commands.push(words);
        words = [];
      }
    }
    commands.push(words);
  }
  return commands
    .map((words) => words.slice(words.findIndex((word) => !BEFORE.test(word))))
    .filter(([first]) => first !== undefined && !BEFORE.test(first));
}

/** The faults of a script that is not run: wrong commands of `portcullis` and unknown scripts of npm. */
export async function faultsOfShell(code: string): Promise<readonly string[]> {
  const faults = commandsOf(code).map(async ([program = '', ...args]): Promise<readonly string[]> => {
    if (program === 'portcullis') return faultsOfCommand(args);
    const [verb = '', name = ''] = args;
    if (program === 'npm' && verb === 'run' && scripts[name] === undefined) return [`there is no script '${name}'`];
    return [];
  });
  return (await Promise.all(faults)).flat();
}

/** Whether a script has a command that does not end by itself. */
export function isEndless(code: string): boolean {
  return commandsOf(code).some(
    (words) =>
      /^(?:portcullis (?:serve|worker|watch)|npm (?:start|run example))\b/.test(words.join(' ')) &&
      !words.includes('--once'),
  );
}

/** The faults that commander finds in arguments, without executing the command. */
export async function faultsOfCommand(args: readonly string[]): Promise<readonly string[]> {
  const program = await buildProgram();
  disarm(program);
  try {
    program.parse([...args], { from: 'user' });
    return [];
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? [] : [`portcullis ${args.join(' ')}: ${error.message}`];
  }
}

/** The unknown commands and options of a command, whole or not, that a sentence mentions: `portcullis rollout set`. */
export async function faultsOfMention(text: string): Promise<readonly string[]> {
  const [words = []] = commandsOf(text);
  if (words[0] !== 'portcullis') return [];
  let command: Command = await buildProgram();
  const faults: string[] = [];
  for (const word of words.slice(1)) {
    const [flag = ''] = word.split('=');
    const found = command.commands.find((one) => one.name() === word);
    if (found) command = found;
    else if (flag.startsWith('--') && !['--help', '--version'].includes(flag)) {
      if (!command.options.some(({ long }) => long === flag)) faults.push(`${text}: no option ${flag}`);
    } else if (command.commands.length > 0 && /^[a-z][a-z-]*$/.test(word)) faults.push(`${text}: no command ${word}`);
  }
  return faults;
}

function disarm(command: Command): void {
  command.configureOutput({ writeOut: () => undefined, writeErr: () => undefined });
  if (command.commands.length === 0) command.action(() => undefined);
  for (const one of command.commands) disarm(one);
}
