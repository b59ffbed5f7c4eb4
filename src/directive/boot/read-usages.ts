import {
  coerceInputValue,
  type ConstDirectiveNode,
  getArgumentValues,
  type GraphQLDirective,
  GraphQLError,
  isNonNullType,
} from 'graphql';
import type { EntitlementRef } from './decision';
import { directiveDefinition, FREE, REQUIRES, REQUIRES_ANY } from './directive-sdl';
import type { GuardFaults } from './guard-configuration-error';
import { isRecord } from './is-record';
import { ON_DENY, type OnDeny, type Usage } from './requirement';

/** A part of a schema that can carry directives, in SDL or, for schemas built in code, in `extensions.directives`. */
export interface SchemaElement {
  readonly astNode?: { readonly directives?: readonly ConstDirectiveNode[] | undefined } | null | undefined;
  readonly extensionASTNodes?:
    readonly { readonly directives?: readonly ConstDirectiveNode[] | undefined }[] | undefined;
  readonly extensions?: Readonly<Record<string, unknown>> | undefined;
}

type Arguments = Readonly<Record<string, unknown>>;

/** Reads the requirements written on an element. What cannot be read becomes a fault. */
export function readUsages(element: SchemaElement, coordinate: string, faults: GuardFaults): readonly Usage[] {
  return [
    ...coercedArguments(element, REQUIRES, coordinate, faults).map((given) =>
      usageOf([refOf(given)], given, coordinate, faults),
    ),
    ...coercedArguments(element, REQUIRES_ANY, coordinate, faults).map((given) => {
      const refs = Array.isArray(given['of']) ? given['of'].map(refOf) : [];
      if (refs.length === 0)
        faults.add(
          coordinate,
          `@${REQUIRES_ANY}(of: []) would deny every organization: name at least one module or submodule`,
        );
      return usageOf(refs, given, coordinate, faults);
    }),
  ];
}

/** True if an element is marked as needing no entitlement. */
export function readEntitlementFree(element: SchemaElement, coordinate: string, faults: GuardFaults): boolean {
  const marks = coercedArguments(element, FREE, coordinate, faults);
  for (const { reason } of marks) {
    if (typeof reason !== 'string' || reason.trim() === '') faults.add(coordinate, `@${FREE} needs a reason`);
  }
  return marks.length > 0;
}

/** Refuses directives at places at which they look like a guard, but would not be checked. */
export function refuseUsages(
  element: SchemaElement,
  coordinate: string,
  names: readonly string[],
  why: string,
  faults: GuardFaults,
): void {
  for (const name of names) {
    if (isWrittenOn(element, name)) faults.add(coordinate, `@${name} has no effect here: ${why}`);
  }
}

function isWrittenOn(element: SchemaElement, name: string): boolean {
  return nodesOf(element, name).length > 0 || codeFirst(element, name).length > 0;
}

function usageOf(anyOf: readonly EntitlementRef[], given: Arguments, coordinate: string, faults: GuardFaults): Usage {
  return {
    anyOf,
    organizationArg: pathOf(given['organizationArg'], coordinate, faults),
    onDeny: onDenyOf(given['onDeny']),
    writtenOn: coordinate,
  };
}

function refOf(given: unknown): EntitlementRef {
  const { module, submodule } = isRecord(given) ? given : {};
  return {
    module: typeof module === 'string' ? module : '',
    submodule: typeof submodule === 'string' ? submodule : null,
  };
}

function onDenyOf(given: unknown): OnDeny | null {
  return ON_DENY.find((onDeny) => onDeny === given) ?? null;
}

function pathOf(given: unknown, coordinate: string, faults: GuardFaults): readonly string[] | null {
  if (typeof given !== 'string') return null;
  const steps = given.split('.');
  if (steps.some((step) => step === ''))
    faults.add(
      coordinate,
      `organizationArg '${given}' is not a path of arguments, such as 'organizationId' or 'input.organizationId'`,
    );
  return steps;
}

