import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatStanding, standingOf } from '../../../../lambdas/domain/score/standing';

const date = (days: number): string => new Date(Date.UTC(2026, 0, 1) + days * 86_400_000).toISOString();

describe('standingOf', () => {
  it('lets a strong candidate of three weeks ago win over weak new ones', () => {
    expect(standingOf(0.6, date(0), date(0))).toBeGreaterThan(standingOf(0.3, date(21), date(21)));
  });

  it('lets the newer of two equals win', () => {
    expect(standingOf(0.4, date(10), date(10))).toBeGreaterThan(standingOf(0.4, date(9), date(9)));
  });

  it('counts a missing, unreadable or future date as the first sight', () => {
    const seen = date(10);
    expect(standingOf(0.4, undefined, seen)).toBe(standingOf(0.4, seen, seen));
    expect(standingOf(0.4, 'last tuesday', seen)).toBe(standingOf(0.4, seen, seen));
    expect(standingOf(0.4, date(400), seen)).toBe(standingOf(0.4, seen, seen));
  });

  it('holds the age of an old piece found today against it for ninety days only', () => {
    expect(standingOf(0.4, date(-2000), date(0))).toBe(standingOf(0.4, date(-90), date(0)));
  });

  it('rises with the score and with the date, and is finite for any score', () => {
    const score = fc.double({ min: 0, max: 1, noNaN: true });
    const days = fc.integer({ min: -4000, max: 4000 });
    fc.assert(
      fc.property(score, score, days, days, (one, other, early, late) => {
        const [low, high] = one <= other ? [one, other] : [other, one];
        const [before, after] = early <= late ? [early, late] : [late, early];
        const worst = standingOf(low, date(before), date(before));
        expect(Number.isFinite(worst)).toBe(true);
        expect(standingOf(high, date(after), date(after))).toBeGreaterThanOrEqual(worst);
      }),
    );
  });
});

describe('formatStanding', () => {
  it('sorts as text the way the numbers sort, at one width', () => {
    const standing = fc.double({ min: -900, max: 8000, noNaN: true });
    fc.assert(
      fc.property(standing, standing, (left, right) => {
        const texts = [formatStanding(left), formatStanding(right)];
        expect(new Set(texts.map((text) => text.length)).size).toBe(1);
        if (left - right > 0.0002) expect(texts[0]! > texts[1]!).toBe(true);
      }),
    );
  });

  it('keeps its width beyond its range', () => {
    expect(formatStanding(1e9)).toHaveLength(formatStanding(0).length);
    expect(formatStanding(-1e9)).toHaveLength(formatStanding(0).length);
  });
});
