import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newSource, type Source } from '../../../../lambdas/domain/source';
import { savedBytes } from '../../../../lambdas/domain/source/bytes-saved';
import { nextSource } from '../../../../lambdas/domain/source/next-poll';
import { medianLag, rememberLags } from '../../../../lambdas/domain/source/poll-lag';

const start = '2026-06-07T12:00:00.000Z';
const hoursOn = (hours: number) => new Date(Date.parse(start) + hours * 3_600_000).toISOString();
const fresh = newSource('a', { url: 'https://a.example/feed', kind: 'blog', title: 'A' }, start);
const known = { ...fresh, feedBytes: 1000, lastPolledAt: start };

describe('bytes saved over asking every hour without validators', () => {
  test.each([
    ['a 304 within the hour', { kind: 'unchanged' } as const, 0.5, 500],
    ['the same bytes again', { kind: 'unchanged', wireBytes: 1000 } as const, 1, 0],
    ['the same bytes again within the hour', { kind: 'unchanged', wireBytes: 1000 } as const, 0.25, -750],
    ['a failure within the hour', { kind: 'failed', reason: 'x' } as const, 0.5, 0],
    ['a failure after six hours', { kind: 'failed', reason: 'x' } as const, 6, 0],
    ['a flood held back after two hours', { kind: 'quarantined', reason: 'x' } as const, 2, 1000],
    ['a 304 after six hours', { kind: 'unchanged' } as const, 6, 6000],
    ['the same bytes after six hours', { kind: 'unchanged', wireBytes: 1000 } as const, 6, 5000],
  ])('%s', (_, outcome, hours, bytes) => {
    expect(savedBytes(known, outcome, hoursOn(hours))).toBe(bytes);
    expect(nextSource(known, outcome, hoursOn(hours)).bytesSaved).toBe(bytes);
  });

  test('are not known before the feed has come once, and then add up', () => {
    const polled = nextSource(fresh, { kind: 'unchanged' }, hoursOn(1));
    expect(polled).not.toHaveProperty('bytesSaved');
    const once = nextSource(known, { kind: 'unchanged' }, hoursOn(2));
    expect(nextSource(once, { kind: 'unchanged' }, hoursOn(3)).bytesSaved).toBe(3000);
  });

  test('are what the hourly reader was sent, less what we were, however often we ask', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ minutes: fc.integer({ min: 15, max: 1440 }), sent: fc.boolean() }), { minLength: 1 }),
        (polls) => {
          let source: Source = known;
          let passed = 0;
          for (const { minutes, sent } of polls) {
            passed += minutes;
            source = nextSource(source, { kind: 'unchanged', ...(sent && { wireBytes: 1000 }) }, hoursOn(passed / 60));
          }
          const ours = 1000 * polls.filter(({ sent }) => sent).length;
          const rounding = polls.length;
          expect(Math.abs((source.bytesSaved as number) - (1000 * passed) / 60 + ours)).toBeLessThanOrEqual(rounding);
        },
      ),
    );
  });
});

describe('the lag between publication and our reading', () => {
  test('is the median of the entries read last, in minutes', () => {
    const entries = [1, 5, 30].map((hours) => ({ publishedAt: hoursOn(-hours) }));
    expect(medianLag(rememberLags([], entries, start))).toBe(300);
    expect(medianLag([])).toBeUndefined();
  });

  test('is never negative, and entries without a date say nothing', () => {
    expect(rememberLags([7], [{}, { publishedAt: hoursOn(3) }], start)).toEqual([0, 7]);
  });

  test('lies between the shortest and the longest remembered', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(100_000), { minLength: 1, maxLength: 40, size: 'max' }), (lags) => {
        const kept = rememberLags(lags, [], start);
        expect(kept.length).toBeLessThanOrEqual(25);
        expect(medianLag(kept)).toBeGreaterThanOrEqual(Math.min(...kept));
        expect(medianLag(kept)).toBeLessThanOrEqual(Math.max(...kept));
      }),
    );
  });
});
