import { day, minute } from './instant';

/** The calendar date at an instant in an IANA time zone. */
function localDate(instant: string, timeZone: string): Date {
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  return new Date(`${parts.format(new Date(instant))}T00:00:00Z`);
}

/** The ISO 8601 week, such as `2026-W53`, that an instant falls in, by the calendar of a time zone. */
export function isoWeek(instant: string, timeZone = 'UTC'): string {
  const date = localDate(instant, timeZone);
  const weekday = (date.getUTCDay() + 6) % 7;
  const thursday = new Date(date.getTime() + (3 - weekday) * day);
  const year = thursday.getUTCFullYear();
  const week = Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / (7 * day)) + 1;
  return `${year}-W${String(week).padStart(2, '0')}`;
}

/** Every ISO week, in UTC, that a period touches, oldest first. */
export function weeksBetween(from: string, to: string): string[] {
  const weeks = new Set<string>();
  for (let time = Date.parse(from); time < Date.parse(to); time += day)
    weeks.add(isoWeek(new Date(time).toISOString()));
  weeks.add(isoWeek(to));
  return [...weeks];
}

/** A moment that comes every week: the weekday from 0, Sunday, and the full hour, by the calendar of a time zone. */
export interface Weekly {
  weekday: number;
  hour: number;
  timeZone: string;
}

const quarter = 15 * minute;
const weekMinutes = 7 * 1440;

/**
 * The first time after `now` that the weekly moment comes (ISO 8601 UTC): the earlier one where the clocks go back over
 * it, and the moment to which they jump where they go forward over it, so that it comes every week.
 */
export function nextWeekly({ weekday, hour, timeZone }: Weekly, now: string): string {
  const clock = weekClock(timeZone);
  const wanted = weekday * 1440 + hour * 60;
  let time = Math.floor(Date.parse(now) / quarter) * quarter;
  for (let before = clock(time); ; ) {
    time += quarter;
    const at = clock(time);
    const step = (at - before + weekMinutes) % weekMinutes;
    const until = (wanted - before + weekMinutes) % weekMinutes;
    // A step back is nearly a whole week forward.
    if (step < weekMinutes / 2 && until > 0 && until <= step) return new Date(time).toISOString();
    before = at;
  }
}

/** Minutes since Sunday began, by the calendar of a time zone, of an instant in milliseconds. */
function weekClock(timeZone: string): (time: number) => number {
  const clock = weeklyFormat(timeZone);
  return (time) => {
    const parts = Object.fromEntries(clock.formatToParts(time).map(({ type, value }) => [type, value]));
    return weekdayNames.indexOf(parts['weekday'] ?? '') * 1440 + Number(parts['hour']) * 60 + Number(parts['minute']);
  };
}

const weekdayNames = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const weeklyFormat = (timeZone: string) =>
  new Intl.DateTimeFormat('en-US', {
    timeZone,
    weekday: 'short',
    hour: 'numeric',
    minute: 'numeric',
    hourCycle: 'h23',
  });

/** The last time, at or before `now`, that the weekly moment came (ISO 8601 UTC). Undefined if the clocks skipped it. */
export function lastWeekly({ weekday, hour, timeZone }: Weekly, now: string): string | undefined {
  const clock = weekClock(timeZone);
  const wanted = weekday * 1440 + hour * 60;
  const latest = Math.floor(Date.parse(now) / quarter) * quarter;
  // Offsets from UTC are whole quarters of an hour, so that a full hour anywhere is a full quarter here.
  for (let time = latest; time > latest - 8 * day; time -= quarter) {
    if (clock(time) === wanted) return new Date(time).toISOString();
  }
  return undefined;
}
