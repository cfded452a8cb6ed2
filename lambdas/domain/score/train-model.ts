import { publisherLogOdds } from './judge';
import { type Fit, fitLogisticRegression, logOddsOfRows, type SparseRows } from './logistic-regression';
import type { ModelFile, PublisherRecord } from './model';
import { packModel } from './pack-model';
import { publisherOf } from './publisher';
import { countPublishers } from './publisher-records';
import { buildTrainingRows, featureValue, selectRows } from './training-rows';

/** One link the editor had to judge. */
export interface Example {
  /** ISO date. */
  date: string;
  title: string;
  url: string;
  printed: boolean;
  /** Passed over by people who read on the same subject: tells more than something plainly off it. */
  close?: boolean;
}

/** The trainer's settings; the values were chosen on the tuning weeks (see the decisions log). */
const settings = {
  minExamples: 2,
  /** Printed links are few: each counts like this many. */
  printedImportance: 10,
  closeImportance: 6,
  /** Passed-over links younger than the last printed one: nobody knows yet, or any more, what the editor would have printed beside them. */
  unansweredShare: 0.5,
  trust: 0.01,
  iterations: 60,
  /** Added to the weighted counts of both classes, before scaling features and inside the mixed-in naive Bayes. */
  scaleSmoothing: 1,
  bayesSmoothing: 10,
  bayesShare: 0.15,
  folds: 5,
};

interface Lesson {
  rows: SparseRows;
  labels: Uint8Array;
  importance: Float64Array;
}

/** Learns a model from printed and passed-over links. Same examples, in any order, give the same file. Throws `RangeError` when either kind is missing. */
export function trainModel(examples: Example[]): ModelFile {
  const ordered = [...examples].sort(
    (left, right) => compare(left.date, right.date) || compare(left.url, right.url) || compare(left.title, right.title),
  );
  const labels = Uint8Array.from(ordered, (example) => (example.printed ? 1 : 0));
  const printed = labels.reduce((sum, label) => sum + label, 0);
  if (printed === 0 || printed === labels.length) {
    throw new RangeError('training needs at least one printed and one passed-over link');
  }
  const lastPrinted = ordered.findLast((example) => example.printed)!.date;
  const importance = Float64Array.from(ordered, (example) => importanceOf(example, lastPrinted));
  const { rows, columns } = buildTrainingRows(ordered, settings.minExamples);
  const lesson = { rows, labels, importance };
  const publishers = ordered.map((example) => publisherOf(example.url));
  const fit = learn(lesson);
  return packModel({
    about: { printed, passedOver: labels.length - printed, from: ordered[0]!.date, to: ordered.at(-1)!.date },
    bias: fit.bias,
    baseOdds: printed / (labels.length - printed),
    calibration: calibrate(lesson, publishers),
    columns: columns.map((column, index) => ({ ...column, weight: fit.weights[index]! * featureValue[column.group] })),
    publishers: recordsOf(publishers, labels, [...labels.keys()]),
  });
}

function importanceOf(example: Example, lastPrinted: string): number {
  if (example.printed) return settings.printedImportance;
  return (example.close ? settings.closeImportance : 1) * (example.date > lastPrinted ? settings.unansweredShare : 1);
}

/**
 * A logistic regression on features scaled by how differently the two classes use them (Wang and Manning, 2012), averaged with the naive
 * Bayes weights themselves, which say more about rare words. Both are linear, so the result is one list of weights.
 */
function learn(lesson: Lesson): Fit {
  const ratios = classRatios(lesson, settings.scaleSmoothing).map(Math.abs);
  const scaled = {
    ...lesson.rows,
    values: lesson.rows.values.map((value, at) => value * ratios[lesson.rows.columns[at]!]!),
  };
  const fit = fitLogisticRegression({ ...lesson, rows: scaled, trust: settings.trust }, settings.iterations);
  const weights = fit.weights.map((weight, column) => weight * ratios[column]!);
  const bayes = classRatios(lesson, settings.bayesSmoothing);
  const share =
    (settings.bayesShare * spread(logOddsOfRows(lesson.rows, { weights, bias: 0 }))) /
    spread(logOddsOfRows(lesson.rows, { weights: bayes, bias: 0 }));
  return { bias: fit.bias, weights: weights.map((weight, column) => weight + share * bayes[column]!) };
}

/** log (printed links with the feature ÷ passed-over ones, both weighted and brought to the same total), smoothed so that a rare feature stays near 0. */
function classRatios({ rows, labels, importance }: Lesson, smoothing: number): Float64Array {
  const counts = [new Float64Array(rows.width), new Float64Array(rows.width)];
  const totals = [0, 0];
  for (let row = 0; row < labels.length; row += 1) {
    const label = labels[row]!;
    totals[label]! += importance[row]!;
    for (let at = rows.starts[row]!; at < rows.starts[row + 1]!; at += 1)
      counts[label]![rows.columns[at]!]! += importance[row]!;
  }
  const [passedOver, printed] = counts as [Float64Array, Float64Array];
  const level = totals[1]! / totals[0]!;
  return printed.map((count, column) => Math.log((count + smoothing) / (passedOver[column]! * level + smoothing)));
}

/** Platt's scaling on scores of rows the fit had not seen (every fifth in turn): turns raw log-odds into calibrated ones. */
function calibrate(lesson: Lesson, publishers: string[]): ModelFile['calibration'] {
  const { rows, labels, importance } = lesson;
  const scores = new Float32Array(labels.length);
  for (let fold = 0; fold < settings.folds; fold += 1) {
    const all = [...labels.keys()];
    const inside = all.filter((row) => row % settings.folds !== fold);
    const outside = all.filter((row) => row % settings.folds === fold);
    const fit = learn({
      rows: selectRows(rows, inside),
      labels: Uint8Array.from(inside, (row) => labels[row]!),
      importance: Float64Array.from(inside, (row) => importance[row]!),
    });
    const records = recordsOf(publishers, labels, inside);
    const printed = inside.reduce((sum, row) => sum + labels[row]!, 0);
    const baseOdds = printed / (inside.length - printed);
    logOddsOfRows(selectRows(rows, outside), fit).forEach((score, index) => {
      scores[outside[index]!] = score + publisherLogOdds(records.get(publishers[outside[index]!]!), baseOdds);
    });
  }
  const single: SparseRows = {
    starts: Int32Array.from({ length: labels.length + 1 }, (_, row) => row),
    columns: new Int32Array(labels.length),
    values: scores,
    width: 1,
  };
  const even = new Float64Array(labels.length).fill(1);
  const fit = fitLogisticRegression({ rows: single, labels, importance: even, trust: 1e6 }, settings.iterations);
  return { slope: fit.weights[0]!, intercept: fit.bias };
}

function recordsOf(publishers: string[], labels: Uint8Array, rows: number[]): Map<string, PublisherRecord> {
  return countPublishers(rows.map((row) => ({ publisher: publishers[row]!, printed: labels[row] === 1 })));
}

/** Standard deviation; 1 when there is none. */
function spread(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) || 1;
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
