import { compareText } from '../compare-text';
import { type ModelFile, type PublisherRecord, packWeights, type ScoreModel, type WeightGroup } from './model';
import { hashName, markAndRest } from './weight-table';

/** A model as the trainer knows it, before anything is left out. */
export interface TrainedModel {
  about: ScoreModel['about'];
  bias: number;
  baseOdds: number;
  calibration: ScoreModel['calibration'];
  columns: { group: WeightGroup; name: string; examples: number; weight: number }[];
  publishers: Map<string, PublisherRecord>;
}

/** Characters of all names and weights together: keeps the file under 400 KB, publishers included. */
const roomForWeights = 325_000;
/** A publisher never printed is worth a line only when it was seen this often. */
const leastSeen = 5;

/** Writes what was learned into a model file: the weights that move scores most, as many as there is room for, in the order of their names. */
export function packModel(trained: TrainedModel): ModelFile {
  const kept = strongest(trained.columns);
  const pack = (group: WeightGroup) =>
    packWeights(kept.filter((column) => column.group === group).map(({ name, weight }) => [name, weight]));
  return {
    format: 3,
    about: trained.about,
    bias: round(trained.bias),
    baseOdds: round(trained.baseOdds),
    calibration: { slope: round(trained.calibration.slope), intercept: round(trained.calibration.intercept) },
    weights: { words: pack('words'), pairs: pack('pairs'), grams: pack('grams'), slugs: pack('slugs') },
    publishers: writePublishers(trained.publishers),
  };
}

/** As many of the columns that move scores most as there is room for, in the order of their groups and names. */
function strongest(columns: TrainedModel['columns']): TrainedModel['columns'] {
  const hashes = new Set<string>();
  const ranked = [...columns]
    .sort((left, right) => pull(right) - pull(left) || compareNames(left, right))
    .filter(({ group, name }) => {
      const key = `${group} ${hashName(name)}`;
      const fresh = !hashes.has(key);
      hashes.add(key);
      return fresh;
    });
  const ranks = new Map(ranked.map((column, rank) => [column, rank]));
  const alphabetical = [...ranked].sort(compareNames);
  const take = (count: number) => alphabetical.filter((column) => ranks.get(column)! < count);
  let [fits, most] = [0, ranked.length];
  while (fits < most) {
    const middle = Math.ceil((fits + most) / 2);
    if (sizeOf(take(middle)) <= roomForWeights) fits = middle;
    else most = middle - 1;
  }
  return take(fits);
}

/** Characters that columns in order take in the file: what of the name is written, and a byte in base64. */
function sizeOf(columns: TrainedModel['columns']): number {
  return columns.reduce((sum, { group, name }, at) => {
    const before = columns[at - 1];
    return sum + markAndRest(before?.group === group ? before.name : '', name).length + 4 / 3;
  }, 0);
}

function compareNames(left: TrainedModel['columns'][number], right: TrainedModel['columns'][number]): number {
  return compareText(left.group, right.group) || compareText(left.name, right.name);
}

/** How much a column moves scores over all examples. */
function pull(column: { weight: number; examples: number }): number {
  return Math.abs(column.weight) * Math.sqrt(column.examples);
}

function writePublishers(records: Map<string, PublisherRecord>): ModelFile['publishers'] {
  const kept = [...records]
    .filter(([name, record]) => (record.printed > 0 || record.seen >= leastSeen) && !name.includes('|'))
    .sort(([left], [right]) => compareText(left, right));
  return {
    names: kept.map(([name]) => name).join('|'),
    counts: kept.flatMap(([, { printed, seen, recentPrinted, recentSeen }]) => [
      printed,
      seen,
      recentPrinted,
      recentSeen,
    ]),
  };
}

function round(value: number): number {
  return Number(value.toPrecision(6));
}
