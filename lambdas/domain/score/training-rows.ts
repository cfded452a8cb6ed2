import { readFeatures } from './features';
import type { SparseRows } from './logistic-regression';
import type { WeightGroup } from './model';
import { gramsOf } from './weight-table';

/** Every example as a sparse row, and what each column stands for. */
export interface TrainingRows {
  rows: SparseRows;
  columns: { group: WeightGroup; name: string; examples: number }[];
}

interface Linked {
  title: string;
  url: string;
}

/** The features of links as numbers, in order of first appearance. Kept per link, so that training again and again reads each link once. */
export interface FeatureReader {
  /** The link's features; a character run that occurs twice is there twice. */
  read(link: Linked): Int32Array;
  features: { group: WeightGroup; name: string }[];
}

/**
 * The value of a feature that is there. Character runs overlap and slugs repeat the title, so each says less: regularisation would
 * otherwise prefer them to words.
 */
export const featureValue: Record<WeightGroup, number> = { words: 1, pairs: 1, grams: 0.5, slugs: 0.7 };

/** A reader that knows no features yet. */
export function createFeatureReader(): FeatureReader {
  const features: FeatureReader['features'] = [];
  const places = new Map<string, number>();
  const known = new WeakMap<Linked, Int32Array>();
  const placeOf = (group: WeightGroup, name: string): number => {
    const key = `${group} ${name}`;
    let place = places.get(key);
    if (place === undefined) {
      place = features.length;
      places.set(key, place);
      features.push({ group, name });
    }
    return place;
  };
  return {
    features,
    read(link) {
      let read = known.get(link);
      if (read === undefined) {
        read = Int32Array.from(readGroups(link).flatMap(([group, names]) => names.map((name) => placeOf(group, name))));
        known.set(link, read);
      }
      return read;
    },
  };
}

function readGroups(link: Linked): [WeightGroup, string[]][] {
  const { words, pairs, slug } = readFeatures(link);
  return [
    ['words', words],
    ['pairs', pairs],
    ['grams', words.flatMap(gramsOf)],
    ['slugs', slug],
  ];
}

/** Turns links into rows over the features that at least `minExamples` of them have. The commonest columns come first, where memory is near. */
export function buildTrainingRows(links: readonly Linked[], minExamples: number, reader: FeatureReader): TrainingRows {
  const read = links.map((link) => reader.read(link));
  const examples = new Int32Array(reader.features.length);
  const lastSeenIn = new Int32Array(reader.features.length).fill(-1);
  read.forEach((row, number) => {
    for (const feature of row) {
      if (lastSeenIn[feature] === number) continue;
      lastSeenIn[feature] = number;
      examples[feature]! += 1;
    }
  });
  const kept = [...examples.keys()].filter((feature) => examples[feature]! >= minExamples);
  kept.sort((left, right) => examples[right]! - examples[left]! || left - right);
  const places = new Int32Array(reader.features.length).fill(-1);
  kept.forEach((feature, place) => {
    places[feature] = place;
  });
  return {
    rows: packRows(read, places, kept.length),
    columns: kept.map((feature) => ({ ...reader.features[feature]!, examples: examples[feature]! })),
  };
}

function packRows(read: Int32Array[], places: Int32Array, width: number): SparseRows {
  const starts = new Int32Array(read.length + 1);
  const columns = new Int32Array(read.reduce((sum, row) => sum + row.length, 0));
  let end = 0;
  read.forEach((row, number) => {
    for (const feature of row) {
      const place = places[feature]!;
      if (place < 0) continue;
      columns[end] = place;
      end += 1;
    }
    starts[number + 1] = end;
  });
  return { starts, columns: columns.slice(0, end), width };
}

/** The rows at the given places, in that order, over the same columns. */
export function selectRows(rows: SparseRows, picked: number[]): SparseRows {
  const starts = new Int32Array(picked.length + 1);
  picked.forEach((row, index) => {
    starts[index + 1] = starts[index]! + rows.starts[row + 1]! - rows.starts[row]!;
  });
  const columns = new Int32Array(starts[picked.length]!);
  picked.forEach((row, index) => {
    columns.set(rows.columns.subarray(rows.starts[row]!, rows.starts[row + 1]!), starts[index]!);
  });
  return { starts, columns, width: rows.width };
}
