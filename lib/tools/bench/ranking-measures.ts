/** A mean with its 95 % bootstrap interval. */
export interface Estimate {
  mean: number;
  low: number;
  high: number;
}

/** As the tables of the bench say it: the mean, and from where to where it may lie. */
export const spellEstimate = ({ mean, low, high }: Estimate): string =>
  `${mean.toFixed(3)} (${low.toFixed(3)}–${high.toFixed(3)})`;

/** Normalised discounted cumulative gain of the first `cutoff` (Järvelin and Kekäläinen, 2002), with one level of relevance. 0…1. */
export function discountedGain(ranking: boolean[], cutoff: number): number {
  const gain = (hits: boolean[]): number =>
    hits.slice(0, cutoff).reduce((sum, hit, at) => sum + (hit ? 1 / Math.log2(at + 2) : 0), 0);
  const ideal = gain(ranking.filter(Boolean));
  return ideal === 0 ? 0 : gain(ranking) / ideal;
}

/** Share of all hits that are among the first `cutoff`. */
export function recallAt(ranking: boolean[], cutoff: number): number {
  const hits = ranking.filter(Boolean).length;
  return hits === 0 ? 0 : ranking.slice(0, cutoff).filter(Boolean).length / hits;
}

/** Mean of the precision at every hit. */
export function averagePrecision(ranking: boolean[]): number {
  let hits = 0;
  let sum = 0;
  for (const [at, hit] of ranking.entries()) {
    if (!hit) continue;
    hits += 1;
    sum += hits / (at + 1);
  }
  return hits === 0 ? 0 : sum / hits;
}

/** Area under the ROC curve: how often a hit stands before a miss. */
export function rankArea(ranking: boolean[]): number {
  const hits = ranking.filter(Boolean).length;
  const misses = ranking.length - hits;
  let before = 0;
  let missesSeen = 0;
  for (const hit of ranking) {
    if (hit) before += misses - missesSeen;
    else missesSeen += 1;
  }
  return hits * misses === 0 ? 0 : before / (hits * misses);
}

const resamples = 1000;

/** Mean and 95 % interval by resampling with a fixed seed, so that the same values give the same interval. */
export function bootstrap(values: number[]): Estimate {
  const mean = average(values);
  const next = seeded(12_345);
  const means = Array.from({ length: resamples }, () =>
    average(values.map(() => values[Math.floor(next() * values.length)]!)),
  ).sort((left, right) => left - right);
  return { mean, low: means[Math.floor(resamples * 0.025)]!, high: means[Math.ceil(resamples * 0.975) - 1]! };
}

function average(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** A small generator of numbers 0…1 (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
