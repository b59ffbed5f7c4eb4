import { useOperation } from '../api/use-operation';
import { ModuleNamesDocument } from './filters.generated';

/** A value, and how people read it. */
export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** The modules to choose from; inactive ones only where one is chosen already. */
export function useModuleChoices(chosen: string | null): readonly Choice[] {
  const { data } = useOperation(ModuleNamesDocument, {});
  return (data?.modules ?? [])
    .filter(({ isActive, key }) => isActive || key === chosen)
    .map(({ key, displayName }) => ({ value: key, label: displayName }));
}
