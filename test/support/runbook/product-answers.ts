import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseCsv } from '../../../src/platform/csv';
import { packageRoot } from '../../../src/platform/package-root';
import { USES } from './other-application';

/**
 * The file that the product's own code exports: what every organization uses, as worked out by hand.
 * @param taken modules that the product has switched off meanwhile, such as `3 marketing`
 */
export async function exportAnswers(taken: readonly string[] = []): Promise<string> {
  const path = join(packageRoot, 'seeds/taxonomy.csv');
  const { rows } = parseCsv(path, await readFile(path, 'utf8'), ['module', 'submodule', 'policy']);
  const modules = rows.filter(({ values }) => values.submodule === '' && values.policy === 'ENTITLEMENT');
  const lines = [...USES].flatMap(([organization, uses]) =>
    modules.flatMap(({ values: { module } }) => {
      const isTaken = taken.includes(`${organization} ${module}`);
      const ofModule = isTaken ? [] : uses.filter((use) => use.replace(/^-/, '').split('/')[0] === module);
      return [
        `${organization},${module},,${ofModule.some((use) => !use.startsWith('-'))}`,
        ...ofModule.flatMap((use) => {
          const [, submodule] = use.split('/');
          return submodule === undefined ? [] : [`${organization},${module},${submodule},${!use.startsWith('-')}`];
        }),
      ];
    }),
  );
  return `organization,module,submodule,allowed\n${lines.join('\n')}\n`;
}
