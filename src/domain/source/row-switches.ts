import { type CatalogColumn, quoted, sayColumn } from './catalog';

/** How the rows of a table of modules or settings count, by the columns beside the names. */
export interface RowSwitches {
  /**
   * SQL of what a row says; the rows are `f`. A row that is deleted or over says off: if it were left out, nothing
   * would be said, and for a submodule that is no denial.
   */
  readonly flag: string;
  /**
   * SQL that gathers `flag` by the `name` of rows `r`. Of on and off, on wins. Which of other values mean on only the
   * mapping knows: each of them is kept, in JSON that has the name several times, in an order that no plan changes.
   */
  readonly gathered: string;
  /** The column with the state or value, where a row says more than on or off. */
  readonly state: CatalogColumn | undefined;
  /** What a person must look at, one sentence each. */
  readonly unsure: readonly string[];
}

/** What is between the conditions of `RowSwitches.flag`. */
export const BETWEEN_CONDITIONS = '\n         AND ';
const TIMES: readonly string[] = ['timestamptz', 'timestamp', 'date'];
const RANGES: readonly string[] = ['tstzrange', 'tsrange', 'daterange'];
const STATE = /^(is_)?(enabled|active|status|state|allowed|granted|on|value|access)$/;
const GONE = /^(is_)?(deleted|removed|discarded|archived|revoked|disabled|deactivated)(_(at|on|date))?$/;
const OFF = /^(is_)?(expired|inactive)$/;
const END = new RegExp(
  '^((expires?|expired|expiry|expiration|ends?|ended|until)(_(at|on|date|time))?' +
    '|(valid|active|enabled|access)_(to|until|till|through|thru))$',
);
const START = new RegExp(
  '^((starts?|started|begins?)(_(at|on|date|time))?|effective_(at|on|date)|' +
    '(valid|active|enabled|access|effective)_from)$',
);
/** When a row was written says nothing about whether it counts. */
const WRITTEN = /^(last_|date_)?(created|updated|modified|inserted|changed)(_(at|on|date|time|by(_\w+)?))?$/;
/** The row's own id, what a person noted of it, and its place in a list. */
const HARMLESS =
  /^(id|uuid|position|ordinal|(sort|display)_(order|index))$|(^|_)(notes?|comments?|description|remarks?)$/;
const OF_ITSELF = new RegExp(
  '^(is_)?(active|enabled|disabled|deleted|removed|discarded|archived' +
    '|verified|approved|suspended|locked|blocked|demo|test|internal' +
    '|default|public|private|hidden|visible|paid|trial|onboarded)$|^is_(primary|main|root)',
  'i',
);
const MAY_END = new RegExp(
  '(^|_)(expir\\w*|until|ends?|ended|valid|starts?|deleted|removed|discarded|revoked|cancell?ed|suspended|disabled' +
    '|deactivated|inactive|archived|blocked|locked|paused|closed|terminated)(_|$)',
);
const SAYS_STATE = /^(is_)?(enabled|active)(_flag)?$|(^|_)(status|lifecycle|expir\w*|until)(_(at|on|date))?$|_state$/;

/** What says of a module that all have it, or all of some plan. */
const FOR_ALL = new RegExp(
  '(^|_)(defaults?|core|included|free|base|basic|standard|mandatory|required|always|global|everyone|built_?in' +
    '|rollout|percent(age)?|(min(imum)?_)?(plan|tier|package))(_|$)',
);

/**
 * How the columns of a table of modules or settings switch its rows on and off. A column whose meaning is certain by
 * its type and name becomes a condition; any other is named, unless it plainly says nothing of that.
 * @param table its name, for sentences
 * @param columns those beside the organization and the name of the module or setting
 * @param value the column with the value of a setting, among `columns`; without it a row says on or off
 * @example rowSwitches('public.org_modules', [revokedAt]).flag // f."revoked_at" IS NULL
 */
