import { REQUIRES } from './directive-sdl';
import type { GuardFaults } from './guard-configuration-error';
import type { TypeDefs } from './guard-options';
import { placesByCoordinate } from './written-places';

/**
 * Refuses guards on arguments, input fields and enum values that the SDL defines more than once: merging type
 * definitions keeps only one of them, and drops the guards of the others silently.
 */
export function checkRepeatedDefinitions(typeDefs: TypeDefs, faults: GuardFaults): void {
  for (const [coordinate, { definitions, keepsOne }] of placesByCoordinate(typeDefs)) {
    const guarded = definitions.filter((directives) => directives.some(({ name }) => name.value === REQUIRES));
    if (!keepsOne || definitions.length === 1 || guarded.length === 0) continue;
    faults.add(
      coordinate,
      `is defined ${definitions.length} times and guarded in ${guarded.length} of them, ` +
        'but merging keeps only one definition: define it once',
    );
  }
}
