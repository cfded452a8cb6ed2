import { day, hour, minute } from '../instant';

/** Minutes between two polls of one source: never fewer than the first, never more than the second. */
export const shortestInterval = 15;
export const longestInterval = 24 * 60;

/** What is known of when a source has something new. Times are ISO 8601 UTC. */
export interface Habit {
  /** Mean minutes between two occasions on which it had something new. */
  gapMinutes?: number;
  /** Occasions counted by hour of the day (24 digits), then by weekday from Sunday (7 digits), in base 36, UTC. */
  rhythm?: string;
  /** The last such occasion, as far as we can tell: never in the future. */
  lastNewAt?: string;
}

/** What one good answer adds to a habit. */
export interface News {
  now: string;
  /** The poll before this one that went well; what was published before it, yet not seen then, appeared after it. */
  lastSuccessAt?: string;
  /** Times of all dated entries the feed shows, in any order. */
  published: readonly string[];
  /** How many entries were new. */
  entries: number;
}

/** The habit after a good answer. What is counted once is not counted again, even if the same answer is read twice. */
export function learnHabit(habit: Habit, news: News): Habit {
  const now = Date.parse(news.now);
  const since = timeOf(habit.lastNewAt);
  const shown = news.published.map((time) => Date.parse(time)).filter((time) => time <= now);
  const seenBefore = timeOf(news.lastSuccessAt);
  const dated = shown.filter((time) => time > since).map((time) => (time < seenBefore ? now : time));
  const fresh = occasionsOf(dated.length === 0 && news.entries > 0 ? [now] : dated);
  const newest = fresh[0];
  if (newest === undefined) return habit;
  const gapMinutes = habitOf(news.published.filter((time) => time <= news.now)) ?? blendGap(habit, newest);
  return {
    ...(gapMinutes !== undefined && { gapMinutes: Math.round(gapMinutes) }),
    rhythm: countRhythm(habit.rhythm, fresh),
    lastNewAt: new Date(newest).toISOString(),
  };
}

const timeOf = (time: string | undefined) => (time === undefined ? Number.NEGATIVE_INFINITY : Date.parse(time));

/** For feeds without dates: a quarter of the way from the gap known to the gap just seen. */
function blendGap({ gapMinutes, lastNewAt }: Habit, newest: number): number | undefined {
  if (lastNewAt === undefined) return gapMinutes;
  const seen = (newest - Date.parse(lastNewAt)) / minute;
  return gapMinutes === undefined ? seen : gapMinutes + (seen - gapMinutes) / 4;
}

/** Entries that one poll would bring together are one occasion. Newest first, at most 100. */
function occasionsOf(times: readonly number[]): number[] {
  const occasions: number[] = [];
  for (const time of times.toSorted((a, b) => b - a)) {
    const last = occasions.at(-1);
    if (last === undefined || last - time >= shortestInterval * minute) occasions.push(time);
    if (occasions.length === 100) break;
  }
  return occasions;
}

/**
 * The usual gap, in minutes, between the last twenty occasions on which entries were published: the mean without the
 * longest tenth, so that neither a burst nor a pinned old entry decides. Undefined for fewer than three.
 */
export function habitOf(times: readonly string[]): number | undefined {
  const occasions = occasionsOf(times.map((time) => Date.parse(time))).slice(0, 20);
  const gaps = occasions.slice(1).map((time, index) => (occasions[index] as number) - time);
  if (gaps.length < 2) return undefined;
  const usual = gaps.sort((a, b) => a - b).slice(0, gaps.length - Math.ceil(gaps.length / 10));
  return usual.reduce((sum, gap) => sum + gap, 0) / usual.length / minute;
}

const hourOf = (time: number) => new Date(time).getUTCHours();
const weekdayOf = (time: number) => new Date(time).getUTCDay();
const noRhythm = '0'.repeat(31);

/** Adds occasions; halves the counts when one outgrows its digit, so that what a source did long ago fades. */
function countRhythm(rhythm: string | undefined, occasions: readonly number[]): string {
  let counts = readRhythm(rhythm);
  for (const time of occasions.toReversed()) {
    // Midnight to the second is a date without a time: it says the day and not the hour.
    if (time % day !== 0) count(counts, hourOf(time));
    count(counts, 24 + weekdayOf(time));
    if (counts.some((counted) => counted > 35)) counts = counts.map((counted) => Math.floor(counted / 2));
  }
  return counts.map((counted) => counted.toString(36)).join('');
}

const readRhythm = (rhythm = noRhythm) => [...rhythm].map((digit) => Number.parseInt(digit, 36));

