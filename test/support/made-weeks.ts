import type { Link, PastIssue } from '../../lib/tools/bench/simulate-learning';

const taste = 'incident outage postmortem reliability oncall resilience failover latency'.split(' ');
const other = 'framework compiler keyboard syntax startup funding gadget browser'.split(' ');
const plain =
  'building inside learning notes small better every writing team years quiet story system data using'.split(' ');

/** A small generator of whole numbers (Park and Miller), so that the weeks are the same in every run. */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

/**
 * Invented issues of an editor with a taste: eight links a week, most of them with a word of it, from ten favoured blogs of fifty and from new
 * ones; among 150 and 150 others that are mostly about something else.
 */
export function makeWeeks(count: number, seed = 7, words: readonly string[] = taste): PastIssue[] {
  const next = seeded(seed);
  const any = <T>(from: readonly T[]) => from[next(from.length)] as T;
  const words4 = () => Array.from({ length: 4 }, () => any(plain));
  const link = (id: string, isPick: boolean): Link => {
    const about = next(100) < (isPick ? 80 : 12) ? any(words) : any(other);
    const blog = isPick ? (next(100) < 60 ? next(10) : 50 + next(900)) : next(50);
    return { title: [about, ...words4()].join(' '), url: `https://blog${blog}.example/${id}` };
  };
  const links = (id: string, size: number, isPick: boolean) =>
    Array.from({ length: size }, (_, index) => link(`${id}-${index}`, isPick));
  return Array.from({ length: count }, (_, week) => ({
    date: new Date(Date.UTC(2026, 0, 4) + week * 7 * 86_400_000).toISOString().slice(0, 10),
    picked: links(`p${week}`, 8, true),
    learning: links(`l${week}`, 150, false),
    measuring: links(`m${week}`, 150, false),
  }));
}
