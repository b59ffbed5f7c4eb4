import { readFile } from 'node:fs/promises';
import { makeExecutableSchema } from '@graphql-tools/schema';
import {
  type DefinitionNode,
  type DirectiveNode,
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  isTypeDefinitionNode,
  isTypeExtensionNode,
  isTypeSystemDefinitionNode,
  isTypeSystemExtensionNode,
  Kind,
  type NameNode,
  OperationTypeNode,
  parse,
  Source,
  specifiedScalarTypes,
  type TypeDefinitionNode,
  type TypeExtensionNode,
  validateSchema,
  visit,
} from 'graphql';
import { entitlementDirectives, type GuardFault } from '../../directive';
import { DomainError, type Fault, invalidInput } from '../../domain/errors';
import { nearest } from '../../domain/nearest';
import { messageOf } from '../../platform/error-shape';

/** Where something is written. */
interface Line {
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/** The schema of some files, as a server makes it of their type definitions. */
export interface ReadSchema {
  readonly schema: GraphQLSchema;
  /** The text of each file. */
  readonly typeDefs: readonly string[];
  /** Directives that are not defined, and look like those of the library. */
  readonly misspelt: readonly GuardFault[];
  /** Where a coordinate, such as `Query.leads`, is written; undefined if no file has it. */
  readonly lineOf: (coordinate: string) => Line | undefined;
}

/**
 * Reads a schema from files with SDL, merged as servers merge type definitions: a type may be in several of them, and
 * be extended without being defined. What is missing is added: the definitions of the library's directives, and the
 * root fields by which federation asks a subgraph. Directives that are not defined are left alone.
 * @throws DomainError INVALID_INPUT for a file that cannot be read or is not SDL, with its lines
 */
export async function readSchemaFiles(files: readonly string[]): Promise<ReadSchema> {
  const read = await Promise.all(files.map(readSdl));
  const typeDefs = withDefinitions(read.map(({ document }) => document));
  const definitions = typeDefs.flatMap((document) => document.definitions);
  if (definitions.length === 0)
    throw new DomainError(
      'INVALID_INPUT',
      `${files.join(', ')}: there is no type in it, so there is nothing to check.`,
    );
  const added = [
    ...missingOf(definitions, parse(entitlementDirectives)),
    ...missingOf(definitions, federation(definitions)),
  ];
  const whole = [...typeDefs, { kind: Kind.DOCUMENT, definitions: added } as const];
  refuseUnknownTypes(whole);
  const schema = build(whole, files);
  refuse(validateSchema(schema), files);
  const found = lines(definitions);
  return {
    schema,
    // Merging changes the nodes that it is given, so that the texts alone tell what was written.
    typeDefs: read.filter(({ document }) => document.definitions.length > 0).map(({ text }) => text),
    misspelt: misspeltIn(definitions),
    lineOf: (coordinate) => found.get(coordinate),
  };
}

/** Makes a definition of the first extension of a type that is only extended, as the servers of subgraphs do. */
function withDefinitions(documents: readonly DocumentNode[]): readonly DocumentNode[] {
  const defined = new Set(documents.flatMap(({ definitions }) => definitions.flatMap(keyOf)));
  return documents.map((document) => ({
    ...document,
    definitions: document.definitions.map((node) => {
      if (!isTypeExtensionNode(node) || defined.has(node.name.value)) return node;
      defined.add(node.name.value);
      return definitionOf(node);
    }),
  }));
}

function definitionOf(node: TypeExtensionNode): TypeDefinitionNode {
  switch (node.kind) {
    case Kind.OBJECT_TYPE_EXTENSION:
      return { ...node, kind: Kind.OBJECT_TYPE_DEFINITION };
    case Kind.INTERFACE_TYPE_EXTENSION:
      return { ...node, kind: Kind.INTERFACE_TYPE_DEFINITION };
    case Kind.INPUT_OBJECT_TYPE_EXTENSION:
      return { ...node, kind: Kind.INPUT_OBJECT_TYPE_DEFINITION };
    case Kind.ENUM_TYPE_EXTENSION:
      return { ...node, kind: Kind.ENUM_TYPE_DEFINITION };
    case Kind.UNION_TYPE_EXTENSION:
      return { ...node, kind: Kind.UNION_TYPE_DEFINITION };
    case Kind.SCALAR_TYPE_EXTENSION:
      return { ...node, kind: Kind.SCALAR_TYPE_DEFINITION };
  }
}

async function readSdl(file: string): Promise<{ readonly text: string; readonly document: DocumentNode }> {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(await readFile(file));
  } catch (error) {
    throw new DomainError('INVALID_INPUT', `Cannot read ${file}: ${messageOf(error)}.`);
  }
  if (text.replaceAll(/#.*$|[\s,\uFEFF]+/gm, '') === '')
    return { text, document: { kind: Kind.DOCUMENT, definitions: [] } };
  const document = parseSdl(file, text);
  const others = document.definitions.filter(
    (node) => !isTypeSystemDefinitionNode(node) && !isTypeSystemExtensionNode(node),
  );
  if (others.length > 0)
    throw notSdl(
      file,
      others.map((node) => ({
        line: node.loc?.startToken.line ?? 1,
        message: 'this is an operation, not a definition',
      })),
    );
  return { text, document };
}

function parseSdl(file: string, text: string): DocumentNode {
  try {
    return parse(new Source(text, file));
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    throw notSdl(file, [{ line: error.locations?.[0]?.line ?? 1, message: error.message }]);
  }
}

function notSdl(file: string, faults: readonly Fault[]): DomainError {
  return invalidInput(faults, `${file} is not SDL`);
}

/** The definitions of a document whose names are not defined yet. */
function missingOf(definitions: readonly DefinitionNode[], document: DocumentNode): readonly DefinitionNode[] {
  const known = new Set(definitions.flatMap(keyOf));
  return document.definitions.filter((definition) => keyOf(definition).every((key) => !known.has(key)));
}

function keyOf(definition: DefinitionNode): readonly string[] {
  if (definition.kind === Kind.DIRECTIVE_DEFINITION) return [`@${definition.name.value}`];
  return isTypeDefinitionNode(definition) ? [definition.name.value] : [];
}

/** How federation marks a type that a gateway may ask for by its key. */
const KEYS: ReadonlySet<string> = new Set(['key', 'federation__key']);

/** What a subgraph's server adds for the gateway, by which objects are reached from outside: they are guarded there. */
function federation(definitions: readonly DefinitionNode[]): DocumentNode {
  const entities = new Set(
    definitions.flatMap((node) =>
      (node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.OBJECT_TYPE_EXTENSION) &&
      node.directives?.some(({ name }) => KEYS.has(name.value))
        ? [node.name.value]
        : [],
    ),
  );
  const query = nameOfQuery(definitions);
  const has = (name: string) =>
    definitions.some(
      (node) =>
        (node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.OBJECT_TYPE_EXTENSION) &&
        node.name.value === query &&
        node.fields?.some((field) => field.name.value === name),
    );
  const defines = definitions.some((node) => keyOf(node).includes(query));
  if (entities.size > 0 && !has('_entities'))
    return parse(
      `scalar _Any union _Entity = ${[...entities].join(' | ')}
       ${defines ? 'extend ' : ''}type ${query} { _entities(representations: [_Any!]!): [_Entity]! }`,
      { noLocation: true },
    );
  // A part of a schema, such as a subgraph, may have no root field of its own; graphql wants one.
  return !defines
    ? parse(`type ${query} { _service: String }`, { noLocation: true })
    : { kind: Kind.DOCUMENT, definitions: [] };
}

function nameOfQuery(definitions: readonly DefinitionNode[]): string {
  const named = definitions.flatMap((node) =>
    node.kind === Kind.SCHEMA_DEFINITION || node.kind === Kind.SCHEMA_EXTENSION ? (node.operationTypes ?? []) : [],
  );
  return named.find(({ operation }) => operation === OperationTypeNode.QUERY)?.type.name.value ?? 'Query';
}

/** graphql's own error for these says no line. */
function refuseUnknownTypes(documents: readonly DocumentNode[]): void {
  const known = new Set<string>(specifiedScalarTypes.map(({ name }) => name));
  for (const { definitions } of documents)
    for (const node of definitions) if ('name' in node && node.name) known.add(node.name.value);
  for (const document of documents) {
    const faults: Fault[] = [];
    let file = '';
    visit(document, {
      NamedType: ({ name, loc }) => {
        if (known.has(name.value)) return;
        file = loc?.source.name ?? '';
        faults.push({ line: loc?.startToken.line ?? 1, message: `there is no type '${name.value}'` });
      },
    });
    if (faults.length > 0) throw notSdl(file, faults);
  }
}

function build(typeDefs: readonly DocumentNode[], files: readonly string[]): GraphQLSchema {
  try {
    // Not validated as SDL: other directives, such as those of federation, need not be defined.
    return makeExecutableSchema({ typeDefs: [...typeDefs], assumeValidSDL: true });
  } catch (error) {
    throw notSdl(files.join(', '), [{ message: messageOf(error) }]);
  }
}

function refuse(errors: readonly GraphQLError[], files: readonly string[]): void {
  const [first] = errors;
  if (!first) return;
  const source = first.source?.name;
  if (source === undefined || !files.includes(source))
    throw notSdl(
      files.join(', '),
      errors.map(({ message }) => ({ message })),
    );
  throw notSdl(
    source,
    errors
      .filter((error) => error.source?.name === source)
      .map(({ message, locations }) => ({ message, line: locations?.[0]?.line ?? 1 })),
  );
}

/** Everything in some definitions that can carry a guard. */
function elementsOf(definitions: readonly DefinitionNode[]): readonly Element[] {
  return definitions.flatMap((definition): readonly Element[] => {
    if (!('name' in definition) || !definition.name || definition.kind === Kind.DIRECTIVE_DEFINITION) return [];
    const type = definition.name.value;
    const fields = 'fields' in definition ? (definition.fields ?? []) : [];
    const values = 'values' in definition ? (definition.values ?? []) : [];
    return [
      { coordinate: type, name: definition.name, directives: definition.directives ?? [] },
      ...[...fields, ...values].flatMap((member) => [
        { coordinate: `${type}.${member.name.value}`, name: member.name, directives: member.directives ?? [] },
        ...('arguments' in member ? (member.arguments ?? []) : []).map(({ name, directives }) => ({
          coordinate: `${type}.${member.name.value}(${name.value}:)`,
          name,
          directives: directives ?? [],
        })),
      ]),
    ];
  });
}

interface Element {
  readonly coordinate: string;
  readonly name: NameNode;
  readonly directives: readonly DirectiveNode[];
}

/** The first line of each coordinate of some definitions. */
function lines(definitions: readonly DefinitionNode[]): ReadonlyMap<string, Line> {
  const found = new Map<string, Line>();
  for (const {
    coordinate,
    name: { loc },
  } of elementsOf(definitions))
    if (loc && !found.has(coordinate)) found.set(coordinate, { file: loc.source.name, line: loc.startToken.line });
  return found;
}

/** Undefined directives are left alone, but not those by which somebody thinks that a field is guarded. */
function misspeltIn(definitions: readonly DefinitionNode[]): readonly GuardFault[] {
  const ours = parse(entitlementDirectives).definitions.flatMap((node) =>
    node.kind === Kind.DIRECTIVE_DEFINITION ? [node.name.value] : [],
  );
  const known = new Set([...definitions.flatMap(keyOf), ...ours.map((name) => `@${name}`)]);
  return elementsOf(definitions).flatMap(({ coordinate, directives }) =>
    directives
      .map(({ name }) => ({ name: name.value, near: nearest(name.value, ours) }))
      .filter(({ name, near }) => near !== '' && !known.has(`@${name}`))
      .map(({ name, near }) => ({ coordinate, message: `there is no directive '${name}'${near}` })),
  );
}
