const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const ZONES: Record<string, number> = {
  UTC: 0,
  GMT: 0,
  Z: 0,
  WET: 0,
  BST: 60,
  IST: 330,
  CET: 60,
  CEST: 120,
  EET: 120,
  EEST: 180,
  MSK: 180,
  EST: -300,
  EDT: -240,
  CST: -360,
  CDT: -300,
  MST: -420,
  MDT: -360,
  PST: -480,
  PDT: -420,
  AKST: -540,
  AKDT: -480,
  HST: -600,
  JST: 540,
  KST: 540,
  SGT: 480,
  AWST: 480,
  AEST: 600,
  AEDT: 660,
  ACST: 570,
  NZST: 720,
  NZDT: 780,
  BRT: -180,
  ART: -180,
};
const DAY = 86_400_000;
const OLDEST = Date.UTC(2000, 0, 1);

/** ISO 8601 UTC of a time written as ISO, RFC 822 (zone names included) or epoch seconds or milliseconds; undefined when it is none of these. */
export function readMoment(value: unknown): string | undefined {
  if (typeof value === 'number' || (typeof value === 'string' && /^\d{9,13}(\.\d+)?$/.test(value.trim()))) {
    const number = Number(value);
    return isoOf(number > 1e11 ? number : number * 1000);
  }
  if (typeof value !== 'string' || value.length > 64) return undefined;
  const text = value.trim();
  const zone = /\s([A-Z]{1,4})$/.exec(text);
  if (zone !== null) {
    const minutes = ZONES[zone[1]!];
    if (minutes === undefined) return undefined;
    const parsed = Date.parse(`${text.slice(0, zone.index)} GMT`);
    return Number.isNaN(parsed) ? undefined : isoOf(parsed - minutes * 60_000);
  }
  if (/^\d{4}-\d{2}-\d{2}(T[0-9:.]+|\s[0-9:.]+)?(Z|[+-]\d{2}:?\d{2})?$/i.test(text)) {
    const bare = !/(Z|[+-]\d{2}:?\d{2})$/i.test(text.slice(10));
    const parsed = Date.parse(text.replace(' ', 'T') + (bare ? (text.length === 10 ? 'T00:00:00Z' : 'Z') : ''));
    return Number.isNaN(parsed) ? undefined : isoOf(parsed);
  }
  if (!/^[A-Za-z]{3,9},?\s|^\d{1,2}\s[A-Za-z]{3}/.test(text)) return undefined;
  const parsed = Date.parse(/[+-]\d{4}$/.test(text) ? text : `${text} GMT`);
  return Number.isNaN(parsed) ? undefined : isoOf(parsed);
}

/**
 * ISO 8601 UTC of a time without a year, as status feeds write it ("Jun 8, 19:13 UTC", "Dec 31, 23:50:10 GMT+1"):
 * the year is the one that brings it nearest to `near`. Undefined when there is no such time in the text, or no `near`.
 */
export function readYearlessMoment(text: string, near: string | undefined): string | undefined {
  const found =
    /([A-Z][a-z]{2,8})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(?:(\d{4}),?\s+)?(?:at\s+)?(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([AP]M)?\s*(?:(UTC|GMT)\s*([+-]\d{1,2})(?::?(\d{2}))?|([+-]\d{2}):?(\d{2})|([A-Z]{1,4}))?/.exec(
      text.slice(0, 200),
    );
  if (found === null) return undefined;
  const month = MONTHS.indexOf(found[1]!.slice(0, 3).toLowerCase());
  if (month < 0) return undefined;
  const half = found[7];
  const hour = half === undefined ? Number(found[4]) : (Number(found[4]) % 12) + (half === 'PM' ? 12 : 0);
  const offset = zoneMinutes(found[9] ?? found[11], found[10] ?? found[12], found[13]);
  const inYear = (year: number) =>
    Date.UTC(year, month, Number(found[2]), hour, Number(found[5]), Number(found[6] ?? 0)) - offset * 60_000;
  if (found[3] !== undefined) return isoOf(inYear(Number(found[3])));
  const target = near === undefined ? Number.NaN : Date.parse(near);
  if (Number.isNaN(target)) return undefined;
  const year = new Date(target).getUTCFullYear();
  const best = [year - 1, year, year + 1].map(inYear).sort((a, b) => Math.abs(a - target) - Math.abs(b - target))[0]!;
  return isoOf(best);
}

/** The time, unless it cannot be true: before 2000, or more than a day after the moment it was read. */
export function believe(time: string | undefined, seenAt: string): string | undefined {
  if (time === undefined) return undefined;
  const value = Date.parse(time);
  return value >= OLDEST && value <= Date.parse(seenAt) + DAY ? new Date(value).toISOString() : undefined;
}

/** The earlier (or only) of two ISO times. */
export function earlier(a: string | undefined, b: string | undefined): string | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a < b ? a : b;
}

/** The later (or only) of two ISO times. */
export function later(a: string | undefined, b: string | undefined): string | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a > b ? a : b;
}

function zoneMinutes(hours: string | undefined, minutes: string | undefined, name: string | undefined): number {
  if (hours !== undefined) return Number(hours) * 60 + Math.sign(Number(hours)) * Number(minutes ?? 0);
  return name === undefined ? 0 : (ZONES[name] ?? 0);
}

function isoOf(milliseconds: number): string | undefined {
  const date = new Date(milliseconds);
  return Number.isNaN(date.getTime()) || Math.abs(date.getUTCFullYear()) > 9999 || date.getUTCFullYear() < 0
    ? undefined
    : date.toISOString();
}
