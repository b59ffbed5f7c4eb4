import fc from 'fast-check';
import {
  getNamedType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isAbstractType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';
import { valueOf } from './values';

/** An operation as a client sends it. */
export interface FuzzedOperation {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

const DEEPEST = 5;
const RIGHT_DIRECTIVES = ['', '', '', '', '', ' @include(if: true)', ' @skip(if: false)'];
const ANY_DIRECTIVES = [...RIGHT_DIRECTIVES, ' @defer', ' @skip(if: "x")', ' @requiresEntitlement(module: "sales")'];
const MOST_FIELDS = 5;

/** Operations of a schema, most of them valid: root fields with arguments as variables, and what is selected below. */
export function operationOf(schema: GraphQLSchema): fc.Arbitrary<FuzzedOperation> {
  // Not shrunk: what is left out of an operation that fails would have to be decided anew.
  return fc.noShrink(fc.nat()).map((seed) => new Writer(seed).write(schema));
}

class Writer {
  private readonly variables: Record<string, unknown> = {};
  private readonly definitions: string[] = [];
  private readonly fragments: string[] = [];
  private state: number;
  /** Two in three are right, so that they are not all refused for one of many small faults. */
  private readonly isRight: boolean;

  constructor(seed: number) {
    this.state = seed;
    this.isRight = !this.oneIn(3);
  }

  write(schema: GraphQLSchema): FuzzedOperation {
    const kind = this.pick(['query', 'query', 'query', 'query', 'mutation', 'mutation', 'subscription'] as const);
    const root = {
      query: schema.getQueryType(),
      mutation: schema.getMutationType(),
      subscription: schema.getSubscriptionType(),
    }[kind];
    if (!root) throw new Error(`the schema has no ${kind}`);
    const selection = this.selection(root, 0);
    const defined = this.definitions.length > 0 ? `(${this.definitions.join(', ')})` : '';
    return {
      query: [`${kind} Fuzzed${defined} ${selection}`, ...this.fragments].join('\n'),
      variables: this.variables,
    };
  }

  private selection(type: GraphQLObjectType, depth: number): string {
    const fields = Object.values(type.getFields()).filter(
      (field) => depth < DEEPEST || isLeafType(getNamedType(field.type)),
    );
    if (fields.length === 0) return '{ __typename }';
    const count = 1 + this.below(MOST_FIELDS);
    const chosen = Array.from({ length: count }, () => this.pick(fields));
    // The same field twice, with other arguments, would be a conflict.
    const each = this.isRight ? [...new Set(chosen)] : chosen;
    return `{ ${each.map((field) => this.field(field, depth)).join(' ')} }`;
  }

  private field(field: GraphQLField<unknown, unknown>, depth: number): string {
    const alias = !this.isRight && this.oneIn(6) ? `a${this.below(4)}: ` : '';
    const given = field.args.flatMap((argument) => {
      if (!isRequiredArgument(argument) && this.oneIn(2)) return [];
      const name = `v${this.definitions.length}`;
      this.definitions.push(`$${name}: ${String(argument.type)}`);
      [this.variables[name]] = fc.sample(valueOf(argument.type), { numRuns: 1, seed: this.next() });
      return [`${argument.name}: $${name}`];
    });
    const directive = this.pick(this.isRight ? RIGHT_DIRECTIVES : ANY_DIRECTIVES);
    const selection = this.selectionOf(getNamedType(field.type), depth);
    const name = !this.isRight && this.oneIn(80) ? `${field.name}x` : field.name;
    const list = given.length > 0 ? `(${given.join(', ')})` : '';
    return `${alias}${name}${list}${directive}${selection}`;
  }

  private selectionOf(type: GraphQLNamedType, depth: number): string {
    if (isLeafType(type)) return !this.isRight && this.oneIn(60) ? ' { id }' : '';
    if (isAbstractType(type)) return ' { __typename }';
    if (!isObjectType(type)) return '';
    const selection = this.selection(type, depth + 1);
    if (!this.oneIn(8)) return ` ${selection}`;
    if (this.oneIn(2)) return ` { ... on ${type.name} ${selection} }`;
    const name = `F${this.fragments.length}`;
    this.fragments.push(`fragment ${name} on ${type.name} ${selection}`);
    return ` { ...${name} __typename }`;
  }

  private pick<Value>(values: readonly Value[]): Value {
    const value = values[this.below(values.length)];
    if (value === undefined) throw new Error('there is nothing to pick from');
    return value;
  }

  private below(limit: number): number {
    return this.next() % limit;
  }

  private oneIn(count: number): boolean {
    return this.below(count) === 0;
  }

  /** The next number of a sequence that its seed determines (SplitMix32). */
  private next(): number {
    this.state = (this.state + 0x9e3779b9) | 0;
    let mixed = this.state ^ (this.state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 1;
  }
}
