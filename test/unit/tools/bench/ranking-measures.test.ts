import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  averagePrecision,
  bootstrap,
  discountedGain,
  rankArea,
  recallAt,
} from '../../../../lib/tools/bench/ranking-measures';

const parse = (text: string): boolean[] => [...text].map((letter) => letter === '+');

describe('ranking measures', () => {
  it('agree with figures worked out by hand', () => {
    expect(discountedGain(parse('+-+-'), 30)).toBeCloseTo(1.5 / (1 + 1 / Math.log2(3)), 10);
    expect(discountedGain(parse('--+'), 2)).toBe(0);
    expect(recallAt(parse('+-+-'), 2)).toBe(0.5);
    expect(averagePrecision(parse('+-+-'))).toBeCloseTo((1 + 2 / 3) / 2, 10);
    expect(rankArea(parse('+-+-'))).toBe(0.75);
  });

  it('are one when all hits come first, and nothing when there is none', () => {
    for (const measure of [discountedGain, recallAt]) {
      expect(measure(parse('++---'), 30)).toBe(1);
      expect(measure(parse('---'), 30)).toBe(0);
    }
    for (const measure of [averagePrecision, rankArea]) {
      expect(measure(parse('++---'))).toBe(1);
      expect(measure(parse('---'))).toBe(0);
    }
  });

  it('stay within 0…1, and never fall when a hit moves up', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 2, maxLength: 60, size: 'max' }), fc.nat(), (ranking, pick) => {
        const at = 1 + (pick % (ranking.length - 1));
        const better = [...ranking];
        if (!better[at - 1] && better[at]) [better[at - 1], better[at]] = [true, false];
        for (const measure of [
          averagePrecision,
          rankArea,
          (list: boolean[]) => discountedGain(list, 30),
          (list: boolean[]) => recallAt(list, 30),
        ]) {
          expect(measure(ranking)).toBeGreaterThanOrEqual(0);
          expect(measure(ranking)).toBeLessThanOrEqual(1);
          expect(measure(better)).toBeGreaterThanOrEqual(measure(ranking) - 1e-12);
        }
      }),
    );
  });

  it('have an interval around their mean, the same every time', () => {
    const values = [0.2, 0.4, 0.9, 0.5, 0.7];
    const { mean, low, high } = bootstrap(values);
    expect(mean).toBeCloseTo(0.54, 10);
    expect(low).toBeLessThan(mean);
    expect(high).toBeGreaterThan(mean);
    expect(bootstrap(values)).toEqual({ mean, low, high });
  });
});
