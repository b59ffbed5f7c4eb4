import { join } from 'node:path';
import ts from 'typescript';
import { packageRoot } from '../../../src/platform/package-root';
import type { PageBlock } from './read-page';

/** The TypeScript blocks of a page. */
export interface Program {
  readonly file: string;
  readonly blocks: readonly PageBlock[];
}

interface Module {
  readonly file: string;
  /** The line of the page at which the module begins, less the lines of code put before it. */
  readonly firstLine: number;
  readonly code: string;
}

/**
 * The compiler's messages about the ```ts blocks of pages, by page and line. Each block is a module that begins with
 * the hidden blocks before it on its page, or, if it is `continued`, with all blocks before it. Blocks that are not run
 * are only parsed.
 */
export function faultsOfTypes(programs: readonly Program[]): readonly string[] {
  const written = programs.flatMap(({ file, blocks }) =>
    blocks.filter(({ notRun }) => notRun !== null).flatMap((block) => faultsOfSyntax(file, block)),
  );
  const modules = new Map(
    programs.flatMap((program) =>
      modulesOf(program).map((module, index): [string, Module] => [
        join(packageRoot, 'docs', `${program.file.replaceAll('/', '-')}.${index}.mts`),
        module,
      ]),
    ),
  );
  return [...new Set([...written, ...compile(modules)])];
}

function modulesOf({ file, blocks }: Program): readonly Module[] {
  const shared: string[] = [];
  const earlier: string[] = [];
  return blocks
    .filter(({ notRun }) => notRun === null)
    .flatMap(({ code, line, hidden, continued }): readonly Module[] => {
      const before = continued ? earlier : shared;
      const lines = before.join('\n').split('\n').length - (before.length === 0 ? 1 : 0);
      const module = { file, firstLine: line - lines, code: [...before, code, 'export {};'].join('\n') };
      earlier.push(code);
      if (hidden) shared.push(code);
      return hidden ? [] : [module];
    });
}

function faultsOfSyntax(file: string, { code, line }: PageBlock): readonly string[] {
  const { diagnostics = [] } = ts.transpileModule(code, { reportDiagnostics: true });
  return diagnostics.map((one) => say(file, line, one));
}

function compile(modules: ReadonlyMap<string, Module>): readonly string[] {
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(join(packageRoot, 'tsconfig.json'), (path) => ts.sys.readFile(path)).config,
    ts.sys,
    packageRoot,
  );
  const settings: ts.CompilerOptions = {
    ...options,
    // An example may declare names that it does not use.
    noUnusedLocals: false,
    noUnusedParameters: false,
    types: ['node'],
    paths: {
      portcullis: [join(packageRoot, 'src/index.ts')],
      'portcullis/directive': [join(packageRoot, 'src/directive/index.ts')],
    },
  };
  const host = ts.createCompilerHost(settings);
  const program = ts.createProgram([...modules.keys()], settings, {
    ...host,
    fileExists: (path) => modules.has(path) || host.fileExists(path),
    readFile: (path) => modules.get(path)?.code ?? host.readFile(path),
    getSourceFile: (path, version) => {
      const module = modules.get(path);
      return module ? ts.createSourceFile(path, module.code, version, true) : host.getSourceFile(path, version);
    },
  });
  return [...modules].flatMap(([path, { file, firstLine }]) => {
    const source = program.getSourceFile(path);
    return ts.getPreEmitDiagnostics(program, source).map((one) => say(file, firstLine, one));
  });
}

function say(file: string, firstLine: number, { file: source, start, messageText }: ts.Diagnostic): string {
  const { line } = source && start !== undefined ? source.getLineAndCharacterOfPosition(start) : { line: 0 };
  return `${file}:${firstLine + line}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
}
