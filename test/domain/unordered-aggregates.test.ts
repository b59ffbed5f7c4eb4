import { unorderedAggregates } from '../../src/domain/source/unordered-aggregates';

test.each([
  ['json_object_agg(f.code, f.is_on)', 'json', ['json_object_agg']],
  ['json_object_agg_unique_strict(f.code, f.is_on)', 'json', ['json_object_agg']],
  ['JSON_OBJECTAGG(f.code : f.is_on RETURNING json)', 'json', ['json_objectagg']],
  ['(json_object_agg(f.code, f.is_on))::text', 'text', ['json_object_agg']],
  ['jsonb_agg(f.code) FILTER (WHERE (f.is_on))', 'jsonb', ['jsonb_agg']],
  ['to_jsonb(array_agg(f.code))', 'jsonb', ['array_agg']],
  ['to_jsonb(ARRAY( SELECT DISTINCT f.code FROM f))', 'jsonb', ['array']],
  [`json_agg(replace(f.code, ' ORDER BY ', ')'))`, 'json', ['json_agg']],
  ['json_agg(( SELECT n.code FROM n ORDER BY n.code LIMIT 1))', 'json', ['json_agg']],
])('%s as %s may look like a change of the flags with another plan', (sql, type, names) => {
  expect(unorderedAggregates(`SELECT ${sql} AS flags FROM f`, type)).toEqual(names);
});

test.each([
  ['json_object_agg(f.code, f.is_on ORDER BY f.code)', 'json'],
  ['(json_object_agg(f.code, f.is_on))::jsonb', 'jsonb'],
  ['jsonb_object_agg(f.code, f.is_on)', 'jsonb'],
  ['(jsonb_object_agg(f.code, f.is_on))::text', 'text'],
  ['jsonb_agg(DISTINCT f.code)', 'jsonb'],
  ['to_jsonb(ARRAY( SELECT f.code FROM f ORDER BY f.code))', 'jsonb'],
  ['f.flags', 'json'],
  ["to_json(ARRAY['crm'])", 'json'],
  [`f."json_agg(x)"`, 'json'],
  [`E'\\'' || 'json_agg(x)'`, 'text'],
])('%s as %s is the same with any plan, and is not warned of', (sql, type) => {
  expect(unorderedAggregates(`SELECT ${sql} AS flags FROM f`, type)).toEqual([]);
});
