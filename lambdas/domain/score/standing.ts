import { day } from '../instant';

/**
 * Days in which a candidate's odds fall by e. Picks of 2026 have a median age of 27 days among candidates kept 90: an exponential cut at
 * 90 days with that median has a mean life of 50. (Before 2022 the median was 6 days; the gentler figure lets a strong one of three weeks win.)
 */
const standingLifeDays = 50;

/** Days before it was first seen that a link's own date may count against it: an old piece found today is old, but not hopeless. */
const oldestDays = 90;

/** 2015-01-01, before every candidate: keeps standings of our time positive. */
const origin = Date.UTC(2015, 0, 1);

/**
 * A candidate's standing: log-odds of its score plus its date in lives of 50 days. Everyone's odds decay alike, so the order of two candidates
 * never changes with time and can be stored as a key once. `score` 0…1; dates ISO 8601; a date missing, unreadable or after the first
 * sight counts as the first sight.
 */
export function standingOf(score: number, publishedAt: string | undefined, firstSeenAt: string): number {
  const odds = Math.min(1 - 1e-6, Math.max(1e-6, score));
  const seen = Date.parse(firstSeenAt);
  const written = Date.parse(publishedAt ?? firstSeenAt);
  const since = Number.isNaN(written) ? seen : Math.min(seen, Math.max(written, seen - oldestDays * day));
  return Math.log(odds / (1 - odds)) + (since - origin) / (standingLifeDays * day);
}

/** A standing as fixed-width text whose text order is its number order; from -1,000 to 8,999, finer than 0.001. */
export function formatStanding(standing: number): string {
  const shifted = Math.min(9999.9999, Math.max(0, standing + 1000));
  return shifted.toFixed(4).padStart(9, '0');
}
