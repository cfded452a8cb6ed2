import { never, type Source } from './source';

/**
 * A source that somebody looked at and wants polled: active, due at `now` (ISO 8601). What it shows then is accepted,
 * because the yardstick for a flood starts anew.
 */
export function releaseSource(source: Source, now: string): Source {
  const { lastReason: _reason, ...rest } = source;
  return { ...rest, state: 'active', nextPollAt: now, failures: 0, recentNew: [] };
}

/** A source that nobody wants polled again; it stays in the ledger, so that no import brings it back unseen. */
export function retireSource(source: Source): Source {
  return { ...source, state: 'retired', nextPollAt: never, failures: 0, lastReason: 'Retired by hand.' };
}
