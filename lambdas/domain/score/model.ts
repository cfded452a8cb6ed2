import { DomainError } from '../errors';
import { buildWeightTable, joinNames, type WeightTable } from './weight-table';

/** The ranking model cannot be read: cut, damaged, or of another format. The last good model should go on serving. */
export class UnreadableModelError extends DomainError {}

/** What the editor did with the links of one publisher, as counted by the trainer. */
export interface PublisherRecord {
  printed: number;
  seen: number;
  /** Of the last twenty that were seen before the last one was printed. */
  recentPrinted: number;
  recentSeen: number;
}

/** Single words of a title, pairs of neighbouring words, runs of characters inside a word, and words of the end of the link. */
export type WeightGroup = 'words' | 'pairs' | 'grams' | 'slugs';

/** A linear model over words and character runs, with a prior per publisher. Weights are log-odds. */
export interface ScoreModel {
  /** Dates are ISO. Links younger than the last printed one are known, but nobody knows whether the editor would have printed them. */
  about: { printed: number; passedOver: number; from: string; to: string; lastPrinted?: string };
  bias: number;
  weights: Record<WeightGroup, WeightTable>;
  publishers: Map<string, PublisherRecord>;
  /** Printed ÷ passed over in the training data. */
  baseOdds: number;
  /** Raw log-odds → log-odds of being printed: slope × raw + intercept. */
  calibration: { slope: number; intercept: number };
}

/** The model as it lies in its file: names joined in alphabetical order (see `joinNames`), weights as base64 bytes (see `packWeight`). */
export interface ModelFile {
  format: 3;
  about: ScoreModel['about'];
  bias: number;
  baseOdds: number;
  calibration: ScoreModel['calibration'];
  weights: Record<WeightGroup, { largest: number; names: string; bytes: string }>;
  /** Names with `|` between; four counts each: printed, seen, printed of the last twenty, how many those were. */
  publishers: { names: string; counts: number[] };
}

/** Reads a model file's content. Throws `UnreadableModelError`, saying what is wrong, when anything is missing or does not add up. */
export function readModel(json: unknown): ScoreModel {
  const file = asRecord(json, 'the model');
  if (file['format'] !== 3)
    throw new UnreadableModelError(
      `ranking model: expected format 3, got ${JSON.stringify(file['format'])?.slice(0, 40)}`,
    );
  const about = asRecord(file['about'], 'about');
  const calibration = asRecord(file['calibration'], 'calibration');
  const weights = asRecord(file['weights'], 'weights');
  return {
    about: {
      printed: asNumber(about['printed'], 'about.printed'),
      passedOver: asNumber(about['passedOver'], 'about.passedOver'),
      from: asText(about['from'], 'about.from'),
      to: asText(about['to'], 'about.to'),
      ...(about['lastPrinted'] !== undefined && { lastPrinted: asText(about['lastPrinted'], 'about.lastPrinted') }),
    },
    bias: asNumber(file['bias'], 'bias'),
    baseOdds: asNumber(file['baseOdds'], 'baseOdds'),
    calibration: {
      slope: asNumber(calibration['slope'], 'calibration.slope'),
      intercept: asNumber(calibration['intercept'], 'calibration.intercept'),
    },
    weights: {
      words: readWeights(weights['words'], 'words'),
      pairs: readWeights(weights['pairs'], 'pairs'),
      grams: readWeights(weights['grams'], 'grams'),
      slugs: readWeights(weights['slugs'], 'slugs'),
    },
    publishers: readPublishers(asRecord(file['publishers'], 'publishers')),
  };
}

/** Writes weights the way `readModel` reads them; names in the order given. */
export function packWeights(entries: [string, number][]): { largest: number; names: string; bytes: string } {
  const largest = Number(entries.reduce((most, [, weight]) => Math.max(most, Math.abs(weight)), 0).toPrecision(6));
  const bytes = Uint8Array.from(entries, ([, weight]) => packWeight(weight, largest));
  return { largest, names: joinNames(entries.map(([name]) => name)), bytes: Buffer.from(bytes).toString('base64') };
}

/** One byte a weight, on a square scale: small weights keep their resolution, the largest is exact. 128 is zero. */
function packWeight(weight: number, largest: number): number {
  return largest === 0
    ? 128
    : 128 + Math.sign(weight) * Math.round(Math.sqrt(Math.min(1, Math.abs(weight) / largest)) * 127);
}

/** The weight that each of the 256 bytes stands for. */
function weightScale(largest: number): Float64Array {
  return Float64Array.from({ length: 256 }, (_, byte) => Math.sign(byte - 128) * ((byte - 128) / 127) ** 2 * largest);
}

function readWeights(value: unknown, group: WeightGroup): WeightTable {
  const packed = asRecord(value, `weights.${group}`);
  const largest = asNumber(packed['largest'], `weights.${group}.largest`);
  const names = asText(packed['names'], `weights.${group}.names`);
  const bytes = Buffer.from(asText(packed['bytes'], `weights.${group}.bytes`), 'base64');
  const table = buildWeightTable(names, bytes, weightScale(largest));
  if (table === undefined) {
    throw new UnreadableModelError(`ranking model: weights.${group} has not one weight for each of its names`);
  }
  return table;
}

function readPublishers(file: Record<string, unknown>): Map<string, PublisherRecord> {
  const joined = asText(file['names'], 'publishers.names');
  const names = joined === '' ? [] : joined.split('|');
  const counts = file['counts'];
  if (!Array.isArray(counts) || counts.length !== 4 * names.length || !counts.every(Number.isSafeInteger)) {
    throw new UnreadableModelError(
      `ranking model: expected publishers.counts to be four whole numbers for each of ${names.length} names`,
    );
  }
  const publishers = new Map<string, PublisherRecord>();
  for (let index = 0; index < names.length; index += 1) {
    publishers.set(names[index]!, {
      printed: counts[4 * index],
      seen: counts[4 * index + 1],
      recentPrinted: counts[4 * index + 2],
      recentSeen: counts[4 * index + 3],
    });
  }
  return publishers;
}

function asRecord(value: unknown, name: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new UnreadableModelError(`ranking model: expected ${name} to be an object`);
  return value as Record<string, unknown>;
}

function asNumber(value: unknown, name: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value))
    throw new UnreadableModelError(`ranking model: expected ${name} to be a number`);
  return value;
}

function asText(value: unknown, name: string): string {
  if (typeof value !== 'string') throw new UnreadableModelError(`ranking model: expected ${name} to be text`);
  return value;
}
