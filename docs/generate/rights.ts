import { type DefinitionNode, type FieldDefinitionNode, Kind, parse } from 'graphql';
import { ROLE_PURPOSES, ROLES } from '../../src/domain/actor';
import { FIELD_RIGHTS, OPERATION_RIGHTS } from '../../src/domain/operation-rights';
import { allRights, reachOf, type Right, RIGHTS, rolesWith } from '../../src/domain/rights';
import { code, table } from './table';

const WIDTH = 120;
/** The last paragraph of a field's description, which says who may use it. */
const HOLDERS = /(?:^|\n)For: [^]*$/;

/** The roles, and what they are for. */
export function rolesTable(): readonly string[] {
  return table(
    ['role', 'what it is for'],
    ROLES.map((role) => [code(role), ROLE_PURPOSES[role]]),
  );
}

/** Who has which right. */
export function rightsTable(): readonly string[] {
  const shown = { ALL: 'yes', OWN: 'own' } as const;
  return table(
    ['right', 'to', ...ROLES.map(code)],
    allRights().map((right) => [
      code(right),
      RIGHTS[right],
      ...ROLES.map((role) => {
        const reach = reachOf(role, right);
        return reach === null ? '' : shown[reach];
      }),
    ]),
  );
}

/** An SDL file in which fields say who may use them, and the enums of roles and rights have their values. */
export function withRights(sdl: string): string {
  const edits = parse(sdl, { noLocation: false }).definitions.flatMap(editsOf);
  return edits
    .sort((a, b) => b.start - a.start)
    .reduce((text, { start, end, lines }) => text.slice(0, start) + lines.join('\n') + text.slice(end), sdl);
}

/** The text that takes the place of a part of a file; its first line is indented already. */
interface Edit {
  readonly start: number;
  readonly end: number;
  readonly lines: readonly string[];
}

function editsOf(definition: DefinitionNode): readonly Edit[] {
  if (definition.kind === Kind.ENUM_TYPE_DEFINITION) {
    const values = definition.name.value === 'Role' ? ROLE_PURPOSES : definition.name.value === 'Right' ? RIGHTS : null;
    const [start, end] = [definition.values?.[0]?.loc?.start, definition.values?.at(-1)?.loc?.end];
    if (values === null || start === undefined || end === undefined) return [];
    const lines = Object.entries(values).flatMap(([name, text]) => [...described([text]), `  ${name}`]);
    return [{ start, end, lines: [lines[0]?.trimStart() ?? '', ...lines.slice(1)] }];
  }
  if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.OBJECT_TYPE_EXTENSION) return [];
  return (definition.fields ?? []).flatMap((field) => editOf(`${definition.name.value}.${field.name.value}`, field));
}

function editOf(coordinate: string, { description }: FieldDefinitionNode): readonly Edit[] {
  const right = OPERATION_RIGHTS[coordinate] ?? FIELD_RIGHTS[coordinate];
  if (right === undefined) return [];
  if (!description?.loc) throw new Error(`${coordinate} has no description`);
  const { start, end } = description.loc;
  const lines = described([...description.value.replace(HOLDERS, '').split('\n'), sayHolders(right)]);
  return [{ start, end, lines: [lines[0]?.trimStart() ?? '', ...lines.slice(1)] }];
}

/** Who has a right, as descriptions say it. */
function sayHolders(right: Right): string {
  const everywhere = rolesWith(right, 'ALL').map(code);
  const own = rolesWith(right).filter((role) => reachOf(role, right) === 'OWN');
  const roles = everywhere.length === ROLES.length ? 'every role' : everywhere.join(', ');
  const limited = own.length === 0 ? '' : `; for its own organization ${own.map(code).join(', ')}`;
  return `For: ${roles}${limited} (${code(right)}).`;
}

/** A description of a field or a value, as SDL: each line is wrapped by itself. */
function described(lines: readonly string[]): readonly string[] {
  const [only = '', ...more] = lines;
  if (more.length === 0 && !only.includes('"') && only.length + 4 <= WIDTH) return [`  "${only}"`];
  return ['  """', ...lines.flatMap((line) => wrapped(line)), '  """'];
}

function wrapped(line: string): readonly string[] {
  const lines: string[] = [];
  let current = ' ';
  for (const word of line.split(' ')) {
    if (current.length + 1 + word.length > WIDTH) {
      lines.push(current);
      current = ' ';
    }
    current += ` ${word}`;
  }
  return [...lines, current];
}
