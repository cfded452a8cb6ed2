import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  floodReason,
  habitOf,
  longestInterval,
  never,
  newSource,
  nextSource,
  type PollOutcome,
  type Source,
  shortestInterval,
} from '../../../lambdas/domain/source';

const now = '2026-06-07T12:00:00.000Z';
const blog = newSource('b', { url: 'https://blog.example/feed', kind: 'blog', title: 'Blog' }, now);
const status = newSource('s', { url: 'https://status.example/history.atom', kind: 'status', title: 'Status' }, now);
const fetched = (more: object = {}): PollOutcome => ({
  kind: 'fetched',
  bodyHash: 'h',
  entries: 1,
  brought: 1,
  joined: 0,
  incidents: 0,
  sourceKind: 'blog',
  ...more,
});
const minutesUntil = (source: Source, from = now) => (Date.parse(source.nextPollAt) - Date.parse(from)) / 60_000;

const anyOutcome: fc.Arbitrary<PollOutcome> = fc.oneof(
  fc
    .record({
      habitMinutes: fc.double({ min: 0, max: 1e7, noNaN: true }),
      maxAgeSeconds: fc.nat(86_400),
      ttlMinutes: fc.nat(100_000),
    })
    .map(fetched),
  fc.record({ kind: fc.constant('unchanged' as const), maxAgeSeconds: fc.nat(86_400) }),
  fc.record({ kind: fc.constant('failed' as const), reason: fc.string(), retryAfterSeconds: fc.nat(10_000_000) }),
  fc.record({ kind: fc.constant('refused' as const), reason: fc.string() }),
  fc.record({ kind: fc.constant('quarantined' as const), reason: fc.string() }),
);

describe('the next poll', () => {
  test('is never sooner than 15 minutes and never later than 24 hours, whatever happens, in any order', () => {
    fc.assert(
      fc.property(
        fc.array(anyOutcome, { minLength: 1, maxLength: 30 }),
        fc.constantFrom(blog, status),
        (outcomes, start) => {
          let source = start;
          for (const outcome of outcomes) {
            const at = source.nextPollAt;
            source = nextSource(source, outcome, at);
            expect(minutesUntil(source, at)).toBeGreaterThanOrEqual(shortestInterval);
            expect(minutesUntil(source, at)).toBeLessThanOrEqual(longestInterval);
          }
        },
      ),
    );
  });

  test('follows the source’s habit: a busy blog often, a quiet one rarely', () => {
    expect(minutesUntil(nextSource(blog, fetched({ habitMinutes: 6 * 60 }), now))).toBe(30);
    expect(minutesUntil(nextSource(blog, fetched({ habitMinutes: 14 * 24 * 60 }), now))).toBe(longestInterval);
  });

  test('waits as long as the site asks, by freshness or by ttl', () => {
    expect(minutesUntil(nextSource(blog, fetched({ habitMinutes: 60, maxAgeSeconds: 7200 }), now))).toBe(120);
    expect(minutesUntil(nextSource(blog, fetched({ habitMinutes: 60, ttlMinutes: 180 }), now))).toBe(180);
  });

  test('is 15 minutes for a status page, whatever its ttl', () => {
    expect(
      minutesUntil(nextSource(status, fetched({ sourceKind: 'status', ttlMinutes: 600, habitMinutes: 1e6 }), now)),
    ).toBe(15);
  });

  test('backs off further with every failure in a row, and comes back to the habit after one success', () => {
    const failed: PollOutcome = { kind: 'failed', reason: 'It did not answer.' };
    const once = nextSource(blog, failed, now);
    const twice = nextSource(once, failed, now);
    expect(minutesUntil(twice)).toBeGreaterThan(minutesUntil(once));
    expect(twice).toMatchObject({ failures: 2, lastReason: 'It did not answer.' });
    const well = nextSource(twice, fetched({ habitMinutes: 720 }), now);
    expect(well.failures).toBe(0);
    expect(well).not.toHaveProperty('lastReason');
    expect(minutesUntil(well)).toBe(60);
  });

  test('obeys Retry-After when it is longer than our own patience', () => {
    expect(minutesUntil(nextSource(blog, { kind: 'failed', reason: 'busy', retryAfterSeconds: 36_000 }, now))).toBe(
      600,
    );
  });

  test('retires a source that is gone, and only that', () => {
    expect(nextSource(blog, { kind: 'gone', reason: '410' }, now)).toMatchObject({
      state: 'retired',
      nextPollAt: never,
    });
    expect(nextSource(blog, { kind: 'refused', reason: 'private' }, now).state).toBe('active');
  });

  test('keeps the validators of the last good answer, and drops those a new answer no longer gives', () => {
    const first = nextSource(blog, fetched({ etag: '"a"', lastModified: 'Sun' }), now);
    expect(nextSource(first, { kind: 'failed', reason: 'x' }, now)).toMatchObject({ etag: '"a"', lastModified: 'Sun' });
    expect(nextSource(first, { kind: 'unchanged' }, now)).toMatchObject({ etag: '"a"', lastModified: 'Sun' });
    const second = nextSource(first, fetched({ lastModified: 'Mon' }), now);
    expect(second).not.toHaveProperty('etag');
    expect(second.lastModified).toBe('Mon');
  });
});

describe('a flood', () => {
  const used = (recentNew: number[]) => ({ ...blog, recentNew });

  test('is more than twenty and five times the usual at once', () => {
    expect(floodReason(used([1, 2, 1]), 20)).toBeUndefined();
    expect(floodReason(used([1, 2, 1]), 21)).toContain('21 new entries');
    expect(floodReason(used([10, 12, 11]), 55)).toBeUndefined();
    expect(floodReason(used([10, 12, 11]), 56)).toBeDefined();
  });

  test('is never the first fetch of a source', () => {
    expect(floodReason(blog, 500)).toBeUndefined();
  });
});

test('a habit is the median gap between entries, and unknown for fewer than three', () => {
  const day = (n: number) => new Date(Date.UTC(2026, 0, n)).toISOString();
  expect(habitOf([day(1), day(2), day(3), day(30)])).toBe(24 * 60);
  expect(habitOf([day(1), day(2)])).toBeUndefined();
});
