import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, type GraphQLSchema } from 'graphql';
import { packageRoot } from '../../src/platform/package-root';
import { code, table } from './table';

const ROLES = /\b(?:admins|members|may see)\b/i;

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
      ['field', 'what it does', 'who may use it'],
      Object.values(type?.getFields() ?? {}).map(({ name, description }) => [
        code(name),
        ...summary(description ?? ''),
      ]),
    ),
  ]);
}

/** The first sentence, and the last one that names roles. */
function summary(description: string): readonly [what: string, who: string] {
  const sentences = description.replaceAll('\n', ' ').split(/(?<=\.) (?=[A-Z])/);
  const who = sentences.filter((one, index) => index > 0 && ROLES.test(one)).at(-1);
  return [sentences[0] ?? '', who?.replace(' only.', '.') ?? 'Every role.'];
}
