import { KeyFigures } from '../../components/key-figures';
import type { ShownRun } from './shown-run';

/** The outcomes of the run's organizations, and the number of rows. */
export function RunFigures({ run: { mode, counts } }: { readonly run: ShownRun }) {
  const would = mode === 'DRY_RUN';
  const rows = (modules: number, submodules: number) => `${(modules + submodules).toLocaleString()} rows`;
  return (
    <KeyFigures
      figures={[
        { label: would ? 'Would change' : 'Changed', value: counts.changed, note: 'organizations' },
        { label: 'Unchanged', value: counts.unchanged, note: 'organizations' },
        {
          label: 'Failed',
          value: counts.failed,
          note:
            counts.stale + counts.skipped > 0
              ? `and ${counts.stale.toLocaleString()} stale, ${counts.skipped.toLocaleString()} skipped`
              : 'organizations',
        },
        {
          label: would ? 'Would be created' : 'Created',
          value: counts.moduleEntitlementsCreated,
          note: `modules; ${rows(counts.moduleEntitlementsCreated, counts.submoduleEntitlementsCreated)}`,
        },
        {
          label: would ? 'Would be revoked' : 'Revoked',
          value: counts.moduleEntitlementsRevoked,
          note: `modules; ${rows(counts.moduleEntitlementsRevoked, counts.submoduleEntitlementsRevoked)}`,
        },
        { label: 'Held', value: counts.held, note: `changes; ${counts.keptManual.toLocaleString()} manual rows kept` },
      ]}
    />
  );
}
