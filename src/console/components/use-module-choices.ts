import { useOperation } from '../api/use-operation';
import { ModuleNamesDocument } from './filters.generated';

/** A value with its label. */
export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** The modules to choose from; an inactive one only if it is already chosen. */
export function useModuleChoices(chosen: string | null): readonly Choice[] {
  const { data } = useOperation(ModuleNamesDocument, {});
  return (data?.modules ?? [])
    .filter(({ isActive, key }) => isActive || key === chosen)
    .map(({ key, displayName }) => ({ value: key, label: displayName }));
}
