/** What gathers objects by keys; the keys of `jsonb` are in order by themselves. */
const OF_OBJECTS: readonly string[] = ['json_object_agg', 'json_objectagg'];
const OF_LISTS: readonly string[] = ['json_agg', 'jsonb_agg', 'json_arrayagg', 'array_agg', 'string_agg', 'array'];
/** Literals and quoted names, so that nothing within them counts; what opens and closes; and what gives an order. */
const TOKEN = /E'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|\b(?:ORDER BY|DISTINCT)\b|\w*\(|\)/gis;

/**
 * The aggregates of a query that leave the order of what they gather open. Another plan of PostgreSQL may then give
 * another text, and flags with another text count as changed.
 * @param query as `pg_get_viewdef` prints it, without comments
 * @param flagsType the type of the flags by its name in `pg_type`
 * @returns their names, each once; none if the order of the flags is the same with any plan
 * @example unorderedAggregates('SELECT json_agg(f.code) AS flags FROM f', 'json') // ['json_agg']
 */
export function unorderedAggregates(query: string, flagsType: string): readonly string[] {
  const open: { readonly name: string; ordered: boolean }[] = [];
  const found = new Set<string>();
  for (const [token] of query.matchAll(TOKEN)) {
    const within = open.at(-1);
    if (token.endsWith('(')) {
      open.push({ name: baseName(token.slice(0, -1)), ordered: false });
    } else if (token === ')') {
      open.pop();
      if (within && !within.ordered && leavesOpen(within.name, flagsType)) found.add(within.name);
    } else if (within && (/^order by$/i.test(token) || (/^distinct$/i.test(token) && within.name !== 'array'))) {
      within.ordered = true;
    }
  }
  return [...found];
}

/** Their variants gather in the same order: `json_object_agg_unique_strict`. */
function baseName(name: string): string {
  return name.toLowerCase().replace(/(_unique|_strict)+$/, '');
}

function leavesOpen(name: string, flagsType: string): boolean {
  return OF_LISTS.includes(name) || (OF_OBJECTS.includes(name) && flagsType !== 'jsonb');
}
