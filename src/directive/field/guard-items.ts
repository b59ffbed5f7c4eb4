import {
  getNullableType,
  type GraphQLAbstractType,
  type GraphQLOutputType,
  isAbstractType,
  isListType,
  type ResponsePath,
} from 'graphql';
import { isPromiseLike } from '../boot/is-record';
import type { Denial, Verdict } from '../operation/denial';
import { type FieldCall, judgeCall } from './judge-call';

/**
 * Checks what a field of an interface or union returned. An item of a denied type becomes null; in place of the first
 * one there is the error, because graphql throws an `Error` that it finds in the place of a value.
 */
export function guardItems<Context>(call: FieldCall<Context>, returned: unknown): unknown {
  return guardValue(call, returned, call.info.returnType, call.info.path);
}

function guardValue<Context>(
  call: FieldCall<Context>,
  value: unknown,
  type: GraphQLOutputType,
  path: ResponsePath,
): unknown {
  if (isPromiseLike(value)) return value.then((settled) => guardValue(call, settled, type, path));
  if (value === null || value === undefined || value instanceof Error) return value;
  const nullable = getNullableType(type);
  if (isListType(nullable)) {
    if (!isIterableObject(value)) return value; // not a list: graphql reports it
    return Array.from(value, (item, index) =>
      guardValue(call, item, nullable.ofType, { prev: path, key: index, typename: undefined }),
    );
  }
  return isAbstractType(nullable) ? guardItem(call, value, nullable, path) : value;
}

function guardItem<Context>(
  call: FieldCall<Context>,
  value: unknown,
  type: GraphQLAbstractType,
  path: ResponsePath,
): unknown {
  const { context, info, execution } = call;
  const typeResolver = type.resolveType ?? execution.preparation.given.typeResolver;
  try {
    const name = typeResolver(value, context, info, type);
    return isPromiseLike(name)
      ? name.then((settled) => guardNamed(call, value, settled, path))
      : guardNamed(call, value, name, path);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function guardNamed<Context>(call: FieldCall<Context>, value: unknown, typeName: unknown, path: ResponsePath): unknown {
  const guard = typeof typeName === 'string' ? call.plan.items.get(typeName) : undefined;
  if (!guard) return value;
  call.execution.enter(path, true);
  const verdict = judgeCall(call, guard);
  return isPromiseLike(verdict)
    ? verdict.then((settled) => letThrough(call, value, settled, path))
    : letThrough(call, value, verdict, path);
}

function letThrough<Context>(
  { execution, info }: FieldCall<Context>,
  value: unknown,
  denial: Verdict,
  path: ResponsePath,
): unknown {
  return denial ? errorFor(denial) : value;

  function errorFor(denied: Denial): Error | null {
    return denied.requirement.onDeny === 'NULL' ? null : execution.errors.next(denied, info, path, true);
  }
}

/** What graphql accepts as a list. */
function isIterableObject(value: unknown): value is Iterable<unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    Symbol.iterator in value &&
    typeof value[Symbol.iterator] === 'function'
  );
}
