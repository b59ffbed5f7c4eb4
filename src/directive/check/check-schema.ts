import type { GraphQLSchema } from 'graphql';
import { checkReferences, checkRootGuards } from '../boot/check-guards';
import { inspectSchema } from '../boot/compile-schema';
import type { CompiledSchema } from '../boot/compiled-schema';
import { type GuardFault, GuardFaults } from '../boot/guard-configuration-error';
import type { KnownModule, TypeDefs } from '../boot/guard-options';

/**
 * `UNKNOWN_KEY`: a directive names a module or submodule that does not exist. `ROOT_UNGUARDED`: a root field is neither
 * guarded nor marked `@entitlementFree`. `REFUSED`: everything else for which `guardSchema` refuses to boot.
 */
export type SchemaFaultKind = 'UNKNOWN_KEY' | 'ROOT_UNGUARDED' | 'REFUSED';

interface SchemaFault extends GuardFault {
  readonly kind: SchemaFaultKind;
}

/** A schema with its guards, and with what `guardSchema` would refuse about them. */
export interface CheckedSchema {
  readonly compiled: CompiledSchema<object>;
  readonly faults: readonly SchemaFault[];
}

/**
 * Checks the guards of a schema as `guardSchema` does with `requireGuardOn: 'root'`, without the hooks of
 * `organizationOf`, which only the server knows.
 * @param typeDefs the SDL before merging, in which guards on repeated definitions are found
 * @throws Error if the schema is not valid GraphQL
 */
export function checkSchema(schema: GraphQLSchema, typeDefs: TypeDefs, modules: readonly KnownModule[]): CheckedSchema {
  const { compiled, faults } = inspectSchema<object>(schema, { modules, typeDefs, requireGuardOn: 'root' });
  const keys = new GuardFaults();
  checkReferences(compiled.usages, modules, keys);
  const roots = new GuardFaults();
  checkRootGuards(compiled, roots);
  const kindOf = (fault: GuardFault): SchemaFaultKind =>
    has(keys, fault) ? 'UNKNOWN_KEY' : has(roots, fault) ? 'ROOT_UNGUARDED' : 'REFUSED';
  return { compiled, faults: faults.all().map((fault) => ({ ...fault, kind: kindOf(fault) })) };
}

function has(faults: GuardFaults, { coordinate, message }: GuardFault): boolean {
  return faults.all().some((one) => one.coordinate === coordinate && one.message === message);
}
