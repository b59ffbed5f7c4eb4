import { shorten } from '../../domain/legacy/legacy-value';
import { sayNothingOn } from '../../domain/legacy/nothing-on';
import { sayUnmapped } from '../../domain/legacy/say-unmapped';
import { sayId } from '../../domain/organization-id';
import { sayCount } from '../../domain/say';
import type { LegacyFlagCensus } from '../census/legacy-flag-census';
import { check, type PreflightCheck } from './preflight-check';

const SHOWN = 5;

/** The checks of the legacy flags of all organizations. */
export function checkFlags(census: LegacyFlagCensus): readonly PreflightCheck[] {
  if (census.note !== null)
    return [check('legacy values', 'PASS', `Skipped: ${census.note} There is nothing left to migrate.`)];
  return [readableCheck(census), ...repeatedCheck(census), unmappedCheck(census), nothingOnCheck(census)];
}

function readableCheck({ unreadable, unreadableCount }: LegacyFlagCensus): PreflightCheck {
  if (unreadableCount === 0)
    return check('legacy values', 'PASS', 'The legacy flags of every organization can be read.');
  const named = unreadable.slice(0, SHOWN).map(({ id, problems }) => `${sayId(id)} (${problems[0]?.message ?? ''})`);
  return check(
    'legacy values',
    'WARN',
    `The flags of ${sayCount(unreadableCount, 'organization')} cannot be read: ${named.join('; ')}. ` +
      'A run grants nothing there until the flags are corrected.',
  );
}

/** A check only where there is something to see: `jsonb` has each name once, unless it is written in two ways. */
function repeatedCheck({ flags }: LegacyFlagCensus): readonly PreflightCheck[] {
  const repeated = flags.filter(({ differing }) => differing > 0).sort((a, b) => b.differing - a.differing);
  if (repeated.length === 0) return [];
  const named = repeated
    .slice(0, SHOWN)
    .map(({ path, differing }) => `${shorten(path)} (${sayCount(differing, 'organization')})`);
  const more = repeated.length > SHOWN ? ` and ${repeated.length - SHOWN} more` : '';
  return [
    check(
      'repeated names',
      'WARN',
      `${sayCount(repeated.length, 'name')} ${repeated.length === 1 ? 'occurs' : 'occur'} more than once ` +
        `in one value, with different values: ${named.join(', ')}${more}. One that is on wins, or that a rule names: ` +
        'see that the product takes the same one, or correct the flags.',
    ),
  ];
}

/** Some products take no flag at all as "everything", so the gate towards ENFORCE asks what it means. */
function nothingOnCheck({ nothingOn }: LegacyFlagCensus): PreflightCheck {
  if (nothingOn.length === 0) return check('no flag on', 'PASS', 'Every organization has a flag that is on.');
  if (nothingOn.every(({ decided }) => decided)) {
    const total = nothingOn.reduce((sum, { organizations }) => sum + organizations, 0);
    return check(
      'no flag on',
      'PASS',
      `${sayCount(total, 'organization')} without a flag that is on: the mapping says what that means.`,
    );
  }
  return check('no flag on', 'WARN', `${sayNothingOn(nothingOn)} Until then the gate towards ENFORCE is shut.`);
}

function unmappedCheck({ flags, flagsLeftOut }: LegacyFlagCensus): PreflightCheck {
  const said = sayUnmapped(flags, flagsLeftOut);
  if (said.length === 0)
    return check('unmapped flags', 'PASS', 'Every flag, and every value that needs one, has a rule.');
  return check('unmapped flags', 'WARN', said.join(' '));
}
