import type { Issue } from '../domain/issue';

const formats = new Map<string, Intl.DateTimeFormat>();

/** June 11, 2017. Empty for a time that cannot be read, as all of these. */
export const formatDate = (at: string | undefined, timeZone: string) =>
  format(at, timeZone, { month: 'long', day: 'numeric', year: 'numeric' });

/** 8:54 pm */
export const formatClock = (at: string | undefined, timeZone: string) =>
  format(at, timeZone, { hour: 'numeric', minute: '2-digit', hourCycle: 'h12' })
    .replace(/\s/g, ' ')
    .replace(/AM|PM/, (half) => half.toLowerCase());

/** June 11, 2017 — 8:54 pm, as the newsletter signs its issues: the time it was approved to go out, so that it reads then as it does before. */
export function stampOf({ publishAt, publishedAt, updatedAt }: Issue, timeZone: string): string {
  const at = publishAt ?? publishedAt ?? updatedAt;
  return [formatDate(at, timeZone), formatClock(at, timeZone)].filter(Boolean).join(' — ');
}

/** Fri, Jun 9 */
export const formatDay = (at: string | undefined, timeZone: string) =>
  format(at, timeZone, { weekday: 'short', month: 'short', day: 'numeric' });

/** Fri, Jun 9, 2:05 pm PDT */
export function formatMoment(at: string | undefined, timeZone: string): string {
  const day = formatDay(at, timeZone);
  return day && `${day}, ${formatClock(at, timeZone)} ${formatZone(at, timeZone)}`;
}

/** Whole minutes as a person says them: 45 min, 2 h 40 min, 3 days 4 h. */
export function formatDuration(minutes: number): string {
  const whole = Math.round(minutes);
  if (whole < 1) return 'under a minute';
  const days = Math.floor(whole / 1440);
  const hours = Math.floor((whole % 1440) / 60);
  if (days > 0) return join([days === 1 ? '1 day' : `${days} days`, hours > 0 && `${hours} h`]);
  return join([hours > 0 && `${hours} h`, whole % 60 > 0 && `${whole % 60} min`]);
}

/** Minutes from one time to the other; undefined when either is unknown or they are the wrong way round. */
export function minutesBetween(from: string | undefined, to: string | undefined): number | undefined {
  const minutes = (Date.parse(to ?? '') - Date.parse(from ?? '')) / 60_000;
  return minutes >= 0 ? minutes : undefined;
}

const join = (parts: (string | false)[]) => parts.filter(Boolean).join(' ');

function formatZone(at: string | undefined, timeZone: string): string {
  const parts = formatter(timeZone, { timeZoneName: 'short' }).formatToParts(Date.parse(at ?? ''));
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? '';
}

function format(at: string | undefined, timeZone: string, options: Intl.DateTimeFormatOptions): string {
  const time = Date.parse(at ?? '');
  return Number.isNaN(time) ? '' : formatter(timeZone, options).format(time);
}

/** Making a formatter takes longer than everything else a page does, so each is made once. */
function formatter(timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${timeZone} ${JSON.stringify(options)}`;
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-US', { timeZone, ...options });
  formats.set(key, made);
  return made;
}
