import { buildSchema } from 'graphql';
import { entitlementDirectives, GuardConfigurationError, guardSchema } from '../../src/directive';
import { Host } from './guarded-shop';

const schema = () =>
  buildSchema(`${entitlementDirectives} type Query { a: Int @requiresEntitlement(module: "sales") }`);
const { options } = new Host();
const guard = (given: object) => (): unknown => Reflect.apply(guardSchema, undefined, [schema(), given]);

test.each([
  ['a list of names as modules', { ...options, modules: ['sales'] }, /modules: has to be a list such as/],
  ['a module without submodules', { ...options, modules: [{ key: 'sales' }] }, /modules: has to be a list/],
  ['no decisions', { ...options, loadDecisions: undefined }, /loadDecisions: is required/],
  ['no actor', { ...options, actorOf: undefined }, /actorOf: is required/],
  ['a misspelt option', { ...options, requireGuardsOn: 'root' }, /requireGuardsOn: is not an option/],
  ['another value', { ...options, requireGuardOn: 'all' }, /requireGuardOn: has to be "root"/],
  ['a hook that is none', { ...options, onDenied: 'log' }, /onDenied: has to be a function/],
])('%s is told at boot in JavaScript too, instead of denying or checking nothing', (_what, given, words) => {
  expect(guard(given)).toThrow(GuardConfigurationError);
  expect(guard(given)).toThrow(words);
  expect(guard(options)).not.toThrow();
});

test('every fault of the options is told at once', () => {
  expect(guard({})).toThrow(/loadDecisions[\s\S]*actorOf[\s\S]*modules/);
});
