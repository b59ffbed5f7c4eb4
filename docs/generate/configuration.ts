import { z } from 'zod';
import { VARIABLES } from '../../src/platform/environment';
import { code, table } from './table';

/** What the JSON schema of a variable says. */
const property = z.object({
  description: z.string(),
  default: z.union([z.string(), z.number()]).optional(),
  unset: z.string().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  enum: z.array(z.string()).optional(),
});
type Variable = z.infer<typeof property> & { readonly name: string };

const LINE_WIDTH = 100;

/** The variables by subject, in the order of the schema. */
function variables(): readonly { readonly subject: string; readonly variables: readonly Variable[] }[] {
  return Object.entries(VARIABLES).map(([subject, shape]) => {
    const { properties = {} } = z.toJSONSchema(z.object(shape), { unrepresentable: 'any' });
    return {
      subject,
      variables: Object.entries(properties).map(([name, schema]) => ({ name, ...property.parse(schema) })),
    };
  });
}

/** A table for each subject. */
export function configurationTables(): readonly string[] {
  return variables().flatMap(({ subject, variables: some }, index) => [
    ...(index === 0 ? [] : ['']),
    `## ${subject}`,
    '',
    ...table(
      ['variable', 'default', 'what it does'],
      some.map((one) => [code(one.name), defaultOf(one), `${one.description}${values(one)}`]),
    ),
  ]);
}

/** A file that a shell can read, with every default. */
export function envExample(): readonly string[] {
  return [
    '# Generated from src/platform/environment.ts by npm run docs.',
    '# Portcullis reads its environment; nothing loads this file by itself:  set -a; . ./.env; set +a',
    '# Every variable is optional; an empty one counts as unset.',
    ...variables().flatMap(({ subject, variables: some }) => [
      '',
      `# --- ${subject} ---`,
      ...some.flatMap((one) => [...comment(one), `${one.name}=${one.default ?? ''}`]),
    ]),
  ];
}

function defaultOf({ default: value, unset }: Variable): string {
  return value === undefined ? (unset ?? '') : code(String(value));
}

function values({ minimum, maximum, enum: known }: Variable): string {
  if (known) return ` One of ${known.map(code).join(', ')}.`;
  return minimum === undefined || maximum === undefined ? '' : ` From ${minimum} to ${maximum}.`;
}

function comment(variable: Variable): readonly string[] {
  const unset = variable.unset === undefined ? '' : ` Unset: ${variable.unset}.`;
  const lines = ['#'];
  for (const word of `${variable.description}${values(variable)}${unset}`.replaceAll('`', '').split(' ')) {
    const line = `${lines.at(-1) ?? ''} ${word}`;
    if (line.length > LINE_WIDTH) lines.push(`# ${word}`);
    else lines.splice(-1, 1, line);
  }
  return lines;
}
