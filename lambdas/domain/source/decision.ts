import { never, type Source } from '../source';

/**
 * A source that somebody looked at and wants polled: active, due at `now` (ISO 8601). What it shows then is accepted,
 * because the yardstick for a flood starts anew.
 */
export function releaseSource(source: Source, now: string): Source {
  const { lastReason: _reason, fault: _fault, ...rest } = source;
  return { ...rest, state: 'active', nextPollAt: now, failures: 0, recentNew: [] };
}

/**
 * A source that follows the move it proposed, to another owner's address: due there at `now` (ISO 8601), without anything
 * remembered of the old address but its entries. Undefined when it proposes none.
 */
export function acceptMove(source: Source, now: string): Source | undefined {
  if (!source.movedTo?.proposed) return undefined;
  const { etag, lastModified, validatedUrl, bodyHash, movedTo, lost, fault, lastReason, ...rest } = source;
  return { ...rest, url: movedTo.url, state: 'active', nextPollAt: now, failures: 0 };
}

/** A source that stays where it is; the same move is not proposed again. Undefined when it proposes none. */
export function declineMove(source: Source): Source | undefined {
  if (!source.movedTo?.proposed) return undefined;
  const { proposed, ...move } = source.movedTo;
  // Due a moment later: a poll that read it before must not save the proposal again.
  const nextPollAt = source.nextPollAt === never ? never : new Date(Date.parse(source.nextPollAt) + 1).toISOString();
  return { ...source, nextPollAt, movedTo: { ...move, declined: true } };
}

/** A source that has moved to where another one is polled already: two would ask the same address for the same entries. */
export function joinSources(source: Source, other: Source): Source {
  const lastReason = `It has moved to ${source.url}, which is followed already as “${other.title || other.id}”.`;
  return { ...source, state: 'retired', nextPollAt: never, failures: 0, lastReason };
}

/** A source that nobody wants polled again; it stays in the ledger, so that no import brings it back unseen. */
export function retireSource(source: Source): Source {
  return { ...source, state: 'retired', nextPollAt: never, failures: 0, lastReason: 'Retired by hand.' };
}
