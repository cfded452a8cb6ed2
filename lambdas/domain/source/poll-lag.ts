import { minute } from '../instant';

const remembered = 25;

/**
 * Minutes between publication and our reading, of the entries read last, newest first: with those of this poll, made at `now`
 * (ISO 8601). Entries without a date say nothing, nor does a feed's first fetch, which finds what was there before we came.
 */
export function rememberLags(
  before: readonly number[],
  fresh: readonly { publishedAt?: string }[],
  now: string,
): number[] {
  const lags = fresh
    .flatMap(({ publishedAt }) => (publishedAt === undefined ? [] : Date.parse(now) - Date.parse(publishedAt)))
    .map((lag) => Math.max(0, Math.round(lag / minute)));
  return [...lags, ...before].slice(0, remembered);
}

/** The median of some lags, minutes; undefined of none. */
export function medianLag(lags: readonly number[]): number | undefined {
  return [...lags].sort((a, b) => a - b)[Math.floor(lags.length / 2)];
}
