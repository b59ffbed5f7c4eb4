import { send } from './http';

export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** The samples that Prometheus would read from a server. */
export async function scrape({ url }: { readonly url: string }): Promise<readonly Sample[]> {
  const { status, text } = await send(`${url}/metrics`);
  if (status !== 200) throw new Error(`/metrics answered ${status}`);
  return [...text.matchAll(/^([a-z_:]+)(?:\{(.*)\})? (\S+)$/gm)].map(([, name = '', labels = '', value]) => ({
    name,
    labels: Object.fromEntries(
      [...labels.matchAll(/([a-z_]+)="([^"]*)"/g)].map(([, key = '', text = '']) => [key, text]),
    ),
    value: Number(value),
  }));
}

/** The sum of the samples with this name and these labels; undefined without any. */
export function valueOf(
  samples: readonly Sample[],
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number | undefined {
  const found = samples.filter(
    (one) => one.name === name && Object.entries(labels).every(([key, value]) => one.labels[key] === value),
  );
  return found.length === 0 ? undefined : found.reduce((sum, { value }) => sum + value, 0);
}

/** A paused run with 3 of 5 organizations done, one of which failed. */
export const LIVE_RUN = `
  WITH run AS (
    INSERT INTO migration_runs (mode, status, requested_by, reason, mapping_name, mapping_hash, mapping_rules,
                                taxonomy_hash, rules_version, module_count, submodule_count, allow_revocations,
                                error_budget_percent, total, started_at)
    VALUES ('EXECUTE', 'PAUSED', 'ann', 'a test', 'm', 'h', '[]', 'h', 1, 1, 1, false, 10, 5,
            now() - interval '1 hour')
    RETURNING id)
  INSERT INTO migration_run_batches (run_id, number, organization_ids, status, worker, counts, finished_at)
  SELECT id, 0, '{1,2,3}'::int[], 'DONE', 'w1', '{"changed": 2, "failed": 1}'::jsonb,
         now() - interval '20 minutes' FROM run
  UNION ALL SELECT id, 1, '{4,5}', 'PENDING', NULL, NULL, NULL FROM run`;
