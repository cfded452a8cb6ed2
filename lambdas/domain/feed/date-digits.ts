/** Seconds of 1990 and of 2101: numbers outside are other things. */
const FIRST_SECONDS = 631_152_000;
const LATEST_SECONDS = 4_133_980_800;

/** Every 20xx: two digits for a year come from ISO 8601:1988, and feeds are younger. */
const century = '20';

/** Bare digits and hyphens that ISO 8601:1988 allowed, as later editions write them; seconds and milliseconds since 1970 as a time. */
const SPELLINGS: readonly [RegExp, (...digits: string[]) => string][] = [
  [/^(?:\d{9,10}|\d{12,13})$/, (digits = '') => fromEpoch(digits)],
  [/^-(\d\d)-?(\d\d)$/, (_, year, month) => `${century}${year}-${month}`],
  [/^-?(\d\d)-?(\d{3})$/, (_, year, ordinal) => `${century}${year}-${ordinal}`],
  [
    /^([0-3]\d)(-?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])$/,
    (_, y, _mark, month, day) => `${century}${y}-${month}-${day}`,
  ],
  [
    /^((?:19|20)\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?$/,
    (_, year, month, day, hours, minutes, seconds = '00') =>
      `${year}-${month}-${day}T${hours}:${minutes}:${seconds ?? '00'}`,
  ],
  [/^(\d{4})-0(\d\d)-(?=\d\dT)/, (_, year, month) => `${year}-${month}-`],
];

function fromEpoch(digits: string): string {
  const seconds = digits.length > 10 ? Number(digits) / 1_000 : Number(digits);
  const isTime = seconds >= FIRST_SECONDS && seconds <= LATEST_SECONDS;
  if (!isTime || (digits.length === 12 && /^(?:19|20)\d\d(?:0[1-9]|1[0-2])/.test(digits))) return digits;
  return new Date(seconds * 1_000).toISOString();
}

/** Slips in dates that are else well written. */
const SLIPS: readonly [RegExp, string][] = [
  // Seconds since 1970 with a fraction.
  [/^(\d{9,10})\.\d{1,9}$/, '$1'],
  // Two kinds of marks in one day.
  [/^(\d{4})([-/])(\d{1,2})(?!\2)[-/](\d{1,2})(?=\D|$)/, '$1-$3-$4'],
  // A day with an offset (XML Schema, xs:date).
  [/^(\d{4}-\d\d-\d\d)(?=[+-]\d\d:\d\d$)/, '$1T00:00:00'],
  // A point before nothing, an offset with seconds, one without its sign.
  [/(:\d\d)\.(?=[+-]\d\d:?\d\d$)/, '$1'],
  [/(:\d\d ?[+-]\d\d:\d\d):\d\d$/, '$1'],
  [/(\d\d:\d\d:\d\d) (?=\d\d:\d\d$)/, '$1 +'],
];

/** A date without the slips that programs make. */
export function mendSlips(text: string): string {
  return SLIPS.reduce((mended, [slip, instead]) => mended.replace(slip, instead), text);
}

/** A date as ISO 8601 writes it today, when it is bare digits or a spelling of an older edition; anything else as it stands. */
export function spellOutDigits(text: string): string {
  if (!/^-?\d[\d-]+(?:T|$)/.test(text)) return text;
  return SPELLINGS.reduce((spelt, [form, spell]) => spelt.replace(form, spell), text);
}
