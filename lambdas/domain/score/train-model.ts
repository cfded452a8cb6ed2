import { publisherLogOdds } from './judge';
import { type Fit, fitLogisticRegression, logOddsOfRows, type SparseRows } from './logistic-regression';
import { type ModelFile, type PublisherRecord, packWeights, type WeightGroup } from './model';
import { publisherOf } from './publisher';
import { countPublishers } from './publisher-records';
import { buildTrainingRows, selectRows, type TrainingRows } from './training-rows';

/** One link the editor had to judge. */
export interface Example {
  /** ISO date. */
  date: string;
  title: string;
  url: string;
  printed: boolean;
}

/** The trainer's settings; the values were chosen on the tuning weeks (see the decisions log). */
const settings = {
  minExamples: 2,
  printedImportance: 10,
  trust: 0.3,
  iterations: 60,
  smoothing: 1,
  folds: 5,
  largestVocabulary: { terms: 12_000, grams: 16_000, path: 0 } satisfies Record<WeightGroup, number>,
  publisherMinSeen: 3,
};

/** Learns a model from printed and passed-over links. Same examples, in any order, give the same file. Throws `RangeError` when either kind is missing. */
export function trainModel(examples: Example[]): ModelFile {
  const ordered = [...examples].sort(
    (left, right) => compare(left.date, right.date) || compare(left.url, right.url) || compare(left.title, right.title),
  );
  const labels = Uint8Array.from(ordered, (example) => (example.printed ? 1 : 0));
  const printed = labels.reduce((sum, label) => sum + label, 0);
  if (printed === 0 || printed === labels.length)
    throw new RangeError('training needs at least one printed and one passed-over link');
  const training = buildTrainingRows(ordered, settings.minExamples);
  const publishers = ordered.map((example) => publisherOf(example.url));
  const every = [...labels.keys()];
  const fit = fitWeighted(training.rows, labels, every);
  const records = countPublishers(
    ordered.map((example, index) => ({ publisher: publishers[index]!, printed: example.printed })),
  );
  return {
    format: 1,
    about: { printed, passedOver: labels.length - printed, from: ordered[0]!.date, to: ordered.at(-1)!.date },
    bias: round(fit.bias),
    baseOdds: round(printed / (labels.length - printed)),
    calibration: calibrate(training, labels, publishers),
    weights: {
      terms: pack(training, fit, 'terms'),
      grams: pack(training, fit, 'grams'),
      path: pack(training, fit, 'path'),
    },
    publishers: writePublishers(records),
  };
}

/** Fits on the given rows, each feature first scaled by how differently the two classes use it (Wang and Manning, 2012), and folds the scale back. */
function fitWeighted(rows: SparseRows, labels: Uint8Array, picked: number[]): Fit {
  const chosen = selectRows(rows, picked);
  const chosenLabels = Uint8Array.from(picked, (row) => labels[row]!);
  const ratios = classRatios(chosen, chosenLabels);
  for (let at = 0; at < chosen.values.length; at += 1) chosen.values[at]! *= ratios[chosen.columns[at]!]!;
  const importance = Float64Array.from(chosenLabels, (label) => (label === 1 ? settings.printedImportance : 1));
  const fit = fitLogisticRegression(
    { rows: chosen, labels: chosenLabels, importance, trust: settings.trust },
    settings.iterations,
  );
  return { bias: fit.bias, weights: fit.weights.map((weight, column) => weight * ratios[column]!) };
}

/** |log of (share of printed links with the feature ÷ share of passed-over ones)|, smoothed per class so that a rare feature stays near 0. */
function classRatios(rows: SparseRows, labels: Uint8Array): Float64Array {
  const printed = new Float64Array(rows.width);
  const passedOver = new Float64Array(rows.width);
  let printedRows = 0;
  for (let row = 0; row < labels.length; row += 1) {
    const counts = labels[row] === 1 ? printed : passedOver;
    printedRows += labels[row]!;
    for (let at = rows.starts[row]!; at < rows.starts[row + 1]!; at += 1) counts[rows.columns[at]!]! += 1;
  }
  const perPassedOver = printedRows / (labels.length - printedRows);
  const boost = settings.printedImportance;
  return printed.map((count, column) =>
    Math.abs(
      Math.log(
        (count * boost + settings.smoothing) / (passedOver[column]! * perPassedOver * boost + settings.smoothing),
      ),
    ),
  );
}

/** Platt's scaling on scores of rows the fit had not seen (k folds in turn over time): turns raw log-odds into calibrated ones. */
function calibrate(training: TrainingRows, labels: Uint8Array, publishers: string[]): ModelFile['calibration'] {
  const scores = new Float32Array(labels.length);
  for (let fold = 0; fold < settings.folds; fold += 1) {
    const inside: number[] = [];
    const outside: number[] = [];
    for (let row = 0; row < labels.length; row += 1) (row % settings.folds === fold ? outside : inside).push(row);
    const fit = fitWeighted(training.rows, labels, inside);
    const records = countPublishers(inside.map((row) => ({ publisher: publishers[row]!, printed: labels[row] === 1 })));
    const printed = inside.reduce((sum, row) => sum + labels[row]!, 0);
    const baseOdds = printed / (inside.length - printed);
    logOddsOfRows(selectRows(training.rows, outside), fit).forEach((score, index) => {
      const row = outside[index]!;
      scores[row] = score + publisherLogOdds(records.get(publishers[row]!), baseOdds);
    });
  }
  const rows: SparseRows = {
    starts: Int32Array.from({ length: labels.length + 1 }, (_, row) => row),
    columns: new Int32Array(labels.length),
    values: scores,
    width: 1,
  };
  const importance = new Float64Array(labels.length).fill(1);
  const fit = fitLogisticRegression({ rows, labels, importance, trust: 1e6 }, settings.iterations);
  return { slope: round(fit.weights[0]!), intercept: round(fit.bias) };
}

/** Keeps a group's weights that move the most examples the most, in the order of their names. */
function pack({ columns }: TrainingRows, fit: Fit, group: WeightGroup): ModelFile['weights'][WeightGroup] {
  const entries = columns
    .map((column, index) => ({ ...column, weight: fit.weights[index]! }))
    .filter((column) => column.group === group)
    .sort((left, right) => pull(right) - pull(left) || compare(left.name, right.name))
    .slice(0, settings.largestVocabulary[group])
    .sort((left, right) => compare(left.name, right.name));
  return packWeights(entries.map(({ name, weight }): [string, number] => [name, weight]));
}

function pull(column: { weight: number; examples: number }): number {
  return Math.abs(column.weight) * Math.sqrt(column.examples);
}

/** Publishers with a pick, or seen often enough that never being picked says something. */
function writePublishers(records: Map<string, PublisherRecord>): string {
  return [...records]
    .filter(
      ([name, record]) => (record.printed > 0 || record.seen >= settings.publisherMinSeen) && !/[\t\n]/.test(name),
    )
    .sort(([left], [right]) => compare(left, right))
    .map(([name, record]) => [name, record.printed, record.seen, record.recentPrinted, record.recentSeen].join('\t'))
    .join('\n');
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

function round(value: number): number {
  return Number(value.toPrecision(6));
}
