import fc from 'fast-check';
import { isTimeZone, type Moment, readMoment, sayMoment } from '../../src/domain/read-moment';

const momentOf = (text: string, timeZone?: string): Moment => {
  const moment = readMoment(text, timeZone);
  if ('message' in moment) throw new Error(moment.message);
  return moment;
};
const isRefused = (text: string) => 'message' in readMoment(text);
const twoDigits = (number: number) => String(number).padStart(2, '0');
const DAY_MS = 86_400_000;
const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'Africa/Cairo'];

test('a date and time with its offset is that moment', () => {
  for (const [text, at] of [
    ['2027-01-31T18:00:00Z', '2027-01-31T18:00:00.000Z'],
    ['2027-01-31T18:00+01:00', '2027-01-31T17:00:00.000Z'],
    ['2028-02-29T23:59:59.999-11:30', '2028-03-01T11:29:59.999Z'],
    ['2027-01-31T18:00:00.123456Z', '2027-01-31T18:00:00.123Z'],
  ] as const)
    expect({ text, ...momentOf(text) }).toEqual({ text, at: new Date(at), endOf: null });
});

test('a date without a time is the start of the next day, in UTC or another time zone', () => {
  expect(sayMoment(momentOf('2027-01-31'))).toBe('2027-02-01 00:00 UTC (the end of 2027-01-31, UTC)');
  expect(sayMoment(momentOf('2027-01-31', 'Europe/Berlin'))).toBe(
    '2027-01-31 23:00 UTC (the end of 2027-01-31, Europe/Berlin)',
  );
  expect(sayMoment(momentOf('2027-01-31T18:00Z'))).toBe('2027-01-31 18:00 UTC');
});

test('an end that would be in the year 10000 is refused, because it is read as no time elsewhere', () => {
  for (const text of ['9999-12-31', '9999-12-31T23:30:00-05:00'])
    expect(readMoment(text)).toEqual({ message: 'reaches the year 10000: leave it out for what has no end' });
  expect(isRefused('9999-12-30')).toBe(false);
  expect('message' in readMoment('9999-12-31', 'Asia/Tokyo')).toBe(false);
});

test.each([
  ['clocks go forward on the day', '2027-03-28', 'Europe/Berlin', '2027-03-28T22:00:00.000Z'],
  ['clocks go back on the day', '2027-10-31', 'Europe/Berlin', '2027-10-31T23:00:00.000Z'],
  ['clocks go back on the next day', '2027-10-30', 'Europe/Berlin', '2027-10-30T22:00:00.000Z'],
  ['the next day has no midnight', '2018-11-03', 'America/Sao_Paulo', '2018-11-04T03:00:00.000Z'],
  ['the day has two midnights', '2018-02-17', 'America/Sao_Paulo', '2018-02-18T03:00:00.000Z'],
  ['the next day does not exist', '2011-12-29', 'Pacific/Apia', '2011-12-30T10:00:00.000Z'],
])('a day ends at the right moment when %s', (_what, day, timeZone, end) => {
  expect(momentOf(day, timeZone).at.toISOString()).toBe(end);
});

test('every day ends at the start of the next one, in every time zone', () => {
  const days = fc.integer({ min: Date.UTC(1990, 0, 1) / DAY_MS, max: Date.UTC(2060, 0, 1) / DAY_MS });
  fc.assert(
    fc.property(days, fc.constantFrom(...ZONES), (number, timeZone) => {
      const day = new Date(number * DAY_MS).toISOString().slice(0, 10);
      const { at } = momentOf(day, timeZone);
      const dayAt = (time: number) => new Intl.DateTimeFormat('sv-SE', { timeZone }).format(time);
      expect(dayAt(at.getTime() - 1)).toBe(day);
      expect(dayAt(at.getTime())).toBe(new Date((number + 1) * DAY_MS).toISOString().slice(0, 10));
    }),
  );
});

test('a day is accepted exactly if the calendar has it, with and without a time', () => {
  const calendar = fc.tuple(
    fc.integer({ min: 1000, max: 9998 }),
    fc.integer({ min: 0, max: 99 }),
    fc.integer({ min: 0, max: 99 }),
  );
  const likely = fc.tuple(
    fc.integer({ min: 1000, max: 9998 }),
    fc.integer({ min: 1, max: 12 }),
    fc.integer({ min: 1, max: 31 }),
  );
  fc.assert(
    fc.property(fc.oneof(calendar, likely), ([year, month, day]) => {
      const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
      const length = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
      const text = `${year}-${twoDigits(month)}-${twoDigits(day)}`;
      const exists = day >= 1 && day <= length;
      expect({ text, refused: isRefused(text) }).toEqual({ text, refused: !exists });
      expect({ text, refused: isRefused(`${text}T12:00:00Z`) }).toEqual({ text, refused: !exists });
    }),
  );
});

test('other formats are refused with an example', () => {
  for (const text of [
    '',
    '1',
    '1795392000',
    '12/11/2026',
    '2026-1-2',
    '20260102',
    '2026-W05',
    '2026-032',
    '2026-01',
    'tomorrow',
    'December 1, 2026',
    '2026-01-02 10:00Z',
    '2026-01-02T10:00',
    '2026-01-02T10Z',
    '2026-01-02T24:00Z',
    '2026-01-02T10:60Z',
    '2026-01-02T10:00:60Z',
    '2026-01-02T10:00+1:00',
    '2026-01-02T10:00+15:00',
    '2026-01-02T10:00 Z',
    ' 2026-01-02',
    '2026-01-02\n',
    '0001-01-01',
    '+012026-01-02',
  ])
    expect({ text, read: readMoment(text) }).toEqual({
      text,
      read: { message: expect.stringMatching(/^must be a date, .*2027-01-31T18:00:00Z/) },
    });
  expect(readMoment('2027-02-31')).toEqual({
    message: 'must name a day that exists, such as 2027-01-31, not 2027-02-31',
  });
});

test('arbitrary text is refused or read, and never throws', () => {
  fc.assert(fc.property(fc.string(), (text) => expect(() => readMoment(text)).not.toThrow()));
});

test('a time zone is recognized by its IANA name', () => {
  expect(['Europe/Berlin', 'UTC', 'Mars/Olympus', '', 'Europe'].map(isTimeZone)).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
});
