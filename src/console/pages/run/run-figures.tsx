import { KeyFigures } from '../../components/key-figures';
import type { ShownRun } from './shown-run';

/** How the run's organizations came out, and how many rows that were. */
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
          label: would ? 'Would be given' : 'Given',
          value: counts.moduleEntitlementsCreated,
          note: `modules; ${rows(counts.moduleEntitlementsCreated, counts.submoduleEntitlementsCreated)}`,
        },
        {
          label: would ? 'Would be taken' : 'Taken',
          value: counts.moduleEntitlementsRevoked,
          note: `modules; ${rows(counts.moduleEntitlementsRevoked, counts.submoduleEntitlementsRevoked)}`,
        },
        { label: 'Held', value: counts.held, note: `and ${counts.keptManual.toLocaleString()} kept as made by hand` },
      ]}
    />
  );
}
