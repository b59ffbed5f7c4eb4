import {
  getNullableType,
  type GraphQLAbstractType,
  type GraphQLOutputType,
  isAbstractType,
  isListType,
  isObjectType,
  type ResponsePath,
} from 'graphql';
import { isAsyncIterable, isPromiseLike } from '../boot/is-record';
import type { Denial, Verdict } from '../operation/denial';
import { type FieldCall, judgeItem } from './judge-call';

/**
 * Checks what a field of an interface or union returned, or of a type whose organization only its objects tell. An
 * item of a denied type becomes null; in place of the first one there is the error, because graphql throws an `Error`
 * that it finds in the place of a value.
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
    const guardAt = (item: unknown, index: number): unknown =>
      guardValue(call, item, nullable.ofType, { prev: path, key: index, typename: undefined });
    if (isIterableObject(value)) return Array.from(value, guardAt);
    return isAsyncIterable(value) ? guardEach(value, guardAt) : value; // not a list: graphql reports it
  }
  if (isObjectType(nullable)) return guardNamed(call, value, nullable.name, path);
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
  if (typeof typeName !== 'string') return value; // graphql reports it
  const guard = call.plan.items.get(typeName);
  if (!guard) return value;
  call.execution.enter(path, true);
  const verdict = judgeItem(call, guard, typeName, value);
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

/** A list whose items come later, as some executors take it. When it is no longer wanted, its source is told. */
async function* guardEach(
  items: AsyncIterable<unknown>,
  guardAt: (item: unknown, index: number) => unknown,
): AsyncGenerator<unknown, void> {
  let index = 0;
  for await (const item of items) yield guardAt(item, index++);
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
