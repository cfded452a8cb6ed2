import { compareText } from '../compare-text';
import { publisherOf } from '../link/publisher';
import { reputeOf } from './field-publishers';
import { fitLine } from './fit-line';
import { publisherLogOdds } from './judge';
import { type Fit, fitLogisticRegression, logOddsOfRows, type SparseRows } from './logistic-regression';
import type { ModelFile, PublisherRecord } from './model';
import { packModel } from './pack-model';
import { countPublishers } from './publisher-records';
import { buildTrainingRows, createFeatureReader, type FeatureReader, featureValue, selectRows } from './training-rows';

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

/** The trainer's settings; the values were chosen on the tuning weeks (see docs/ranking.md). */
const settings = {
  minExamples: 2,
  /** Printed links are few: each counts like this many. */
  printedImportance: 10,
  closeImportance: 6,
  /** Passed-over links younger than the last printed one: nobody knows yet, or any more, what the editor would have printed beside them. */
  unansweredShare: 0.5,
  /** Passed-over links of one publisher count together at most like so many: else a flood would teach that its subject is never printed. */
  flood: 100,
  trust: 0.01,
  iterations: 60,
  /** Added to the weighted counts of both classes, before scaling features and inside the mixed-in naive Bayes. */
  scaleSmoothing: 1,
  bayesSmoothing: 10,
  bayesShare: 0.15,
  /** Weight of what was learned from the printed and the close ones alone, in the average with what was learned from all. */
  closeShare: 0.5,
  folds: 5,
};

interface Lesson {
  rows: SparseRows;
  /** The value of each column's feature. */
  values: Float64Array;
  labels: Uint8Array;
  importance: Float64Array;
  /** 1 for what is printed or close. */
  near: Uint8Array;
}

/** What training may be spared: reading links again that were read before, and the calibration, which changes no order and costs five trainings. */
export interface Spared {
  reader?: FeatureReader;
  calibration?: boolean;
}

/** Learns a model from printed and passed-over links. Same examples, in any order, give the same file. Throws `RangeError` when either kind is missing. */
export function trainModel(examples: Example[], spared: Spared = {}): ModelFile {
  const reader = spared.reader ?? createFeatureReader();
  const ordered = [...examples].sort(
    (left, right) =>
      compareText(left.date, right.date) || compareText(left.url, right.url) || compareText(left.title, right.title),
  );
  const labels = Uint8Array.from(ordered, (example) => (example.printed ? 1 : 0));
  const printed = labels.reduce((sum, label) => sum + label, 0);
  if (printed === 0 || printed === labels.length) {
    throw new RangeError('training needs at least one printed and one passed-over link');
  }
  const lastPrinted = ordered.findLast((example) => example.printed)!.date;
  const publishers = ordered.map((example) => publisherOf(example.url));
  const floods = shareOfFloods(publishers, labels);
  const importance = Float64Array.from(ordered, (example, row) => importanceOf(example, lastPrinted) * floods[row]!);
  const { rows, columns } = buildTrainingRows(ordered, settings.minExamples, reader);
  const lesson: Lesson = {
    rows,
    values: Float64Array.from(columns, ({ group }) => featureValue[group]),
    labels,
    importance,
    near: Uint8Array.from(ordered, (example) => (example.printed || example.close ? 1 : 0)),
  };
  const fit = learn(lesson);
  return packModel({
    about: {
      printed,
      passedOver: labels.length - printed,
      from: ordered[0]!.date,
      to: ordered.at(-1)!.date,
      lastPrinted,
    },
    bias: fit.bias,
    baseOdds: printed / (labels.length - printed),
    calibration: spared.calibration === true ? { slope: 1, intercept: 0 } : calibrate(lesson, publishers),
    columns: columns.map((column, index) => ({ ...column, weight: fit.weights[index]! })),
    publishers: countPublishers(
      ordered.map(({ date }, row) => ({
        publisher: publishers[row]!,
        printed: labels[row] === 1,
        answered: date <= lastPrinted,
      })),
    ),
  });
}

