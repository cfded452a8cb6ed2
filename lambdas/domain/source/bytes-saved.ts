import type { PollOutcome, Source } from '../source';

const hour = 3_600_000;

/**
 * Bytes that this poll saved over a reader that asks every hour and never conditionally: the feed as it was last sent, once when the
 * server answered 304, and once for every whole hour that we waited beyond the first. Undefined while the feed's size is not known.
 */
export function savedBytes(source: Source, outcome: PollOutcome, now: string): number | undefined {
  const { feedBytes, lastPolledAt } = source;
  if (feedBytes === undefined) return undefined;
  const hours = lastPolledAt === undefined ? 1 : Math.floor((Date.parse(now) - Date.parse(lastPolledAt)) / hour);
  const unsent = outcome.kind === 'unchanged' && outcome.wireBytes === undefined ? 1 : 0;
  return feedBytes * (unsent + Math.max(0, hours - 1));
}