function coercedArguments(
  element: SchemaElement,
  name: string,
  coordinate: string,
  faults: GuardFaults,
): readonly Arguments[] {
  const definition = directiveDefinition(name);
  const known = definition.args.map((argument) => argument.name);
  const written = nodesOf(element, name).map((node) => {
    refuseUnknown(
      (node.arguments ?? []).map((argument) => argument.name.value),
      known,
      name,
      coordinate,
      faults,
    );
    try {
      return getArgumentValues(definition, node);
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      faults.add(coordinate, `@${name}: ${error.message}`);
      return null;
    }
  });
  const coded = codeFirst(element, name).map((given) => {
    if (given === null) {
      faults.add(coordinate, `extensions.directives has @${name} in a form that is not known: use { ${name}: { … } }`);
      return null;
    }
    refuseUnknown(Object.keys(given), known, name, coordinate, faults);
    return coerceCoded(definition, given, coordinate, faults);
  });
  return [...written, ...coded].filter((one) => one !== null);
}

function refuseUnknown(
  given: readonly string[],
  known: readonly string[],
  name: string,
  coordinate: string,
  faults: GuardFaults,
): void {
  for (const argument of given) {
    if (!known.includes(argument))
      faults.add(coordinate, `@${name} has no argument '${argument}'; its arguments are ${known.join(', ')}`);
  }
}

function nodesOf({ astNode, extensionASTNodes }: SchemaElement, name: string): readonly ConstDirectiveNode[] {
  return [astNode, ...(extensionASTNodes ?? [])].flatMap((node) =>
    (node?.directives ?? []).filter((directive) => directive.name.value === name),
  );
}

/**
 * Schemas built in code keep directives as `{ name: args or args[] }` or `[{ name, args }]`, a convention of
 * graphql-tools. Null for a directive whose arguments have another form.
 */
function codeFirst({ extensions }: SchemaElement, name: string): readonly (Arguments | null)[] {
  const directives = extensions?.['directives'];
  if (Array.isArray(directives)) {
    return directives
      .filter((one: unknown) => isRecord(one))
      .flatMap(({ name: given, args }) => (given !== name ? [] : [args === undefined ? {} : argumentsOf(args)]));
  }
  if (!isRecord(directives) || directives[name] === undefined) return [];
  const given: unknown = directives[name];
  return Array.isArray(given) ? given.map((one: unknown) => argumentsOf(one)) : [argumentsOf(given)];
}

function argumentsOf(given: unknown): Arguments | null {
  return isRecord(given) && !Array.isArray(given) ? given : null;
}

/** Whether the directives of a schema built in code can be read at all. */
export function hasKnownForm({ extensions }: SchemaElement): boolean {
  const directives = extensions?.['directives'];
  if (directives === undefined || directives === null) return true;
  if (Array.isArray(directives))
    return directives.every((one: unknown) => isRecord(one) && typeof one['name'] === 'string');
  return isRecord(directives) && !(Symbol.iterator in directives);
}

/** The names of the directives that a schema built in code keeps on an element. */
export function codedNames({ extensions }: SchemaElement): readonly string[] {
  const directives = extensions?.['directives'];
  if (Array.isArray(directives))
    return directives.flatMap((one: unknown) => (isRecord(one) && typeof one['name'] === 'string' ? one['name'] : []));
  return isRecord(directives) ? Object.keys(directives) : [];
}

function coerceCoded(
  definition: GraphQLDirective,
  given: Arguments,
  coordinate: string,
  faults: GuardFaults,
): Arguments | null {
  const wrong: string[] = [];
  const coerced: Record<string, unknown> = {};
  for (const { name, type } of definition.args) {
    if (given[name] === undefined && !isNonNullType(type)) continue;
    coerced[name] = coerceInputValue(given[name], type, (_path, _value, error) => {
      wrong.push(`@${definition.name}(${name}:): ${error.message}`);
    });
    // Version 17 says nothing of a value that is invalid, and gives none.
    if (coerced[name] === undefined && wrong.length === 0)
      wrong.push(`@${definition.name}(${name}:): ${String(given[name])} is invalid`);
  }
  for (const message of wrong) faults.add(coordinate, message);
  return wrong.length === 0 ? coerced : null;
}
