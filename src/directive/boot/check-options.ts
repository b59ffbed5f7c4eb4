import { GuardFaults } from './guard-configuration-error';
import type { GuardOptions } from './guard-options';
import { isRecord } from './is-record';

/** Every option, and what it has to be: JavaScript checks no types, and a misspelt hook would never be called. */
const OPTIONS: Readonly<Record<keyof GuardOptions<object>, 'required' | 'function' | 'any'>> = {
  modules: 'any',
  loadDecisions: 'required',
  actorOf: 'required',
  mayAskAbout: 'function',
  mayBypass: 'function',
  onBypass: 'function',
  onDecision: 'function',
  onDenied: 'function',
  productAnswer: 'function',
  recordProductAnswer: 'function',
  timeoutMs: 'any',
  onCheckFailure: 'function',
  organizationOf: 'any',
  requireGuardOn: 'any',
  typeDefs: 'any',
  fieldResolver: 'function',
};

/**
 * Checks what TypeScript would have checked.
 * @throws GuardConfigurationError with every option that is missing, unknown or of another kind
 */
export function checkOptions(options: object): void {
  const faults = new GuardFaults();
  const given = new Map<string, unknown>(Object.entries(options));
  for (const name of given.keys())
    if (!Object.hasOwn(OPTIONS, name))
      faults.add(name, `is not an option: the options are ${Object.keys(OPTIONS).join(', ')}`);
  for (const [name, kind] of Object.entries(OPTIONS)) {
    const value = given.get(name);
    if (kind === 'any' || typeof value === 'function') continue;
    if (kind === 'required') faults.add(name, 'is required, and has to be a function');
    else if (value !== undefined) faults.add(name, 'has to be a function');
  }
  if (!areModules(given.get('modules')))
    faults.add('modules', 'has to be a list such as [{ key: "sales", submodules: [{ key: "leads" }] }]');
  const { requireGuardOn } = Object.fromEntries(given);
  if (requireGuardOn !== undefined && requireGuardOn !== 'root') faults.add('requireGuardOn', 'has to be "root"');
  faults.throwIfAny();
}

function areModules(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.every(
      (one: unknown) =>
        hasKey(one) && Array.isArray(one['submodules']) && one['submodules'].every((part: unknown) => hasKey(part)),
    )
  );
}

function hasKey(value: unknown): value is Record<string, unknown> {
  return isRecord(value) && typeof value['key'] === 'string';
}
