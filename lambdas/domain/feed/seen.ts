import type { Entry } from '../entry';
import { marksOf } from './keys';

/** What is remembered of an entry that was read before. */
export interface SeenEntry extends Pick<Entry, 'key' | 'alias'> {
  /** Link, title and time under its id (`marksOf`), while the feed shows it and the id is not the link itself. */
  marks?: string;
}

/** What is worth remembering of an entry that the feed shows now. */
export function seenEntry(entry: Entry): SeenEntry {
  const { key, alias, id, url } = entry;
  const marks = alias === undefined || id === undefined || id === url ? undefined : marksOf(entry);
  return { key, ...(alias !== undefined && { alias }), ...(marks !== undefined && { marks }) };
}

/**
 * Whether another post has taken over the id of the one that was seen: other link, other title and a newer date. An edit changes two of
 * them at most.
 */
function isAnother(before: SeenEntry, entry: Entry): boolean {
  const [link, title, minute = ''] = before.marks?.split(' ') ?? [];
  const [linkNow, titleNow, minuteNow = ''] = (link !== undefined && marksOf(entry)?.split(' ')) || [];
  if (linkNow === undefined || linkNow === link || titleNow === title) return false;
  return Number.parseInt(minuteNow, 36) > Number.parseInt(minute, 36);
}

/**
 * The entries of one feed that were not seen before, in their order. An entry is known by its key, unless another post has taken it over
 * (a feed of the latest post, a guid that is a place in the list); else by its alias, as often as that alias was seen and is not in the
 * feed under a known key: so new ids make no new entries, and a namesake of a known entry stays new.
 */
export function newEntries(seen: readonly SeenEntry[], entries: readonly Entry[]): Entry[] {
  const byKey = new Map(seen.map((one) => [one.key, one]));
  const known = new Set(
    entries.filter((entry) => {
      const before = byKey.get(entry.key);
      return before !== undefined && !isAnother(before, entry);
    }),
  );
  const unclaimed = new Map<string, number>();
  const claim = (alias: string | undefined, change: number): boolean => {
    if (alias === undefined) return false;
    const left = unclaimed.get(alias) ?? 0;
    unclaimed.set(alias, left + change);
    return left > 0;
  };
  for (const { alias } of seen) claim(alias, 1);
  for (const { alias } of known) claim(alias, -1);
  return entries.filter((entry) => !known.has(entry) && !claim(entry.alias, -1));
}
