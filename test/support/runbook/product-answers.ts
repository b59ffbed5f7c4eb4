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
  const targets = modules.flatMap(({ values: { module } }) =>
    rows.flatMap(({ values }) => (values.module === module ? [[module, values.submodule] as const] : [])),
  );
  const lines = [...USES].flatMap(([organization, uses]) =>
    targets.map(([module, submodule]) => {
      const isTaken = taken.includes(`${organization} ${module}`);
      return `${organization},${module},${submodule},${!isTaken && allows(uses, module, submodule)}`;
    }),
  );
  return `organization,module,submodule,allowed\n${lines.join('\n')}\n`;
}

/** @param submodule empty for the module itself, which is allowed with any of its submodules */
function allows(uses: readonly string[], module: string, submodule: string): boolean {
  if (submodule === '') return uses.some((use) => use.split('/')[0] === module);
  const target = `${module}/${submodule}`;
  return uses.includes(target) || (uses.includes(module) && !uses.includes(`-${target}`));
}
