import { mayTakeAway } from '../legacy/takes-away';
import { literal } from './catalog';

/** Where a product may keep the flags of an organization, and how SQL reads them. */
export interface FlagsPlace {
  /** For the reader: `public.companies.enabled_modules, a bitmask`. */
  readonly place: string;
  /** SQL of the flags as JSON; the rows of the table are `o` for the organizations, `f` for another table. */
  readonly sql: string;
  /** The column of the organizations that has them as JSON, as it is; left out if it takes more than a column. */
  readonly column?: string;
  /** How likely it is; more is likelier. */
  readonly score: number;
  /** True if by its name it takes access away, or does not give it. */
  readonly takesAway?: true;
  /** What a person must look at, one sentence each. */
  readonly unsure: readonly string[];
}

/** Less likely than any place that may give access. */
export const LAST = -100;

/**
 * Whether a table or column may say, by its name, what an organization must not use, or only asks for.
 * @example soundsLikeTaking('disabled_features') // true
 * @example soundsLikeTaking('feature_requests') // true
 */
export function soundsLikeTaking(name: string): boolean {
  return mayTakeAway(name, null);
}

/**
 * A place whose table or column may take access away by its name. Its flags get that name before their own, so that
 * they do not pass for what they would grant, and `mapping draft` proposes no target for them.
 * @param place returned as it is if the name says nothing of that
 * @param name of the table or column
 * @example withItsName(place, 'disabled_modules').sql // jsonb_build_object('disabled_modules', o."disabled_modules")
 */
export function withItsName(place: FlagsPlace, name: string): FlagsPlace {
  if (!soundsLikeTaking(name) || place.takesAway) return place;
  const { column: _, ...rest } = place;
  return {
    ...rest,
    sql: `jsonb_build_object(${literal(name)}, ${place.sql})`,
    score: LAST + place.score,
    takesAway: true,
    unsure: [
      `By its name ${name} may take access away, or not give it: its flags are called ${name}.…, and ` +
        `'portcullis mapping draft' proposes no target for them. If they grant, leave out jsonb_build_object(` +
        `${literal(name)}, …) around them.`,
      ...place.unsure,
    ],
  };
}
