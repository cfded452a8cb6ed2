import { readFeatures } from './features';
import type { SparseRows } from './logistic-regression';
import type { WeightGroup } from './model';
import { gramsOf } from './weight-table';

/** Every example as a sparse row, and what each column stands for. */
export interface TrainingRows {
  rows: SparseRows;
  columns: { group: WeightGroup; name: string; examples: number }[];
}

/** The value of a feature that is there. Character runs overlap and slugs repeat the title, so each says less: regularisation would otherwise prefer them to words. */
export const featureValue: Record<WeightGroup, number> = { words: 1, pairs: 1, grams: 0.5, slugs: 0.7 };

/** Turns titles and links into rows over the features that at least `minExamples` of them have. Columns are in order of first appearance. */
export function buildTrainingRows(examples: { title: string; url: string }[], minExamples: number): TrainingRows {
  const all = new Map<string, TrainingRows['columns'][number]>();
  const read = examples.map(readGroups);
  for (const [group, names] of read.flat()) {
    for (const name of new Set(names)) {
      const column = all.get(`${group} ${name}`);
      if (column === undefined) all.set(`${group} ${name}`, { group, name, examples: 1 });
      else column.examples += 1;
    }
  }
  const places = new Map<string, number>();
  const columns: TrainingRows['columns'] = [];
  for (const [key, column] of all) {
    if (column.examples < minExamples) continue;
    places.set(key, columns.length);
    columns.push(column);
  }
  return { rows: packRows(read, places), columns };
}

function readGroups(example: { title: string; url: string }): [WeightGroup, string[]][] {
  const { words, pairs, slug } = readFeatures(example);
  return [
    ['words', words],
    ['pairs', pairs],
    ['grams', words.flatMap(gramsOf)],
    ['slugs', slug],
  ];
}

function packRows(read: [WeightGroup, string[]][][], places: Map<string, number>): SparseRows {
  const starts = new Int32Array(read.length + 1);
  const columns: number[] = [];
  const values: number[] = [];
  read.forEach((groups, row) => {
    for (const [group, names] of groups) {
      for (const name of names) {
        const place = places.get(`${group} ${name}`);
        if (place === undefined) continue;
        columns.push(place);
        values.push(featureValue[group]);
      }
    }
    starts[row + 1] = columns.length;
  });
  return { starts, columns: Int32Array.from(columns), values: Float32Array.from(values), width: places.size };
}

/** The rows at the given places, in that order, over the same columns. */
export function selectRows(rows: SparseRows, picked: number[]): SparseRows {
  const starts = new Int32Array(picked.length + 1);
  picked.forEach((row, index) => {
    starts[index + 1] = starts[index]! + rows.starts[row + 1]! - rows.starts[row]!;
  });
  const columns = new Int32Array(starts[picked.length]!);
  const values = new Float32Array(starts[picked.length]!);
  picked.forEach((row, index) => {
    columns.set(rows.columns.subarray(rows.starts[row]!, rows.starts[row + 1]!), starts[index]!);
    values.set(rows.values.subarray(rows.starts[row]!, rows.starts[row + 1]!), starts[index]!);
  });
  return { starts, columns, values, width: rows.width };
}
