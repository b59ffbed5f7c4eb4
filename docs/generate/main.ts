import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/platform/package-root';
import { documents, firstDifference } from './documents';

/** Writes what is generated; with `--check`, only fails where what is committed differs. */
async function main(): Promise<void> {
  const stale = (await documents()).filter(({ committed, generated }) => committed !== generated);
  if (process.argv.includes('--check')) {
    for (const document of stale) process.stderr.write(`${firstDifference(document) ?? ''}\n`);
    if (stale.length > 0) {
      process.stderr.write(`What is generated differs. Run: npm run docs\n`);
      process.exitCode = 1;
    }
    return;
  }
  for (const { file, generated } of stale) {
    writeFileSync(join(packageRoot, file), generated);
    process.stdout.write(`Wrote ${file}\n`);
  }
}

void main();
