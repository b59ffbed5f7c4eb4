import type { EntityManager } from 'typeorm';
import { DomainError } from '../domain/errors';
import {
  checkMappingRows,
  Mapping,
  MAPPING_COLUMNS,
  type MappingColumn,
  OPTIONAL_MAPPING_COLUMNS,
} from '../domain/legacy/mapping';
import { NOTHING } from '../domain/legacy/mapping-rule';
import { narrowedValues, sayNarrowedValue } from '../domain/legacy/narrowed-values';
import type { Taxonomy } from '../domain/taxonomy/taxonomy';
import { MappingEntity } from '../entities/mapping';
import { type CsvFile, parseCsv, readCsv, refuseFaultyFile } from '../platform/csv';
import { seesOrganizations } from './source';

/** A mapping and its display name. */
export interface NamedMapping {
  readonly name: string;
  readonly mapping: Mapping;
}

/** The active mapping; null before the first one is loaded. */
export async function findActiveMapping(manager: EntityManager): Promise<NamedMapping | null> {
  const active = await manager.findOneBy(MappingEntity, { isActive: true });
  return active && { name: active.name, mapping: new Mapping(active.rules) };
}

/** The active mapping. @throws DomainError CONFLICT if none has been loaded yet */
export async function requireActiveMapping(manager: EntityManager): Promise<NamedMapping> {
  const active = await findActiveMapping(manager);
  if (active) return active;
  throw new DomainError('CONFLICT', `No mapping is active: ${await adviseMapping(manager)}.`);
}

/** What to do where no mapping is active. With organizations, their flags are what a mapping is drafted from. */
export async function adviseMapping(manager: Pick<EntityManager, 'query'>): Promise<string> {
  return (await seesOrganizations(manager))
    ? "draft one from the organizations' flags with 'portcullis mapping draft --out FILE', review it, and " +
        "load it with 'portcullis mapping load FILE'"
    : "load one with 'portcullis mapping load FILE'";
}

/** A mapping read from a file, with notices about ignored lines, inactive targets and `narrowedValues`. */
export interface ReadMapping extends NamedMapping {
  readonly notices: readonly string[];
}

/**
 * Reads a mapping from a CSV file. A file with any fault is refused.
 * @throws DomainError INVALID_INPUT with every fault and its line
 */
export async function readMappingFile(path: string, taxonomy: Taxonomy): Promise<ReadMapping> {
  return checkMapping(path, await readCsv(path, MAPPING_COLUMNS, OPTIONAL_MAPPING_COLUMNS), taxonomy);
}

/**
 * Like `readMappingFile`, for the text of a file.
 * @param name the mapping's name, which faults name too
 * @throws DomainError INVALID_INPUT with every fault and its line
 */
export function parseMapping(name: string, text: string, taxonomy: Taxonomy): ReadMapping {
  return checkMapping(name, parseCsv(name, text, MAPPING_COLUMNS, OPTIONAL_MAPPING_COLUMNS), taxonomy);
}

function checkMapping(
  name: string,
  { rows, notices, faults }: CsvFile<MappingColumn>,
  taxonomy: Taxonomy,
): ReadMapping {
  const { rules, faults: ofContent } = checkMappingRows(rows, taxonomy);
  refuseFaultyFile(name, [...faults, ...ofContent]);
  const inactive = rows
    .filter(
      ({ values }) =>
        values.target_module !== NOTHING && !taxonomy.isActive(values.target_module, values.target_submodule || null),
    )
    .map(
      ({ line, values }) =>
        `line ${line}: ${values.target_module}${values.target_submodule && '/'}${values.target_submodule} ` +
        'is inactive and grants nothing',
    );
  const mapping = new Mapping(rules);
  const narrowed = narrowedValues(mapping, taxonomy).map(sayNarrowedValue);
  return { name, mapping, notices: [...notices, ...inactive, ...narrowed] };
}
