import { SCHEMA } from './names';

/** The tables that are partitioned by month, of `created_at` or `day` in UTC. */
export const MONTHLY_TABLES = ['entitlement_events', 'platform_events', 'access_counts'] as const;

/** The journal, which is partitioned by run. */
export const JOURNAL = 'migration_run_organizations';

/** Makes partitions. Its arguments: the table without its schema, and a month or a run. */
export const PARTITION_FUNCTION = 'make_partition';
export const PARTITION_FUNCTION_ARGUMENTS = 'text, text';

/** Partitions that are made with the installation: of this month, and the three after it. */
const FIRST_MONTHS = 4;

/**
 * The function that makes a partition, in the schema of Portcullis wherever the table is. It runs with the rights of
 * the owner, because servers have a role that owns nothing; applications that use the library may not call it. A row
 * without a partition is in the default one, which always exists: no insert fails because nobody made a partition.
 *
 * `part` is a day of the month, or the id of the run; null for the oldest month of which rows are in the default
 * partition. Rows that are there already are moved. It returns the name of what it made, and null if there was nothing
 * to make. Others write and read on meanwhile, but for a moment those who read the default partition: so it gives up
 * after a second without the locks, and is tried again later.
 */
export function partitionFunction(): readonly string[] {
  const name = `${SCHEMA}.${PARTITION_FUNCTION}`;
  const tables = [...MONTHLY_TABLES, JOURNAL].map((table) => `'${table}'`).join(', ');
  return [
    `CREATE OR REPLACE FUNCTION ${name}(parent text, part text) RETURNS text LANGUAGE plpgsql SECURITY DEFINER
       SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' SET datestyle = 'ISO' SET lock_timeout = '1s' AS $$
     DECLARE
       whole regclass;
       key name;
       by_run boolean;
       rest regclass;
       starts timestamp;
       of_part text;
       bounds text;
       suffix text;
       made text;
       copies integer := 1;
     BEGIN
       PERFORM pg_advisory_xact_lock(hashtext('portcullis:partitions'));
       SELECT c.oid, a.attname, p.partstrat = 'l', nullif(p.partdefid, 0) INTO whole, key, by_run, rest
       FROM pg_partitioned_table p JOIN pg_class c ON c.oid = p.partrelid JOIN pg_namespace n ON n.oid = c.relnamespace
       JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = p.partattrs[0]
       WHERE c.relname = parent AND parent IN (${tables}) AND n.nspname = coalesce((
         SELECT t.schema FROM ${SCHEMA}.portcullis_tables t
         WHERE t.name = parent AND t.origin = 'created'), '${SCHEMA}');
       IF NOT FOUND THEN
         RETURN NULL;
       END IF;
       IF rest IS NULL THEN
         EXECUTE format('CREATE TABLE ${SCHEMA}.%I PARTITION OF %s DEFAULT', parent || '_default', whole);
         rest := format('${SCHEMA}.%I', parent || '_default')::regclass;
       END IF;
       IF by_run THEN
         suffix := part::integer::text;
         bounds := format('IN (%s)', suffix);
         of_part := format('%I = %s', key, suffix);
       ELSIF part IS NULL THEN
         EXECUTE format('SELECT min(%1$I)::timestamp FROM %2$s WHERE %1$I BETWEEN ''1900-01-01'' AND ''9999-11-30''',
                        key, rest) INTO starts;
       ELSE
         starts := part::timestamp;
       END IF;
       IF NOT by_run THEN
         starts := date_trunc('month', starts);
         suffix := to_char(starts, 'YYYY_MM');
         bounds := format('FROM (%L) TO (%L)', starts::date, (starts + interval '1 month')::date);
         of_part := format('%1$I >= %2$L AND %1$I < %3$L', key, starts::date, (starts + interval '1 month')::date);
       END IF;
       IF suffix IS NULL OR EXISTS (
         SELECT 1 FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
         WHERE i.inhparent = whole
           AND CASE WHEN by_run THEN pg_get_expr(c.relpartbound, c.oid) IN ('FOR VALUES IN (' || suffix || ')',
                                                                            'FOR VALUES IN (''' || suffix || ''')')
                    ELSE pg_get_expr(c.relpartbound, c.oid) LIKE 'FOR VALUES FROM (''' || starts::date || '%' END) THEN
         RETURN NULL;
       END IF;
       made := parent || '_' || suffix;
       -- The name of one that was detached, and then moved away or dropped by hand, stays its own.
       WHILE to_regclass(format('${SCHEMA}.%I', made)) IS NOT NULL
         OR EXISTS (SELECT 1 FROM ${SCHEMA}.detached_partitions d WHERE d.name = made) LOOP
         copies := copies + 1;
         made := parent || '_' || suffix || '_' || copies;
       END LOOP;
       -- In the order in which others lock them. Nobody can add a row to the default partition from here on.
       EXECUTE format('LOCK TABLE ONLY %s IN SHARE UPDATE EXCLUSIVE MODE', whole);
       EXECUTE format('LOCK TABLE %s IN ACCESS EXCLUSIVE MODE', rest);
       -- Without defaults: rows are written through the whole table, and a detached partition needs no sequence.
       EXECUTE format('CREATE TABLE ${SCHEMA}.%I (LIKE %s INCLUDING CONSTRAINTS INCLUDING STORAGE)', made, whole);
       EXECUTE format('WITH moved AS (DELETE FROM %s WHERE %s RETURNING *)
                       INSERT INTO ${SCHEMA}.%I SELECT * FROM moved', rest, of_part, made);
       EXECUTE format('ALTER TABLE %s ATTACH PARTITION ${SCHEMA}.%I FOR VALUES %s', whole, made, bounds);
       RETURN made;
     END $$`,
    `REVOKE ALL ON FUNCTION ${name}(${PARTITION_FUNCTION_ARGUMENTS}) FROM PUBLIC`,
  ];
}

/** Makes the default partitions, and the first ones. Adopted tables are left as they are. */
export function firstPartitions(): readonly string[] {
  const make = `${SCHEMA}.${PARTITION_FUNCTION}`;
  return [
    `SELECT ${make}('${JOURNAL}', NULL)`,
    ...MONTHLY_TABLES.map(
      (table) =>
        `SELECT ${make}('${table}', (date_trunc('month', now() AT TIME ZONE 'UTC') + n * interval '1 month')::text)
         FROM generate_series(0, ${FIRST_MONTHS - 1}) AS months (n)`,
    ),
  ];
}
