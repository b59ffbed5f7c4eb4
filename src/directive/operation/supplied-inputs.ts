import {
  type DirectiveNode,
  type FieldNode,
  getNullableType,
  type GraphQLInputType,
  isEnumType,
  isInputObjectType,
  isListType,
  Kind,
  type OperationDefinitionNode,
  type ValueNode,
} from 'graphql';
import type { InputGuards } from '../boot/input-guards';
import { isRecord } from '../boot/is-record';
import type { Guard, GuardedField } from '../boot/requirement';

/** What a client sent with an operation, before coercion: the defaults of the schema are not supplied by the client. */
export interface SuppliedVariables {
  readonly raw: Readonly<Record<string, unknown>>;
  /** The defaults that the operation itself declares. */
  readonly defaults: ReadonlyMap<string, ValueNode>;
}

export function suppliedVariables(
  operation: OperationDefinitionNode,
  raw: Readonly<Record<string, unknown>>,
): SuppliedVariables {
  return {
    raw,
    defaults: new Map(
      (operation.variableDefinitions ?? []).flatMap(({ variable, defaultValue }) =>
        defaultValue ? [[variable.name.value, defaultValue] as const] : [],
      ),
    ),
  };
}

/**
 * The guards on the input that the client supplies to a field, or to a directive of the operation: each argument, input
 * field and enum value, even if it is `null`.
 */
export function suppliedGuards(
  { args, guardedArguments }: Pick<GuardedField, 'args'> & Partial<Pick<GuardedField, 'guardedArguments'>>,
  node: FieldNode | DirectiveNode,
  variables: SuppliedVariables,
  inputs: InputGuards,
): readonly Guard[] {
  const met = new Set<Guard>();
  const meter: Meter = { met, inputs, variables };
  for (const argument of node.arguments ?? []) {
    const definition = args.find(({ name }) => name === argument.name.value);
    if (!definition || !isSupplied(argument.value, variables)) continue;
    const guard = guardedArguments?.get(definition.name);
    if (guard) met.add(guard);
    meetLiteral(argument.value, definition.type, meter);
  }
  return [...met];
}

interface Meter {
  readonly met: Set<Guard>;
  readonly inputs: InputGuards;
  readonly variables: SuppliedVariables;
}

/** False only for a variable that was neither sent nor has a default in the operation. */
function isSupplied(value: ValueNode, { raw, defaults }: SuppliedVariables): boolean {
  return value.kind !== Kind.VARIABLE || Object.hasOwn(raw, value.name.value) || defaults.has(value.name.value);
}

function meetLiteral(value: ValueNode, type: GraphQLInputType, meter: Meter): void {
  if (!meter.inputs.within(type)) return;
  const nullable = getNullableType(type);
  if (value.kind === Kind.VARIABLE) {
    const { raw, defaults } = meter.variables;
    const name = value.name.value;
    const defaultValue = defaults.get(name);
    if (Object.hasOwn(raw, name)) meetValue(raw[name], nullable, meter);
    else if (defaultValue) meetLiteral(defaultValue, nullable, meter);
  } else if (isListType(nullable)) {
    // A single value is coerced to a list of one.
    for (const item of value.kind === Kind.LIST ? value.values : [value]) meetLiteral(item, nullable.ofType, meter);
  } else if (isInputObjectType(nullable) && value.kind === Kind.OBJECT) {
    const fields = nullable.getFields();
    for (const given of value.fields) {
      const field = fields[given.name.value];
      if (!field || !isSupplied(given.value, meter.variables)) continue;
      meet(nullable.name, field.name, meter);
      meetLiteral(given.value, field.type, meter);
    }
  } else if (isEnumType(nullable) && value.kind === Kind.ENUM) {
    meet(nullable.name, value.value, meter);
  }
}

function meetValue(value: unknown, type: GraphQLInputType, meter: Meter): void {
  if (value === null || value === undefined || !meter.inputs.within(type)) return;
  const nullable = getNullableType(type);
  if (isListType(nullable)) {
    // What graphql accepts as a list: anything iterable except a string.
    const items: Iterable<unknown> = isRecord(value) && isIterable(value) ? value : [value];
    for (const item of items) meetValue(item, nullable.ofType, meter);
  } else if (isInputObjectType(nullable) && isRecord(value)) {
    for (const field of Object.values(nullable.getFields())) {
      const given = value[field.name];
      if (given === undefined) continue;
      meet(nullable.name, field.name, meter);
      meetValue(given, field.type, meter);
    }
  } else if (isEnumType(nullable) && typeof value === 'string') {
    meet(nullable.name, value, meter);
  }
}

function meet(type: string, member: string, { met, inputs }: Meter): void {
  const guard = inputs.on(type, member);
  if (guard) met.add(guard);
}

function isIterable(value: object): value is Iterable<unknown> {
  return Symbol.iterator in value && typeof value[Symbol.iterator] === 'function';
}
