import type { Target } from '../taxonomy/taxonomy';
import { wordsOf } from './flag-name';

/**
 * Words of taking away, of limits, and of not having (a wish, an offer), that also begin other words (`not`: `notes`,
 * `end`: `endpoints`).
 */
const WORDS: ReadonlySet<string> = new Set([
  ...['no', 'non', 'not', 'none', 'never', 'without', 'un', 'off', 'out', 'anti', 'minus', 'ex'],
  ...['end', 'ends', 'ended', 'ending', 'ban', 'bans', 'banned', 'min', 'max', 'minimum', 'maximum'],
  ...['hid', 'hide', 'hides', 'hidden', 'hiding', 'isnt', 'cannot', 'cant', 'lost', 'loses', 'dead', 'past', 'over'],
  ...['ad', 'ads', 'kill', 'kills', 'killed', 'hold', 'held', 'want', 'wants', 'wanted', 'wish', 'wishes', 'wished'],
  ...['vote', 'votes', 'voted', 'offer', 'offers', 'offered', 'old', 'former', 'previous', 'was', 'had'],
]);
/** With whatever follows: `lock`, `locked`, `locks`. */
const STEMS = new RegExp(
  `^(?:${[
    'den(?:y|i[ea])|exclu|lock|block|disab|disallow|deactiv|inactiv|remov|delet|drop|suspen|cancel|expir|revo[ck]',
    'stop|forbid|prohib|restrict|reject|refus|prevent|withh|withdr|terminat|paus|fr[eo]ez|froz|archiv|retire|deprecat',
    'request|pending|wait(?:ing)?list|waiting|wishlist|interest|upsell|crosssell|preview|teaser|declin|churn',
    'sunset|killswitch|overdue|clos|laps|limit|quota|black',
    'skip|ignor|omit|opt(?:ed)?out|un(?:auth|avail|inst|lic|paid|pub|reg|sub)',
  ].join('|')})`,
);
/** What stands for a minus or a not: as the first sign of a name, whatever is around it, and right before a word. */
const SIGN = /(?:^|\.)[^\p{L}\p{N}]*[-!~¬−–—－]|[^\p{L}\p{N}][-!~¬−–—－](?=[\p{L}\p{N}])/u;

/**
 * Whether a flag may take access away, or limit it, by a word in its name: a rule for it would then grant what it
 * takes. Words of the target's own name do not count, so that `time_off` may grant a submodule of that name.
 * @param path the flag as the column has it
 * @param target what a rule for the flag might grant
 * @example
 * mayTakeAway('hr.isLocked', { module: 'hr', submodule: null }); // true
 */
export function mayTakeAway(path: string, target: Target | null): boolean {
  const own = new Set(wordsOf(`${target?.module ?? ''} ${target?.submodule ?? ''}`));
  return SIGN.test(path) || wordsOf(path).some((word) => !own.has(word) && takes(word));
}

/**
 * Whether the name of a flag says that what is around it is off, and nothing else: an adjective of taking away.
 * @param name the last name of the flag's path
 * @example saysOff('isLocked'); // true
 * @example saysOff('archive'); // false: what a module may have
 */
export function saysOff(name: string): boolean {
  const words = wordsOf(name).filter((word) => !['is', 'at', 'on'].includes(word));
  return words.length > 0 && words.every((word) => takes(word) && /(?:ed|en|active|off)$/.test(word));
}

function takes(word: string): boolean {
  return WORDS.has(word) || STEMS.test(word);
}
