import { NOTIFYING_TABLES } from './notifications';

/** A table that is partitioned, that others inherit from, or that is a partition or an heir of another. */
export type Family = 'partitioned' | 'parent' | 'child';

/** Triggers of statements fire for the table that a statement names, and for no other. */
const UNHEARD: Readonly<Record<Family, string>> = {
  partitioned: 'is partitioned, and servers would not be notified of writes to a partition, or of ATTACH and DETACH',
  parent: 'has tables that inherit from it, and servers would not be notified of writes to those',
  child:
    'is a partition of another table, or inherits from it, and servers would not be notified of writes to that one',
};

/** SQL for the `family` of the table `c` of `pg_class`. */
export const FAMILY = `CASE WHEN c.relkind = 'p' THEN 'partitioned'
  WHEN EXISTS (SELECT 1 FROM pg_inherits i WHERE i.inhrelid = c.oid) THEN 'child'
  WHEN EXISTS (SELECT 1 FROM pg_inherits i WHERE i.inhparent = c.oid) THEN 'parent' END`;

/** What about the family of a published table keeps servers from being notified, as a predicate. */
export function familyProblems(name: string, family: Family | null): readonly string[] {
  return family !== null && NOTIFYING_TABLES.includes(name) ? [UNHEARD[family]] : [];
}