export function rowSwitches(table: string, columns: readonly CatalogColumn[], value?: CatalogColumn): RowSwitches {
  const others = columns.filter((column) => column !== value);
  const booleans = others.filter(({ name, type }) => type === 'bool' && STATE.test(snake(name)));
  const state =
    value ??
    (booleans.length > 0 ? undefined : others.find(({ name, type }) => STATE.test(snake(name)) && !isTime(type)));
  const rest = others.filter((column) => column !== state && !booleans.includes(column));
  const gone = rest.flatMap((column) => {
    const condition = isGone(column) ? thereCondition(column) : null;
    return condition === null ? [] : [{ column, condition }];
  });
  const ends = rest.filter(({ name, type }) => TIMES.includes(type) && END.test(snake(name)));
  const starts = rest.filter(({ name, type }) => TIMES.includes(type) && START.test(snake(name)));
  const known = [...gone.map(({ column }) => column), ...ends, ...starts];
  const open = rest.filter((column) => !known.includes(column) && !isHarmless(column));
  const conditions = [
    ...booleans.map(isOn),
    ...gone.map(({ condition }) => `f.${condition}`),
    ...starts.map((column) => within(column, '<=')),
    ...ends.map((column) => within(column, column.type === 'date' ? '>=' : '>')),
  ];
  return {
    ...spoken(state, conditions.join(BETWEEN_CONDITIONS)),
    state,
    unsure: [
      ...(gone.length > 0 ? [`Rows of ${table} with ${namesOf(gone.map(({ column }) => column))} are off.`] : []),
      ...sayTimes(table, starts, ends),
      ...sayNulls(table, state, booleans),
      ...(state && state !== value
        ? [
            `Which values of ${table}.${state.name} mean on: once this source is set, ` +
              "'portcullis mapping draft' lists them, to be decided one by one.",
          ]
        : []),
      ...(open.length > 0
        ? [
            `Whether a row of ${table} is off by ${open.map(sayColumn).join(', ')}: it counts whatever is there. ` +
              'If they can switch it off, add a condition.',
          ]
        : []),
    ],
  };
}

/** The columns of a table that by their names may switch off what it describes: `suspended_at`, `status`. */
export function mayEnd(columns: readonly CatalogColumn[]): readonly CatalogColumn[] {
  return columns.filter(
    ({ name, type }) => type !== 'bool' && (SAYS_STATE.test(snake(name)) || MAY_END.test(snake(name))),
  );
}

/**
 * The condition by which a row is not gone, by a column that says when it went, or whether. Null if that is not
 * certain: in a number 0 may say that it is there, and in a time that is never NULL some date must.
 * @example thereCondition(deletedAt) // "deleted_at" IS NULL
 */
export function thereCondition({ name, type, notNull }: CatalogColumn): string | null {
  if (type === 'bool') return `${quoted(name)} IS NOT TRUE`;
  return TIMES.includes(type) && !notNull ? `${quoted(name)} IS NULL` : null;
}

/** The columns of a table by which what a row describes may be off: the booleans first. */
export function mayBeOff(columns: readonly CatalogColumn[]): readonly CatalogColumn[] {
  const booleans = columns.filter(
    (column) => column.type === 'bool' && (isSwitch(column) || MAY_END.test(snake(column.name))),
  );
  return [...booleans, ...mayEnd(columns)];
}

/** Whether a boolean plainly says whether what a row describes is on, or what state it is in. */
export function isSwitch(column: CatalogColumn): boolean {
  return STATE.test(snake(column.name)) || isGone(column) || isOfItself(column.name);
}

/** Whether a boolean is about an organization itself, not about what it may use. */
export function isOfItself(name: string): boolean {
  return OF_ITSELF.test(snake(name));
}

/**
 * The columns of a table of modules by which a module may be on or off for all, whatever an organization's own row
 * says, or where it has none: each boolean, and what sounds like it: `default_enabled`, `status`, `min_plan`.
 */
export function mayBeForAll(columns: readonly CatalogColumn[]): readonly CatalogColumn[] {
  const off = mayBeOff(columns);
  return columns.filter(
    (column) =>
      off.includes(column) || (!isHarmless(column) && (column.type === 'bool' || FOR_ALL.test(snake(column.name)))),
  );
}

