import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  buildWeightTable,
  gramsOf,
  hashName,
  joinNames,
  sumGrams,
  weightOf,
} from '../../../../lambdas/domain/score/weight-table';

const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'é', '障', '🔥'), maxLength: 12, size: 'max' });

/** Bytes are the weights themselves here. */
const plain = Float64Array.from({ length: 256 }, (_, byte) => byte);
const tableOf = (entries: [string, number][]) =>
  buildWeightTable(
    joinNames(entries.map(([name]) => name)),
    Uint8Array.from(entries, ([, weight]) => weight),
    plain,
  )!;

describe('the table of weights', () => {
  it('frames a word and cuts it into runs of three to five', () => {
    expect(gramsOf('toil')).toEqual(['_to', '_toi', '_toil', 'toi', 'toil', 'toil_', 'oil', 'oil_', 'il_']);
    expect(gramsOf('a')).toEqual(['_a_']);
  });

  it('adds up what a plain look-up of every run would, on any words', () => {
    const entries = fc.uniqueArray(
      fc.tuple(
        letters.map((word) => gramsOf(word)[0] ?? '_a_'),
        fc.integer({ min: 0, max: 255 }),
      ),
      {
        selector: ([gram]) => hashName(gram),
        maxLength: 40,
        size: 'max',
      },
    );
    fc.assert(
      fc.property(entries, letters, (known, word) => {
        const weights = new Map(known);
        const table = tableOf(known);
        const expected = gramsOf(word).reduce((sum, gram) => sum + (weights.get(gram) ?? 0), 0);
        expect(sumGrams(table, word)).toBe(expected);
      }),
    );
  });

  it('finds every name by itself, pairs of words included, and no other', () => {
    const table = tableOf([
      ['incident', 1],
      ['incident review', 2],
      ['日本', 3],
    ]);
    expect(['incident', 'incident review', '日本', 'review', ''].map((name) => weightOf(table, name))).toEqual([
      1, 2, 3, 0, 0,
    ]);
  });

  it('is refused when names and weights do not match', () => {
    expect(buildWeightTable('AoneAtwo', Uint8Array.of(1), plain)).toBeUndefined();
    expect(buildWeightTable('Aone', Uint8Array.of(1, 2), plain)).toBeUndefined();
    expect(buildWeightTable('', Uint8Array.of(1), plain)).toBeUndefined();
  });

  it('writes of a name only what the one before has not', () => {
    expect(joinNames(['incident', 'incidents', 'inside', 'a'])).toBe('AincidentIsCsideAa');
  });

  it('is refused when a name refers to more than the one before has, or begins with no mark', () => {
    expect(buildWeightTable('AoneEtwo', Uint8Array.of(1, 2), plain)).toBeUndefined();
    expect(buildWeightTable('one', Uint8Array.of(1), plain)).toBeUndefined();
  });

  it('finds every name of any list, in any order, however much they share', () => {
    const name = fc.string({
      unit: fc.constantFrom('a', 'b', ' ', "'", '0', '障', '🔥'),
      minLength: 1,
      maxLength: 60,
      size: 'max',
    });
    fc.assert(
      fc.property(fc.uniqueArray(name, { selector: hashName, maxLength: 50, size: 'max' }), (names) => {
        const table = tableOf(names.map((each, at) => [each, at + 1]));
        expect(names.map((each) => weightOf(table, each))).toEqual(names.map((_, at) => at + 1));
      }),
    );
  });

  it('knows nothing when it is empty', () => {
    expect(sumGrams(tableOf([]), 'outage')).toBe(0);
  });
});
