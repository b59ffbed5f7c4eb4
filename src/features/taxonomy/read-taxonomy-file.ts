import { join } from 'node:path';
import {
  checkTaxonomyRows,
  type FileModule,
  TAXONOMY_OPTIONAL_COLUMNS,
  TAXONOMY_REQUIRED_COLUMNS,
} from '../../domain/taxonomy/taxonomy-file';
import { readCsv, refuseFaultyFile } from '../../platform/csv';
import { packageRoot } from '../../platform/package-root';

export const SHIPPED_TAXONOMY = join(packageRoot, 'seeds/taxonomy.csv');

export interface TaxonomyFile {
  readonly modules: readonly FileModule[];
  readonly notices: readonly string[];
}

/**
 * Reads a taxonomy file. A file with any fault is refused.
 * @throws DomainError INVALID_INPUT with every fault and its line
 */
export async function readTaxonomyFile(path: string): Promise<TaxonomyFile> {
  const { rows, notices, faults, columns } = await readCsv(path, TAXONOMY_REQUIRED_COLUMNS, TAXONOMY_OPTIONAL_COLUMNS);
  const { modules, faults: ofContent } = checkTaxonomyRows(rows, columns);
  refuseFaultyFile(path, [...faults, ...ofContent]);
  return { modules, notices };
}
