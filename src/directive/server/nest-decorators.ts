import {
  type ConstDirectiveNode,
  type GraphQLSchema,
  isInterfaceType,
  isObjectType,
  parse,
  print,
  visit,
} from 'graphql';
import { REQUIRES, REQUIRES_ANY } from '../boot/directive-sdl';
import { GuardFaults } from '../boot/guard-configuration-error';
import { isRecord } from '../boot/is-record';

/**
 * Checks that NestJS has put every `@Directive` of ours into the schema: some it drops without a word. It keeps what
 * decorators say in one place for the whole process, under a global name.
 * @throws GuardConfigurationError with every decorator that has no effect
 */
export function checkNestDecorators(schema: GraphQLSchema): void {
  const storage: unknown = Reflect.get(globalThis, 'GqlTypeMetadataStorage');
  if (!isRecord(storage)) return;
  const faults = new GuardFaults();
  const types = ['getObjectTypesMetadata', 'getInterfacesMetadata', 'getInputTypesMetadata'].flatMap((name) =>
    recordsOf(call(storage, name)),
  );
  const typed = new Set(types.map(({ target }) => target));
  for (const { target, sdl } of recordsOf(memberOf(storage, 'metadataByTargetCollection', 'all', 'classDirectives'))) {
    if (!isOurs(sdl) || typed.has(target)) continue;
    faults.add(nameOf(target), `${sdl} has no effect on this class in NestJS: write it on its fields`);
  }
  for (const resolver of recordsOf(storage['fieldResolvers'])) {
    const host = call(resolver, 'objectTypeFn');
    const type = types.find(({ target }) => target === host)?.['name'];
    const { schemaName } = resolver;
    if (typeof type !== 'string' || typeof schemaName !== 'string') continue;
    const kept = directivesOf(schema, type, schemaName);
    if (kept === null) continue;
    for (const { sdl } of recordsOf(resolver['directives'])) {
      if (isOurs(sdl) && !directivesIn(sdl).every((one) => kept.includes(one)))
        faults.add(
          `${type}.${schemaName}`,
          `NestJS drops ${sdl} of @ResolveField, because @Field of the same field has a directive too: write it there`,
        );
    }
  }
  faults.throwIfAny();
}

/** The directives of a field, as text; null if the schema has no such field. */
function directivesOf(schema: GraphQLSchema, typeName: string, fieldName: string): readonly string[] | null {
  const type = schema.getType(typeName);
  const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[fieldName] : undefined;
  return field ? (field.astNode?.directives ?? []).map((directive) => print(directive)) : null;
}

function directivesIn(sdl: string): readonly string[] {
  const found: ConstDirectiveNode[] = [];
  visit(parse(`type T { f: Int ${sdl} }`), {
    FieldDefinition: ({ directives }) => void found.push(...(directives ?? [])),
  });
  return found.map((directive) => print(directive));
}

function isOurs(sdl: unknown): sdl is string {
  return typeof sdl === 'string' && new RegExp(`@(${REQUIRES}|${REQUIRES_ANY})\\b`).test(sdl);
}

function nameOf(target: unknown): string {
  return typeof target === 'function' ? target.name : 'a class';
}

function recordsOf(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter((one: unknown) => isRecord(one)) : [];
}

function memberOf(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((at, name) => (isRecord(at) ? at[name] : undefined), value);
}

function call(owner: Readonly<Record<string, unknown>>, name: string): unknown {
  const method = owner[name];
  return typeof method === 'function' ? Reflect.apply(method, owner, []) : undefined;
}
