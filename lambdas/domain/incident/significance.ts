import type { Impact, Incident } from '../incident';
import { minutesOf } from './merge';
import { earlier } from './moment';

const DAY = 86_400_000;
const MONTHS_KEPT = 14;
const BUCKETS = 16;
const WEIGHT: Record<Impact, number> = { none: 0.15, minor: 0.4, major: 0.75, critical: 1 };
const LEVELS: Impact[] = ['none', 'minor', 'major', 'critical'];

/** Running statistics of one page, about 500 bytes. */
export interface PageHabit {
  /** The oldest day the page is known for (YYYY-MM-DD). */
  since: string;
  /** Incidents by month begun (YYYY-MM) and impact (none, minor, major, critical); the newest 14 months. */
  months: Record<string, [number, number, number, number]>;
  /** Incidents by length: bucket n holds those of 2^n up to 2^(n+1) minutes. */
  lengths: number[];
}

/** The habit of a page first seen on this day (ISO 8601). */
export function newHabit(since: string): PageHabit {
  return { since: since.slice(0, 10), months: {}, lengths: new Array<number>(BUCKETS).fill(0) };
}

/** Counts one incident in; call it once for each, when it has ended. Any order gives the same habit. */
export function updateHabit(habit: PageHabit, incident: Pick<Incident, 'startedAt' | 'endedAt' | 'impact'>): PageHabit {
  const month = incident.startedAt.slice(0, 7);
  const counts: [number, number, number, number] = [...(habit.months[month] ?? [0, 0, 0, 0])];
  counts[LEVELS.indexOf(incident.impact)]! += 1;
  const months = Object.fromEntries(
    Object.entries({ ...habit.months, [month]: counts })
      .sort()
      .slice(-MONTHS_KEPT),
  ) as PageHabit['months'];
  const minutes = incident.endedAt === undefined ? undefined : minutesOf(incident, incident.endedAt);
  const lengths = [...habit.lengths];
  if (minutes !== undefined) lengths[bucketOf(minutes)]! += 1;
  const since = incident.startedAt.slice(0, 10);
  return { since: earlier(since, habit.since)!, months, lengths };
}

/** The page's median length in minutes, to within a factor of 1.4; 45 while fewer than three are known. */
export function medianMinutes(habit: PageHabit): number {
  const total = habit.lengths.reduce((sum, count) => sum + count, 0);
  if (total < 3) return 45;
  let seen = 0;
  const bucket = habit.lengths.findIndex((count) => {
    seen += count;
    return seen * 2 >= total;
  });
  return 2 ** (bucket + 0.5);
}

/** Incidents at least this bad that the page has in a fortnight, over the year up to `until` (at least 30 days are assumed known). */
export function fortnightRate(habit: PageHabit, impact: Impact, until: string): number {
  const end = Date.parse(until);
  const from = Math.max(Date.parse(habit.since), end - 365 * DAY);
  const fromMonth = new Date(from).toISOString().slice(0, 7);
  const untilMonth = until.slice(0, 7);
  let count = 0;
  for (const [month, counts] of Object.entries(habit.months))
    if (month >= fromMonth && month <= untilMonth)
      count += counts.slice(LEVELS.indexOf(impact)).reduce((sum, value) => sum + value, 0);
  const days = Math.min(365, Math.max(30, (end - from) / DAY));
  return (count / days) * 14;
}

/**
 * How much an incident matters, 0…1, against its page's own habit:
 *
 *     significance = duration^0.3 × impact^0.3 × breadth^0.15 × rarity^0.25
 *
 * duration = x / (1 + x), x = minutes/60 × √(minutes/median), the ratio held between 1/4 and 4: an hour that is usual
 *            for the page is 1/2; a length the page never gave counts as half an hour;
 * impact   = none 0.15, minor 0.4, major 0.75, critical 1;
 * breadth  = 0.6 for one component or none named, rising with the logarithm to 1 for eight;
 * rarity   = 1 / (1 + how many at least this bad the page has in a fortnight).
 *
 * `until` ends the year looked at, when the page is known for too short a time before the incident. So the nine-minute blip of a page with
 * three a week comes to about 0.2, and a quiet page's first outage in a year to
 * 0.7 and more, while a noisy page's rare great outage still stands out, being rare at its own level.
 */
export function significanceOf(incident: Incident, habit: PageHabit, now: string, until = incident.startedAt): number {
  const minutes = minutesOf(incident, now) ?? 30;
  const ratio = Math.min(4, Math.max(0.25, minutes / medianMinutes(habit)));
  const x = (minutes / 60) * Math.sqrt(ratio);
  const duration = x / (1 + x);
  const breadth = Math.min(1, 0.6 + (0.4 * Math.log2(Math.max(1, incident.components.length))) / 3);
  const rarity = 1 / (1 + fortnightRate(habit, incident.impact, until));
  const product = duration ** 0.3 * WEIGHT[incident.impact] ** 0.3 * breadth ** 0.15 * rarity ** 0.25;
  return Math.round(Math.min(1, Math.max(0, product)) * 1_000) / 1_000;
}

function bucketOf(minutes: number): number {
  return Math.min(BUCKETS - 1, Math.max(0, Math.floor(Math.log2(Math.max(1, minutes)))));
}
