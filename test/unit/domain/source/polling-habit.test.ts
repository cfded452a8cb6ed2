import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { habitOf, learnHabit, spreadWait, worthWaiting } from '../../../../lambdas/domain/source/polling-habit';

const day = (n: number) => new Date(Date.UTC(2026, 0, n)).toISOString();
const anyTime = fc
  .date({ min: new Date('2020-01-01'), max: new Date('2030-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString());

describe('a habit', () => {
  test('is the mean gap without the longest tenth, and unknown for fewer than three', () => {
    expect(habitOf([day(1), day(2), day(3), day(30)])).toBe(24 * 60);
    expect(habitOf([day(1), day(2)])).toBeUndefined();
  });

  test('counts what appears together as one occasion', () => {
    const burst = ['2026-01-05T09:00:00.000Z', '2026-01-05T09:04:00.000Z', '2026-01-05T09:10:00.000Z'];
    expect(habitOf(burst)).toBeUndefined();
    expect(habitOf([...burst, day(6), day(7)])).toBeGreaterThan(12 * 60);
  });

  test('is counted when something appeared, not when a feed says it was published before', () => {
    const now = '2026-01-05T15:00:00.000Z';
    const published = ['2026-01-05T05:00:00.000Z'];
    const { rhythm, lastNewAt } = learnHabit(
      {},
      { now, published, entries: 1, lastSuccessAt: '2026-01-05T14:00:00.000Z' },
    );
    expect(rhythm?.slice(0, 24).indexOf('1')).toBe(15);
    expect(lastNewAt).toBe(now);
  });

  test('takes no hour from a date without a time, and nothing from the future', () => {
    const now = '2026-01-05T15:00:00.000Z';
    expect(learnHabit({}, { now, published: [day(3)], entries: 1 }).rhythm).toBe(`${'0'.repeat(24)}0000001`);
    expect(learnHabit({}, { now, published: [day(300)], entries: 0 })).toEqual({});
  });

  test('stays 31 digits, whatever is counted and however often', () => {
    fc.assert(
      fc.property(fc.array(fc.array(anyTime, { maxLength: 120, size: 'max' }), { maxLength: 8 }), (answers) => {
        let habit = {};
        for (const published of answers)
          habit = learnHabit(habit, { now: '2031-01-01T00:00:00.000Z', published, entries: published.length });
        expect(JSON.stringify(habit)).toMatch(/^\{\}$|"rhythm":"[0-9a-z]{31}"/);
      }),
    );
  });
});

test('waiting is worth between 15 minutes and 24 hours at any time of any week', () => {
  const rhythm = fc.array(fc.integer({ min: 0, max: 35 }), { minLength: 31, maxLength: 31 });
  fc.assert(
    fc.property(anyTime, fc.nat(1e6), rhythm, (now, gapMinutes, counts) => {
      const habit = { gapMinutes, rhythm: counts.map((count) => count.toString(36)).join('') };
      const minutes = worthWaiting(habit, now);
      expect(minutes).toBeGreaterThanOrEqual(15 - 1e-6);
      expect(minutes).toBeLessThanOrEqual(24 * 60 + 1e-6);
    }),
  );
});

test('a spread wait stays near what was meant, and is never shorter than what was asked', () => {
  fc.assert(
    fc.property(fc.nat(1440), fc.nat(1440), fc.string(), (minutes, asked, seed) => {
      const wait = spreadWait(minutes, 0.1, asked, seed);
      expect(wait).toBeGreaterThanOrEqual(Math.max(15, minutes * 0.9, asked));
      expect(wait).toBeLessThanOrEqual(Math.min(1440, Math.max(15, minutes, asked) * 1.1));
    }),
  );
});
