import type { Entry } from '../entry';
import { type SeenEntry, seenEntry } from './seen';

/** What is remembered of a feed beside its source: read and written only when the body changed. */
export interface FeedMemory {
  /** Entries it brought before, newest first. */
  entries: SeenEntry[];
  /** Everything it ever brought. Saved with the entries, so that a poll cut short after that neither loses them nor counts them twice. */
  counted?: Counted;
  /** Where nearly all of its links led. */
  home?: string;
  /** The site it says is its own. */
  site?: string;
  language?: string;
  /** The name it gives itself. */
  title?: string;
  /** Minutes from publication to our reading, of the entries read last, newest first. */
  lags?: number[];
}

export interface Counted {
  entries: number;
  brought: number;
  joined: number;
}

const remembered = 1000;

/** The memory after a fetch: what the feed shows now, then what it showed before, as far back as memory goes. */
export function rememberFeed(
  before: FeedMemory,
  entries: readonly Entry[],
  about: Omit<FeedMemory, 'entries'>,
): FeedMemory {
  const now = entries.map(seenEntry);
  const keys = new Set(now.map(({ key }) => key));
  const gone = before.entries.filter(({ key }) => !keys.has(key)).map(({ marks: _, ...entry }) => entry);
  return {
    entries: [...now, ...gone].slice(0, remembered),
    ...about,
  };
}

/** Everything the feed brought, with what this fetch took. */
export function countTaken(before: Counted, taken: Counted): Counted {
  return {
    entries: before.entries + taken.entries,
    brought: before.brought + taken.brought,
    joined: before.joined + taken.joined,
  };
}

/** What the source has not heard of yet: the fetch just made and, after a poll that was cut short, the one before it. */
export function sinceSaved(counted: Counted, source: Counted): Counted {
  return {
    entries: Math.max(0, counted.entries - source.entries),
    brought: Math.max(0, counted.brought - source.brought),
    joined: Math.max(0, counted.joined - source.joined),
  };
}
