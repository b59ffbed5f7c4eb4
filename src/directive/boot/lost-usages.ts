import {
  type ConstDirectiveNode,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isSpecifiedDirective,
} from 'graphql';
import { nearest } from '../../domain/nearest';
import { FREE, REQUIRES, REQUIRES_ANY } from './directive-sdl';
import type { GuardFaults } from './guard-configuration-error';
import type { TypeDefs } from './guard-options';
import { codedNames, hasKnownForm, type SchemaElement } from './read-usages';
import type { SchemaUsages } from './schema-usages';
import { placesByCoordinate } from './written-places';

const OURS = [REQUIRES, REQUIRES_ANY, FREE];

/**
 * Refuses a schema that has lost guards: printing and building it again, stitching, and some builders drop directives,
 * and then everything is open without a word.
 */
export function checkLostUsages(
  schema: GraphQLSchema,
  usages: SchemaUsages,
  typeDefs: TypeDefs,
  faults: GuardFaults,
): void {
  if (usages.all().length === 0)
    faults.add(
      'schema',
      `nothing in it carries @${REQUIRES} or @${REQUIRES_ANY}: guard the schema that carries them. ` +
        'Printing a schema and building it again, stitching and some builders lose directives',
    );
  for (const [coordinate, { definitions, keepsOne }] of placesByCoordinate(typeDefs)) {
    if (keepsOne && definitions.length > 1) continue; // a fault of its own: see `checkRepeatedDefinitions`
    const written = definitions.flat().filter(isRequirement).length;
    if (written > usages.on(coordinate).length && isIn(schema, coordinate))
      faults.add(coordinate, 'is guarded in typeDefs, but the schema has lost the directive');
  }
}

/** Refuses directives of a name that is nearly one of ours: they look like a guard, and are none. */
export function checkMisspelt(schema: GraphQLSchema, faults: GuardFaults): void {
  const known = new Set(schema.getDirectives().map(({ name }) => name));
  for (const [coordinate, element] of elementsOf(schema)) {
    if (!hasKnownForm(element))
      faults.add(
        coordinate,
        'extensions.directives has a form that is not known: use { name: { … } } or [{ name, args: { … } }]',
      );
    for (const name of namesOn(element)) {
      if (known.has(name) || OURS.includes(name)) continue;
      const meant = nearest(name, OURS);
      if (meant !== '') faults.add(coordinate, `@${name} is no directive${meant.replace("'", "'@")}`);
    }
  }
}

function isRequirement({ name }: ConstDirectiveNode): boolean {
  return name.value === REQUIRES || name.value === REQUIRES_ANY;
}

function namesOn(element: SchemaElement): readonly string[] {
  const nodes = [element.astNode, ...(element.extensionASTNodes ?? [])];
  return [
    ...nodes.flatMap((node) => (node?.directives ?? []).map((directive) => directive.name.value)),
    ...codedNames(element),
  ];
}

function* elementsOf(schema: GraphQLSchema): Generator<readonly [coordinate: string, element: SchemaElement]> {
  for (const directive of schema.getDirectives()) {
    if (isSpecifiedDirective(directive)) continue;
    for (const argument of directive.args) yield [`@${directive.name}(${argument.name}:)`, argument];
  }
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__')) continue;
    yield [type.name, type];
    if (isEnumType(type)) for (const value of type.getValues()) yield [`${type.name}.${value.name}`, value];
    if (isInputObjectType(type))
      for (const field of Object.values(type.getFields())) yield [`${type.name}.${field.name}`, field];
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      yield [`${type.name}.${field.name}`, field];
      for (const argument of field.args) yield [`${type.name}.${field.name}(${argument.name}:)`, argument];
    }
  }
}

/** What a schema leaves out, such as a part of it for the public, needs no guard. */
function isIn(schema: GraphQLSchema, coordinate: string): boolean {
  const [, typeName = '', member, argument] = /^(\w+)(?:\.(\w+)(?:\((\w+):\))?)?$/.exec(coordinate) ?? [];
  const type = schema.getType(typeName);
  if (!type || member === undefined) return type !== undefined;
  if (isEnumType(type)) return type.getValue(member) !== undefined;
  const field = 'getFields' in type ? type.getFields()[member] : undefined;
  if (!field || argument === undefined) return field !== undefined;
  return 'args' in field && field.args.some(({ name }) => name === argument);
}
