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

/** The minute of an entry's marks; of one without marks, before all others. */
const minuteOf = (marks: string | undefined) => Number.parseInt(marks?.split(' ')[2] ?? '-1', 36);

/**
 * Whether another post has taken over the id of the one that was seen: other link, other title and a date after `newest`, that of all that
 * the feed showed. An edit changes two of them at most, and a site that moved with its archive has old dates, if by another clock.
 */
function isAnother(before: SeenEntry, entry: Entry, newest: number): boolean {
  const [link, title] = before.marks?.split(' ') ?? [];
  const marks = link === undefined ? undefined : marksOf(entry);
  const [linkNow, titleNow] = marks?.split(' ') ?? [];
  if (linkNow === undefined || linkNow === link || titleNow === title) return false;
  return minuteOf(marks) > newest;
}

/**
 * The entries of one feed that were not seen before, in their order. An entry is known by its key, unless another post has taken it over
 * (a feed of the latest post, a guid that is a place in the list); else by its alias, as often as that alias was seen and is not in the
 * feed under a known key: so new ids make no new entries, and a namesake of a known entry stays new.
 */
export function newEntries(seen: readonly SeenEntry[], entries: readonly Entry[]): Entry[] {
  const byKey = new Map(seen.map((one) => [one.key, one]));
  const newest = Math.max(...seen.map(({ marks }) => minuteOf(marks)));
  const known = new Set(
    entries.filter((entry) => {
      const before = byKey.get(entry.key);
      return before !== undefined && !isAnother(before, entry, newest);
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
