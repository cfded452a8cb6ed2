import { readFeatures } from './features';
import type { SparseRows } from './logistic-regression';
import type { WeightGroup } from './model';

/** Every example as a sparse row, and what each column stands for. */
export interface TrainingRows {
  rows: SparseRows;
  /** `energy` is the sum of the column's squared values. */
  columns: { group: WeightGroup; name: string; examples: number; energy: number }[];
}

/** Turns examples into rows over the features that at least `minExamples` of them have. Columns are in order of first appearance. */
export function buildTrainingRows(examples: { title: string }[], minExamples: number): TrainingRows {
  const all = new Map<string, TrainingRows['columns'][number]>();
  const read = examples.map((example) => {
    const features = readFeatures(example);
    const groups: [WeightGroup, string[]][] = [
      ['words', features.words],
      ['pairs', features.pairs],
      ['grams', [...features.gramsByWord.values()].flat()],
    ];
    for (const [group, names] of groups) {
      for (const name of names) {
        const key = `${group} ${name}`;
        const column = all.get(key);
        const energy = 1 / names.length;
        if (column === undefined) {
          all.set(key, { group, name, examples: 1, energy });
        } else {
          column.examples += 1;
          column.energy += energy;
        }
      }
    }
    return groups;
  });
  const places = new Map<string, number>();
  const columns: TrainingRows['columns'] = [];
  for (const [key, column] of all) {
    if (column.examples < minExamples) continue;
    places.set(key, columns.length);
    columns.push(column);
  }
  return { rows: packRows(read, places), columns };
}

function packRows(read: [WeightGroup, string[]][][], places: Map<string, number>): SparseRows {
  const starts = new Int32Array(read.length + 1);
  const columns: number[] = [];
  const values: number[] = [];
  read.forEach((groups, row) => {
    for (const [group, names] of groups) {
      const value = 1 / Math.sqrt(Math.max(1, names.length));
      for (const name of names) {
        const place = places.get(`${group} ${name}`);
        if (place === undefined) continue;
        columns.push(place);
        values.push(value);
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
