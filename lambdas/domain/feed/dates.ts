import { mendSlips, spellOutDigits } from './date-digits';
import { findMonth, findZone } from './date-words';
import { findZoneName, offsetAt } from './named-zone';
import { dropForbidden } from './text';

const MAX_DATE_TEXT = 80;
const FIRST_YEAR = 1970;
const LAST_YEAR = 2100;
const MINUTE = 60_000;
const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const ENGLISH_MONTHS = 'janfebmaraprmayjunjulaugsepoctnovdec';
const RFC_822 =
  /^(?:[A-Z][a-z]{2}, )?(\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d):(\d\d) (?:GMT|UTC|Z|([+-])(\d\d):?(\d\d)|([ECMP][SD]T))$/;
const RFC_3339 = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.0+)?(?:Z|([+-])(\d\d):?(\d\d))$/;
const ISO_TWO_ZONES = /([+-]\d\d:?\d\d)Z$/;
const ASCII = /^[\u0000-\u007f]*$/;

interface Clock {
  hours: number;
  minutes: number;
  seconds: number;
  milliseconds: number;
}

interface Day {
  year: number;
  month: number;
  day: number;
}

const MIDNIGHT: Clock = { hours: 0, minutes: 0, seconds: 0, milliseconds: 0 };
const W3C =
  /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?|(\d{2})(\d{2})|-?(\d{3})|-?W(\d{2})(?:-?([1-7]))?)?(?:(?:[T_]|\s+)\s*(\d.*))?$/i;
const CLOCK =
  /(?:^|[\sT,])(\d{1,2})(?::(\d{1,2}))(?::(\d{1,2})(?:[.,](\d{1,9}))?)?\s*([ap])?\.?(?:m\.?)?(?![a-z0-9:])/i;
/** The halves of the day, as the servers of some countries write them before a time, and after it. */
const HALF_BEFORE = /(오전|오후|上午|下午|午前|午後)\s*(\d{1,2}:\d{2}(?::\d{2})?)/;
const HALF_AFTER = /(?<=\d)\s?(ص|م|π\.?μ\.?|μ\.?μ\.?)(?!\p{L})/u;
const LATER_HALVES = new Set(['오후', '下午', '午後', 'م', 'μμ']);
/** What RFC 822 lets a person remark in a date (3.1.4). */
const COMMENT = /\([^()]{0,80}\)/g;
const OFFSET = /(?:^|[\s\d])(?:UTC|GMT)?\s*([+-])(?:0(?=\d\d:))?(\d{1,2}):?(\d{2})?(?=$|[\s)])/i;

function hasDay({ year, month, day }: Day): boolean {
  if (year < FIRST_YEAR || year > LAST_YEAR || month < 1 || month > 12 || day < 1) return false;
  if (year === FIRST_YEAR && month === 1 && day === 1) return false;
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return day <= (month === 2 && isLeap ? 29 : (DAYS_IN_MONTH[month - 1] ?? 0));
}

function fullYear(digits: string): number {
  const year = Number(digits);
  if (digits.length > 2) return year;
  return year < 70 ? 2_000 + year : 1_900 + year;
}

/** The last second of a leap minute counts as :59; the 25th hour is the first of the next day; anything past that is no time. */
function readClock(found: readonly (string | undefined)[]): Clock | undefined {
  const [hours, minutes = '0', seconds = '0', fraction = '0', half] = found;
  const clock = {
    hours: Number(hours),
    minutes: Number(minutes),
    seconds: Math.min(Number(seconds), 59),
    milliseconds: Math.floor(Number(`0.${fraction}`) * 1_000),
  };
  const twelve = half?.[0]?.toLowerCase();
  if (twelve !== undefined && clock.hours >= 1 && clock.hours <= 12)
    clock.hours = (clock.hours % 12) + (twelve === 'p' ? 12 : 0);
  return clock.hours > 24 || clock.minutes > 59 || Number(seconds) > 60 ? undefined : clock;
}

/** Minutes east of UTC on that day; UTC when there is no zone or one we do not know; undefined when the offset is impossible. */
function readZone(text: string, day: Day | undefined, { hours, minutes }: Clock): number | undefined {
  const name = findZoneName(text);
  if (name !== undefined && day !== undefined)
    return offsetAt(name, Date.UTC(day.year, day.month - 1, day.day, hours, minutes)) ?? 0;
  const offset = OFFSET.exec(text);
  if (offset) {
    const hours = Number(offset[2]);
    const minutes = Number(offset[3] ?? 0);
    if (hours > 23 || minutes > 59) return undefined;
    return (offset[1] === '-' ? -1 : 1) * (hours * 60 + minutes);
  }
  for (const word of text.match(/\p{L}+/gu) ?? []) {
    const zone = findZone(word);
    if (zone !== undefined) return zone;
  }
  return 0;
}

