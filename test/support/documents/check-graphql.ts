import { type DocumentNode, Kind, parse, validate, visit } from 'graphql';
import { readSchema } from '../../../docs/generate/api';
import { entitlementDirectives } from '../../../src/directive';

const schema = readSchema();

/** The operations of a document, each with the document's fragments. SDL, as for a reader's own schema, has none. */
export function operationsOf(code: string): readonly string[] {
  const document = parse(code);
  const shared = textOf(document, (kind) => kind === Kind.FRAGMENT_DEFINITION);
  return document.definitions
    .filter(({ kind }) => kind === Kind.OPERATION_DEFINITION)
    .map(({ loc }) => `${code.slice(loc?.start, loc?.end)}\n${shared.join('\n')}`);
}

/** The faults of a block: for operations all faults against the schema, for SDL wrong uses of the directives. */
export function faultsOfGraphql(code: string): readonly string[] {
  const operations = operationsOf(code);
  return operations.length > 0
    ? operations.flatMap((operation) => validate(schema, parse(operation)).map(({ message }) => message))
    : faultsOfSdl(parse(code));
}

function faultsOfSdl(document: DocumentNode): readonly string[] {
  const known = new Map<string, readonly string[]>();
  visit(parse(entitlementDirectives), {
    DirectiveDefinition: (node) =>
      void known.set(
        node.name.value,
        (node.arguments ?? []).map(({ name }) => name.value),
      ),
  });
  const faults: string[] = [];
  visit(document, {
    Directive: ({ name, arguments: given = [] }) => {
      const taken = known.get(name.value);
      if (!taken) faults.push(`no directive @${name.value}`);
      for (const { name: argument } of given)
        if (taken && !taken.includes(argument.value)) faults.push(`@${name.value} takes no ${argument.value}`);
    },
  });
  return faults;
}

function textOf({ definitions, loc }: DocumentNode, wanted: (kind: Kind) => boolean): readonly string[] {
  const body = loc?.source.body ?? '';
  return definitions.filter(({ kind }) => wanted(kind)).map((one) => body.slice(one.loc?.start, one.loc?.end));
}
