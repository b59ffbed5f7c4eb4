import { type ConstDirectiveNode, type DefinitionNode, Kind, parse } from 'graphql';
import type { TypeDefs } from './guard-options';

/** A place of the SDL that a guard can be on. */
interface WrittenPlace {
  readonly coordinate: string;
  readonly directives: readonly ConstDirectiveNode[];
  /** Whether merging keeps only one of several definitions, with its directives. */
  readonly keepsOne: boolean;
}

/** All definitions of a place, each by its directives. */
export interface WrittenPlaces {
  readonly definitions: readonly (readonly ConstDirectiveNode[])[];
  readonly keepsOne: boolean;
}

/** The places of SDL, before it is merged, that a guard can be on, by coordinate. */
export function placesByCoordinate(typeDefs: TypeDefs): ReadonlyMap<string, WrittenPlaces> {
  const places = new Map<string, WrittenPlaces>();
  for (const { coordinate, directives, keepsOne } of definitionsOf(typeDefs).flatMap(placesOf))
    places.set(coordinate, { definitions: [...(places.get(coordinate)?.definitions ?? []), directives], keepsOne });
  return places;
}

function definitionsOf(typeDefs: TypeDefs): readonly DefinitionNode[] {
  if (typeof typeDefs === 'string') return parse(typeDefs, { noLocation: true }).definitions;
  if ('kind' in typeDefs) return typeDefs.definitions;
  return typeDefs.flatMap(definitionsOf);
}

function placesOf(definition: DefinitionNode): readonly WrittenPlace[] {
  switch (definition.kind) {
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.OBJECT_TYPE_EXTENSION:
    case Kind.INTERFACE_TYPE_DEFINITION:
    case Kind.INTERFACE_TYPE_EXTENSION: {
      const type = definition.name.value;
      return [
        place(type, definition, false),
        ...(definition.fields ?? []).flatMap((field) => [
          place(`${type}.${field.name.value}`, field, false),
          ...(field.arguments ?? []).map((argument) =>
            place(`${type}.${field.name.value}(${argument.name.value}:)`, argument, true),
          ),
        ]),
      ];
    }
    case Kind.INPUT_OBJECT_TYPE_DEFINITION:
    case Kind.INPUT_OBJECT_TYPE_EXTENSION:
      return (definition.fields ?? []).map((field) =>
        place(`${definition.name.value}.${field.name.value}`, field, true),
      );
    case Kind.ENUM_TYPE_DEFINITION:
    case Kind.ENUM_TYPE_EXTENSION:
      return (definition.values ?? []).map((value) =>
        place(`${definition.name.value}.${value.name.value}`, value, true),
      );
    default:
      return [];
  }
}

function place(
  coordinate: string,
  { directives }: { readonly directives?: readonly ConstDirectiveNode[] | undefined },
  keepsOne: boolean,
): WrittenPlace {
  return { coordinate, directives: directives ?? [], keepsOne };
}