function pad(number: number): string {
  return number < 10 ? `0${number}` : `${number}`;
}

function toIso(day: Day | undefined, clock: Clock, zone: number | undefined): string | undefined {
  if (day === undefined || zone === undefined || !hasDay(day)) return undefined;
  if (zone === 0 && clock.hours < 24 && clock.milliseconds === 0)
    return `${day.year}-${pad(day.month)}-${pad(day.day)}T${pad(clock.hours)}:${pad(clock.minutes)}:${pad(clock.seconds)}.000Z`;
  const time =
    Date.UTC(day.year, day.month - 1, day.day, clock.hours, clock.minutes, clock.seconds, clock.milliseconds) -
    zone * MINUTE;
  return new Date(time).toISOString();
}

function readWeekDate(year: number, week: number, weekday: number): Day | undefined {
  if (week < 1 || week > 53) return undefined;
  const fourth = new Date(Date.UTC(year, 0, 4));
  const monday = 4 - ((fourth.getUTCDay() + 6) % 7);
  const date = new Date(Date.UTC(year, 0, monday + (week - 1) * 7 + weekday - 1));
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

function readOrdinal(year: number, ordinal: number): Day | undefined {
  const date = new Date(Date.UTC(year, 0, ordinal));
  if (ordinal < 1 || date.getUTCFullYear() !== year) return undefined;
  return { year, month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/** ISO 8601 and the W3C profile of it, whole or partial, without a zone = UTC. */
function parseW3c(text: string): string | undefined {
  const found = W3C.exec(text);
  if (found === null) return undefined;
  const [, y, month, day, shortMonth, shortDay, ordinal, week, weekday, rest] = found;
  const year = Number(y);
  let date: Day | undefined = { year, month: Number(month ?? shortMonth ?? 1), day: Number(day ?? shortDay ?? 1) };
  if (ordinal !== undefined) date = readOrdinal(year, Number(ordinal));
  if (week !== undefined) date = readWeekDate(year, Number(week), Number(weekday ?? 1));
  if (rest === undefined) return toIso(date, MIDNIGHT, 0);
  const time = /^(\d{1,2})(?::?(\d{1,2})(?::?(\d{1,2})(?:[.,](\d{1,9}))?)?)?\s*([ap]m)?\s*(.*)$/i.exec(rest);
  const zoneText = (time?.[6] ?? '').replace(/\[[^\]]*\]$/, '');
  if (
    time === null ||
    !/^(?:[+-]\d{1,2}:?(?:\d{2})?|[+-]0\d\d:\d\d|[\p{L}/_ ()]*(?:[+-]\d{1,2}:?\d{0,2})?)$/u.test(zoneText)
  )
    return undefined;
  const clock = readClock(time.slice(1, 6));
  return clock && toIso(date, clock, readZone(zoneText, date, clock));
}

/**
 * Day, month and year of what is left when the clock and zone are taken out. The last month name counts: "mar., 18 déc." is a Tuesday.
 */
function readDay(text: string): Day | undefined {
  const month = (text.match(/\p{L}[\p{L}\p{M}.]*/gu) ?? []).map(findMonth).findLast((found) => found !== undefined);
  if (month === undefined) return readNumericDay(text);
  const numbers = text.match(/\d+/g) ?? [];
  if (numbers.length === 1 && /^\W*\p{L}[\p{L}\p{M}.]*,? \d{4}\W*$/u.test(text))
    return { year: Number(numbers[0]), month, day: 1 };
  if (numbers.length !== 2 || numbers.some((digits) => digits.length > 4)) return undefined;
  const [first = '', second = ''] = numbers;
  const yearFirst = first.length === 4 || Number(first) > 31;
  return { year: fullYear(yearFirst ? first : second), month, day: Number(yearFirst ? second : first) };
}

/** Year first, or year last: then the day first, unless slashes say American order or only the month can come first. */
function readNumericDay(text: string): Day | undefined {
  const found = /(?<!\d|\d[./-])(\d{1,4})([ ./-]) ?(\d{1,2})\2 ?(\d{1,4})(?!\d|[./-]\d)/.exec(text);
  if (found === null) return undefined;
  const [, first = '', mark, second = '', third = ''] = found;
  if (first.length === 4) return { year: Number(first), month: Number(second), day: Number(third) };
  const american = (mark === '/' && Number(first) <= 12) || Number(second) > 12;
  return {
    year: fullYear(third),
    month: Number(american ? first : second),
    day: Number(american ? second : first),
  };
}

/** RFC 822 dates, asctime, and the many local forms: weekday optional and never believed, month names in a dozen languages. */
function parseWritten(text: string): string | undefined {
  const korean = /오후|오전|[년월일]/.test(text);
  const plain = text
    .replace(/(\d+)\s*[년年]\s*(\d+)\s*[월月]\s*(\d+)\s*[일日]/, '$1-$2-$3 ')
    .replace(HALF_BEFORE, (_, half: string, time: string) => `${time} ${LATER_HALVES.has(half) ? 'pm' : 'am'}`)
    .replace(HALF_AFTER, (_, half: string) => ` ${LATER_HALVES.has(half.replaceAll('.', '')) ? 'pm' : 'am'}`)
    .replace(/(\d{1,2})\s*[時시]\s*(\d{1,2})\s*[分분](?:\s*(\d{1,2})\s*[秒초])?/, (_, hours, minutes, seconds = '00') =>
      [hours, minutes, seconds].join(':'),
    )
    .replace(/ (\d{1,2})\.(\d\d)\.(\d\d)(?= |$)/, ' $1:$2:$3')
    .replace(/(?<![\d:.])(\d{1,2}) ?([ap]\.?m\b)/i, '$1:00 $2')
    .replace(/\b(\d{1,2})(?:st|nd|rd|th)\b/i, '$1');
  const found = CLOCK.exec(plain);
  if (found === null && /\d:\d/.test(plain)) return undefined;
  const clock = found ? readClock(found.slice(1)) : MIDNIGHT;
  if (clock === undefined) return undefined;
  const before = found ? plain.slice(0, found.index) : plain;
  const after = found ? plain.slice(found.index + found[0].length) : '';
  const named = findZoneName(after);
  const rest = named === undefined ? after.replace(OFFSET, ' ') : after.replace(named, ' ');
  const day = readDay(`${before} ${rest}`);
  const zone = readZone(after, day, clock);
  return toIso(day, clock, korean && zone === 0 && !/\S/.test(after) ? 540 : zone);
}

/** The two forms nearly every feed uses, read at once: RFC 822 with an English month, and RFC 3339; any other goes the long way. */
function parseUsual(text: string): string | undefined {
  const rfc822 = RFC_822.exec(text);
  const found = rfc822 ?? RFC_3339.exec(text);
  if (found === null) return undefined;
  const month = rfc822 ? ENGLISH_MONTHS.indexOf((found[2] ?? '').toLowerCase()) / 3 + 1 : Number(found[2]);
  const day = { year: Number(found[rfc822 ? 3 : 1]), month, day: Number(found[rfc822 ? 1 : 3]) };
  const clock = { hours: Number(found[4]), minutes: Number(found[5]), seconds: Number(found[6]), milliseconds: 0 };
  if (!Number.isInteger(month) || clock.hours > 23 || clock.minutes > 59 || clock.seconds > 59) return undefined;
  const [, , , , , , , sign, hours, minutes, named] = found;
  if (named !== undefined) return toIso(day, clock, findZone(named));
  const zone = Number(hours ?? 0) * 60 + Number(minutes ?? 0);
  if (zone >= 24 * 60 || Number(minutes ?? 0) > 59) return undefined;
  return toIso(day, clock, sign === '-' ? -zone : zone);
}

/**
 * ISO 8601 UTC of a date as feeds write it (RFC 822 and 2822, RFC 3339, W3CDTF, asctime, local forms); undefined when there is no such
 * day or time, or it lies outside 1970…2100: the first day of 1970 is a clock that was never set. No zone means UTC. Never throws.
 */
export function parseDate(text: string): string | undefined {
  const usual = parseUsual(text);
  if (usual !== undefined) return usual;
  if (text.length > MAX_DATE_TEXT * 4) return undefined;
  const sound = dropForbidden(ASCII.test(text) ? text : text.normalize('NFKC'));
  const plain = mendSlips(sound.replace(/\s+/g, ' ').trim());
  if (plain.length < 4 || plain.length > MAX_DATE_TEXT || /[<>]/.test(plain)) return undefined;
  const iso = spellOutDigits(plain).replace(ISO_TWO_ZONES, '$1');
  const found = parseW3c(iso) ?? (/^\d{4}-\d{1,2}-\d{1,2}T/i.test(plain) ? undefined : parseWritten(plain));
  const bare = found === undefined ? plain.replace(COMMENT, '') : plain;
  return bare === plain ? found : parseDate(bare);
}