function count(counts: number[], at: number): void {
  counts[at] = (counts[at] as number) + 1;
}

/**
 * How many times likelier than on average something new is in each hour of the day, and on each weekday from Sunday. Pulled
 * towards 1 as by six occasions spread over the day and seven over the week: a few coincidences are no habit.
 */
function readLikelihoods(rhythm: string | undefined) {
  const counts = readRhythm(rhythm);
  const hours = counts.slice(0, 24);
  const smooth = hours.map(
    (here, at) => here / 2 + ((hours.at(at - 1) as number) + (hours[(at + 1) % 24] as number)) / 4,
  );
  return { hours: relative(smooth, 0.25), weekdays: relative(counts.slice(24), 1) };
}

function relative(counts: readonly number[], prior: number): number[] {
  const total = counts.reduce((sum, counted) => sum + counted, 0) + prior * counts.length;
  return counts.map((counted) => ((counted + prior) * counts.length) / total);
}

const clamp = (value: number) => Math.min(longestInterval, Math.max(shortestInterval, value));

/** Of a source we know nothing of. */
const unknownGap = 24 * 60;

/**
 * Half an hour for a gap of six hours; the two thirds' power for others. A square root would keep all entries waiting least for
 * a number of requests (the least Σ rate·interval for a fixed Σ 1/interval); this asks quiet sources less, for their sake.
 */
const intervalForGap = (gapMinutes: number) => clamp(30 * (gapMinutes / 360) ** (2 / 3));

/** The gap to expect at `now`: the usual one, or a third of the silence since the last news when that is longer. */
function expectGap({ gapMinutes = unknownGap, lastNewAt }: Habit, now: number): number {
  return Math.max(gapMinutes, lastNewAt === undefined ? 0 : (now - Date.parse(lastNewAt)) / minute / 3);
}

/** Minutes between polls on average, as the habit is at `now`. */
export function averageInterval(habit: Habit, now: string): number {
  return Math.round(intervalForGap(expectGap(habit, Date.parse(now))));
}

/**
 * Minutes from `now` until it is worth asking again: each hour passes at the pace its own likelihood asks for, so that
 * polls are dense when the source usually publishes and rare when it does not.
 */
export function worthWaiting(habit: Habit, now: string): number {
  const start = Date.parse(now);
  const gap = expectGap(habit, start);
  const likelihoods = readLikelihoods(habit.rhythm);
  let left = 1;
  let at = start;
  while (at < start + longestInterval * minute) {
    const inHour = likelihoods.hours[hourOf(at)] as number;
    const interval = intervalForGap(gap / (inHour * (likelihoods.weekdays[weekdayOf(at)] as number)));
    const hourEnd = (Math.floor(at / hour) + 1) * hour;
    if (at + left * interval * minute <= hourEnd) return (at - start) / minute + left * interval;
    left -= (hourEnd - at) / minute / interval;
    at = hourEnd;
  }
  return longestInterval;
}

/** What a site asks of us: HTTP freshness in seconds (RFC 9111), RSS `<ttl>` in minutes, RSS `<skipHours>` in UTC. */
export interface Asked {
  maxAgeSeconds?: number;
  ttlMinutes?: number;
  skipHours?: readonly number[];
}

/** Minutes a site asks us to wait. */
export function askedMinutes({ maxAgeSeconds = 0, ttlMinutes = 0 }: Asked): number {
  return Math.max(maxAgeSeconds / 60, ttlMinutes);
}

/** The first instant from `at` (milliseconds) that is outside the hours a site asks to be left alone; `at` when it names all. */
export function afterSkippedHours(at: number, skipHours: readonly number[] = []): number {
  for (let ahead = 0; ahead < 24; ahead += 1) {
    const candidate = ahead === 0 ? at : (Math.floor(at / hour) + ahead) * hour;
    if (!skipHours.includes(hourOf(candidate))) return candidate;
  }
  return at;
}

/**
 * A wait near `minutes`, at most `share` of it shorter or longer, never shorter than `asked` and always between 15 minutes
 * and 24 hours. `seed` decides where in between: the same for the same seed, evenly spread over different ones.
 */
export function spreadWait(minutes: number, share: number, asked: number, seed: string): number {
  const low = clamp(Math.max(minutes * (1 - share), asked));
  const high = clamp(Math.max(minutes, asked) * (1 + share));
  return low + (high - low) * fractionOf(seed);
}

/** The text's 32-bit FNV-1a hash, mixed once more as MurmurHash3 does, as a number from 0 to 1. */
function fractionOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
