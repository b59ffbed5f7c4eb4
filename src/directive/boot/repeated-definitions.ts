import { type ConstDirectiveNode, type DefinitionNode, Kind, parse } from 'graphql';
import { REQUIRES } from './directive-sdl';
import type { GuardFaults } from './guard-configuration-error';
import type { TypeDefs } from './guard-options';

type Members = readonly { readonly coordinate: string; readonly directives: readonly ConstDirectiveNode[] }[];

/**
 * Refuses guards on arguments, input fields and enum values that the SDL defines more than once: merging type
 * definitions keeps only one of them, and drops the guards of the others silently.
 */
export function checkRepeatedDefinitions(typeDefs: TypeDefs, faults: GuardFaults): void {
  const met = new Map<string, boolean[]>();
  for (const { coordinate, directives } of definitionsOf(typeDefs).flatMap(membersOf)) {
    const guarded = directives.some(({ name }) => name.value === REQUIRES);
    met.set(coordinate, [...(met.get(coordinate) ?? []), guarded]);
  }
  for (const [coordinate, definitions] of met) {
    if (definitions.length > 1 && definitions.includes(true)) {
      faults.add(
        coordinate,
        `is defined ${definitions.length} times and guarded in ${definitions.filter(Boolean).length} of them, ` +
          'but merging keeps only one definition: define it once',
      );
    }
  }
}

function definitionsOf(typeDefs: TypeDefs): readonly DefinitionNode[] {
  if (typeof typeDefs === 'string') return parse(typeDefs, { noLocation: true }).definitions;
  if ('kind' in typeDefs) return typeDefs.definitions;
  return typeDefs.flatMap(definitionsOf);
}

function membersOf(definition: DefinitionNode): Members {
  switch (definition.kind) {
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.OBJECT_TYPE_EXTENSION:
    case Kind.INTERFACE_TYPE_DEFINITION:
    case Kind.INTERFACE_TYPE_EXTENSION:
      return (definition.fields ?? []).flatMap((field) =>
        (field.arguments ?? []).map(({ name, directives }) => ({
          coordinate: `${definition.name.value}.${field.name.value}(${name.value}:)`,
          directives: directives ?? [],
        })),
      );
    case Kind.INPUT_OBJECT_TYPE_DEFINITION:
    case Kind.INPUT_OBJECT_TYPE_EXTENSION:
      return (definition.fields ?? []).map(({ name, directives }) => ({
        coordinate: `${definition.name.value}.${name.value}`,
        directives: directives ?? [],
      }));
    case Kind.ENUM_TYPE_DEFINITION:
    case Kind.ENUM_TYPE_EXTENSION:
      return (definition.values ?? []).map(({ name, directives }) => ({
        coordinate: `${definition.name.value}.${name.value}`,
        directives: directives ?? [],
      }));
    default:
      return [];
  }
}
