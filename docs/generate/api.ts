import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, type GraphQLSchema } from 'graphql';
import { OPERATION_RIGHTS } from '../../src/domain/operation-rights';
import { packageRoot } from '../../src/platform/package-root';
import { code, table } from './table';

/** The API as the SDL has it. */
export function readSchema(): GraphQLSchema {
  const folder = join(packageRoot, 'schema');
  const files = readdirSync(folder).sort();
  return buildSchema(files.map((file) => readFileSync(join(folder, file), 'utf8')).join('\n'));
}

/** An index of the operations: the SDL has everything else. */
export function apiIndex(): readonly string[] {
  const schema = readSchema();
  const types = [
    ['Queries', schema.getQueryType()],
    ['Mutations', schema.getMutationType()],
    ['Subscriptions', schema.getSubscriptionType()],
  ] as const;
  return types.flatMap(([title, type], index) => [
    ...(index === 0 ? [] : ['']),
    `### ${title}`,
    '',
    ...table(
      ['field', 'what it does', 'right'],
      Object.values(type?.getFields() ?? {}).map(({ name, description }) => [
        code(name),
        summary(description ?? ''),
        code(OPERATION_RIGHTS[`${type?.name ?? ''}.${name}`] ?? 'none'),
      ]),
    ),
  ]);
}

/** The first sentence of a description. */
function summary(description: string): string {
  return description.replaceAll('\n', ' ').split(/(?<=\.) (?=[A-Z])/)[0] ?? '';
}
