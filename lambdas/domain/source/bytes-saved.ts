import { hour } from '../instant';
import type { PollOutcome, Source } from '../source';

/**
 * Bytes that this poll saved over a reader that asks every hour and never conditionally: the feed as it was last sent for all the hours
 * since the poll before, less what was sent now, so that it adds up however often we ask; below zero for a feed that is asked more often
 * and sent each time. Nothing while a site fails, whoever asks. Undefined while the feed's size is not known.
 */
export function savedBytes(source: Source, outcome: PollOutcome, now: string): number | undefined {
  const { feedBytes, lastPolledAt } = source;
  if (feedBytes === undefined || lastPolledAt === undefined) return undefined;
  const asked = Math.round((feedBytes * (Date.parse(now) - Date.parse(lastPolledAt))) / hour);
  switch (outcome.kind) {
    case 'unchanged':
      return asked - (outcome.wireBytes ?? 0);
    case 'fetched':
      return asked - (outcome.wireBytes ?? feedBytes);
    case 'quarantined':
      return asked - feedBytes;
    default:
      return 0;
  }
}
