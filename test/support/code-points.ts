import fc from 'fast-check';

const SURROGATES_FROM = 0xd800;
const SURROGATES = 0x800;
const CODE_POINTS = 0x110000 - SURROGATES;

/**
 * Any character of Unicode, as a unit of strings, like fast-check's own unit `binary`. That one creates a map of all
 * 1.1 million characters for its first string, which takes a second of CPU in every test file.
 */
export const codePoint: fc.Arbitrary<string> = fc.integer({ min: 0, max: CODE_POINTS - 1 }).map(
  (index) => String.fromCodePoint(index < SURROGATES_FROM ? index : index + SURROGATES),
  (text) => {
    const code = typeof text === 'string' ? text.codePointAt(0) : undefined;
    if (code === undefined || text !== String.fromCodePoint(code)) throw new Error('not one character');
    return code < SURROGATES_FROM ? code : code - SURROGATES;
  },
);