/**
 * The column that orders the rows of one name in time: when a row was changed, was written, or began to count, or any
 * other time that is not its end.
 */
export function timeOfRow(columns: readonly CatalogColumn[]): CatalogColumn | undefined {
  const times = columns.filter(({ name, type }) => TIMES.includes(type) && !isTheEnd(snake(name)));
  const [changed, written] = [/updated|modified|changed/, WRITTEN].map((named) =>
    times.find(({ name }) => named.test(snake(name))),
  );
  return changed ?? written ?? times[0];
}

function isTheEnd(name: string): boolean {
  return END.test(name) || (MAY_END.test(name) && !START.test(name));
}

/** Names of columns, for a sentence. */
export function namesOf(columns: readonly CatalogColumn[]): string {
  return columns.map(({ name }) => name).join(', ');
}

function isGone({ name, type }: CatalogColumn): boolean {
  return GONE.test(snake(name)) || (type === 'bool' && OFF.test(snake(name)));
}

/** Whether a column plainly says nothing of whether a row counts: a note, when it was written. */
export function isHarmless({ name }: CatalogColumn): boolean {
  return WRITTEN.test(snake(name)) || HARMLESS.test(snake(name));
}

function isTime(type: string): boolean {
  return TIMES.includes(type) || RANGES.includes(type);
}

/** A day counts whole. */
function within({ name, type }: CatalogColumn, compared: string): string {
  const column = `f.${quoted(name)}`;
  return `(${column} IS NULL OR ${column} ${compared} ${type === 'date' ? 'current_date' : 'now()'})`;
}

/** NULL is no state that is on. */
function isOn({ name, notNull }: CatalogColumn): string {
  return notNull ? `f.${quoted(name)}` : `f.${quoted(name)} IS TRUE`;
}

/** True comes after false, and of rows of one name `jsonb` keeps the last. */
function spoken(state: CatalogColumn | undefined, counts: string): Pick<RowSwitches, 'flag' | 'gathered'> {
  if (!state) return { flag: counts || 'true', gathered: 'jsonb_object_agg(r.name, r.flag ORDER BY r.flag)' };
  return {
    flag: counts === '' ? valueOf(state) : `CASE WHEN ${counts} THEN ${valueOf(state)} ELSE 'false' END`,
    gathered: 'json_object_agg(r.name, r.flag ORDER BY r.name::text, r.flag::text)',
  };
}

function valueOf({ name }: CatalogColumn): string {
  return `to_jsonb(f.${quoted(name)})`;
}

function sayTimes(table: string, starts: readonly CatalogColumn[], ends: readonly CatalogColumn[]): readonly string[] {
  if (starts.length + ends.length === 0) return [];
  const limits = [
    ...starts.map(({ name }) => `from ${name}`),
    ...ends.map(({ name, type }) => `until ${name}${type === 'date' ? ', that day included' : ''}`),
  ];
  return [
    `Rows of ${table} count ${limits.join(' and ')}, and are off otherwise ` +
      '(NULL: no limit; a time without a zone is read as UTC).' +
      (ends.length > 0
        ? ` What is migrated does not end at ${namesOf(ends)}, but with the next execution that may revoke ` +
          '(migrate --execute --allow-revocations).'
        : ''),
  ];
}

function sayNulls(
  table: string,
  state: CatalogColumn | undefined,
  booleans: readonly CatalogColumn[],
): readonly string[] {
  const replaced = [
    ...(state ? [{ column: state, now: valueOf(state) }] : []),
    ...booleans.map((column) => ({ column, now: isOn(column) })),
  ].filter(({ column }) => !column.notNull);
  return replaced.map(
    ({ column, now }) =>
      `NULL in ${column.name} of ${table} is read as off. If the product takes it as on, write ` +
      `${column === state ? `coalesce(${now}, 'true')` : `f.${quoted(column.name)} IS NOT FALSE`} in place of ${now}.`,
  );
}

/** `expiresAt` is called `expires_at`, too. */
export function snake(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
}