function importanceOf(example: Example, lastPrinted: string): number {
  if (example.printed) return settings.printedImportance;
  return (example.close ? settings.closeImportance : 1) * (example.date > lastPrinted ? settings.unansweredShare : 1);
}

/** For each link what it may count: less than 1 for a passed-over one whose publisher has more of them than any one may teach by. */
function shareOfFloods(publishers: string[], labels: Uint8Array): Float64Array {
  const passedOver = new Map<string, number>();
  publishers.forEach((publisher, row) => {
    if (labels[row] === 0) passedOver.set(publisher, (passedOver.get(publisher) ?? 0) + 1);
  });
  return Float64Array.from(publishers, (publisher, row) =>
    labels[row] === 1 || publisher === '' ? 1 : Math.min(1, settings.flood / passedOver.get(publisher)!),
  );
}

/**
 * The average of two models: one learned from all, which knows what is off the subject, and one from what is printed or close alone, which tells
 * those two apart. Without close ones, or with nothing else, there is only the first.
 */
function learn(lesson: Lesson): Fit {
  const all = learnFrom(lesson);
  const near = [...lesson.near.keys()].filter((row) => lesson.near[row] === 1);
  const printed = lesson.labels.reduce((sum, label) => sum + label, 0);
  if (near.length === printed || near.length === lesson.labels.length) return all;
  const close = learnFrom(selectLesson(lesson, near));
  const average = (left: number, right: number) => (1 - settings.closeShare) * left + settings.closeShare * right;
  return {
    bias: average(all.bias, close.bias),
    weights: all.weights.map((weight, column) => average(weight, close.weights[column]!)),
  };
}

function selectLesson({ rows, values, labels, importance, near }: Lesson, picked: number[]): Lesson {
  return {
    rows: selectRows(rows, picked),
    values,
    labels: Uint8Array.from(picked, (row) => labels[row]!),
    importance: Float64Array.from(picked, (row) => importance[row]!),
    near: Uint8Array.from(picked, (row) => near[row]!),
  };
}

/**
 * A logistic regression on features scaled by how differently the two classes use them (Wang and Manning, 2012), averaged with the naive
 * Bayes weights themselves, which say more about rare words. Both are linear, so the result is one list of weights.
 */
function learnFrom(lesson: Lesson): Fit {
  const { rows, values } = lesson;
  const scale = classRatios(lesson, settings.scaleSmoothing).map((ratio, column) => Math.abs(ratio) * values[column]!);
  const fit = fitLogisticRegression({ ...lesson, scale, trust: settings.trust }, settings.iterations);
  const weights = fit.weights.map((weight, column) => weight * scale[column]!);
  const bayes = classRatios(lesson, settings.bayesSmoothing).map((ratio, column) => ratio * values[column]!);
  const share =
    (settings.bayesShare * spread(logOddsOfRows(rows, { weights, bias: 0 }))) /
    spread(logOddsOfRows(rows, { weights: bayes, bias: 0 }));
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
  const { rows, labels } = lesson;
  const scores = new Float64Array(labels.length);
  for (let fold = 0; fold < settings.folds; fold += 1) {
    const all = [...labels.keys()];
    const inside = all.filter((row) => row % settings.folds !== fold);
    const outside = all.filter((row) => row % settings.folds === fold);
    const fit = learn(selectLesson(lesson, inside));
    const records = recordsOf(publishers, labels, inside);
    const printed = inside.reduce((sum, row) => sum + labels[row]!, 0);
    const baseOdds = printed / (inside.length - printed);
    logOddsOfRows(selectRows(rows, outside), fit).forEach((score, index) => {
      const publisher = publishers[outside[index]!]!;
      scores[outside[index]!] =
        score + publisherLogOdds({ record: records.get(publisher), repute: reputeOf(publisher) }, baseOdds);
    });
  }
  return fitLine(scores, labels);
}

function recordsOf(publishers: string[], labels: Uint8Array, rows: number[]): Map<string, PublisherRecord> {
  return countPublishers(
    rows.map((row) => ({ publisher: publishers[row]!, printed: labels[row] === 1, answered: true })),
  );
}

/** Standard deviation; 1 when there is none. */
function spread(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) || 1;
}
