import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';
import { type OutputChunk, rolldown } from 'rolldown';

const packageFolder = import.meta.dirname;
const root = join(packageFolder, '../..');
const dist = join(packageFolder, 'dist');
const declarations = join(dist, 'types');

/**
 * Builds `@portcullis/directive` from `src/directive`: one file for ES modules and one for CommonJS, each with types of
 * its own, since graphql 17 has other types, and other classes, for each of them.
 */
async function main(): Promise<void> {
  rmSync(dist, { recursive: true, force: true });
  const chunks = await bundle();
  writeFileSync(join(dist, 'third-party-licenses.txt'), licensesOf(chunks));
  bundleTypes();
}

/** @returns the files written */
async function bundle(): Promise<readonly OutputChunk[]> {
  const bundler = await rolldown({
    input: join(root, 'src/directive/index.ts'),
    external: ['graphql'],
    platform: 'neutral',
    resolve: { mainFields: ['module', 'main'] },
    transform: { target: 'es2022' },
    tsconfig: join(root, 'tsconfig.json'),
  });
  const written: OutputChunk[] = [];
  for (const [format, file] of [
    ['esm', 'index.mjs'],
    ['cjs', 'index.cjs'],
  ] as const) {
    const { output } = await bundler.write({
      format,
      file: join(dist, file),
      comments: { jsdoc: false }, // they are in the types
    });
    written.push(...output.filter((one) => one.type === 'chunk'));
  }
  await bundler.close();
  const foreign = new Set(written.flatMap(({ imports }) => imports).filter((name) => name !== 'graphql'));
  if (foreign.size > 0) throw new Error(`The package has no dependencies, but imports ${[...foreign].join(', ')}`);
  return written;
}

/** The licences of the packages that were bundled, which ask for being passed on. */
function licensesOf(chunks: readonly OutputChunk[]): string {
  const folders = new Set(
    chunks.flatMap(({ moduleIds }) =>
      moduleIds.flatMap((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id.replaceAll('\\', '/'))?.[0] ?? []),
    ),
  );
  const texts = [...folders].sort().map((folder) => {
    const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name));
    if (file === undefined) throw new Error(`${folder} has no licence to pass on`);
    const name = folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length);
    return `${name}\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
  });
  return `Parts of these packages are in this one:\n\n${texts.join(`\n${'-'.repeat(80)}\n\n`)}`;
}

/** Puts the declarations of all files together into one, which both kinds of module get. */
function bundleTypes(): void {
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  execFileSync(process.execPath, [tsc, '-p', packageFolder], { stdio: 'inherit' });
  const { succeeded } = Extractor.invoke(
    ExtractorConfig.prepare({
      configObject: {
        projectFolder: packageFolder,
        mainEntryPointFilePath: join(declarations, 'directive/index.d.ts'),
        compiler: { tsconfigFilePath: join(packageFolder, 'tsconfig.json') },
        dtsRollup: { enabled: true, untrimmedFilePath: join(dist, 'index.d.mts') },
        messages: {
          extractorMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
          tsdocMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
        },
      },
      configObjectFullPath: undefined,
      packageJsonFullPath: join(packageFolder, 'package.json'),
    }),
    {
      messageCallback: (message) => {
        message.handled = message.logLevel === ExtractorLogLevel.Info;
      },
    },
  );
  if (!succeeded || !existsSync(join(dist, 'index.d.mts'))) throw new Error('The types could not be put together');
  copyFileSync(join(dist, 'index.d.mts'), join(dist, 'index.d.cts'));
  rmSync(declarations, { recursive: true });
}

void main();
