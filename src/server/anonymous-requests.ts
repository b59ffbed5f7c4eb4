import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  Lexer,
  parse,
  type SelectionSetNode,
  Source,
  TokenKind,
  visit,
} from 'graphql';

/** The longest body of a request without a token, in bytes. What needs no token is shorter by far. */
export const UNSIGNED_BODY_BYTES = 16_384;
/** The longest document without a token: introspection as tools ask for it has fewer than 200 tokens. */
const MOST_TOKENS = 250;
const MOST_ALIASES = 3;

/**
 * Whether an operation may be read further without a token. Every query, mutation and subscription needs an actor; only
 * what GraphQL itself adds does not: `__typename`, and introspection where it is on. All else is answered
 * UNAUTHENTICATED as it is, because checking it against the schema would be the dearest part of refusing it. A document
 * that cannot be read is short, and is refused as what it is.
 * @param query the document as it was sent
 */
export function needsNoToken(query: string): boolean {
  try {
    if (isLong(query)) return false;
    return asksForNothing(parse(query, { noLocation: true }));
  } catch {
    return true;
  }
}

function isLong(query: string): boolean {
  const lexer = new Lexer(new Source(query));
  for (let tokens = 0; tokens <= MOST_TOKENS; tokens++) if (lexer.advance().kind === TokenKind.EOF) return false;
  return true;
}

function asksForNothing(document: DocumentNode): boolean {
  let aliases = 0;
  visit(document, { Field: ({ alias }: FieldNode) => void (aliases += alias ? 1 : 0) });
  if (aliases > MOST_ALIASES) return false;
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  return document.definitions.every((definition) => {
    if (definition.kind === Kind.OPERATION_DEFINITION)
      return isOfGraphql(definition.selectionSet, fragments, new Set());
    if (definition.kind !== Kind.FRAGMENT_DEFINITION) return true;
    const { typeCondition, selectionSet } = definition;
    return typeCondition.name.value.startsWith('__') || isOfGraphql(selectionSet, fragments, new Set());
  });
}

/** Whether all fields of an operation itself are GraphQL's own, also those of its fragments. */
function isOfGraphql(
  { selections }: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  seen: Set<string>,
): boolean {
  return selections.every((selection) => {
    if (selection.kind === Kind.FIELD) return selection.name.value.startsWith('__');
    if (selection.kind === Kind.INLINE_FRAGMENT) return isOfGraphql(selection.selectionSet, fragments, seen);
    const { value } = selection.name;
    const fragment = fragments.get(value);
    if (seen.has(value) || !fragment) return true;
    seen.add(value);
    return isOfGraphql(fragment.selectionSet, fragments, seen);
  });
}
