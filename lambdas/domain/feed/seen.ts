import type { Entry } from '../entry';

/** What is remembered of an entry that was read before. */
export type SeenEntry = Pick<Entry, 'key' | 'alias'>;

/**
 * The entries of one feed that were not seen before, in their order. An entry is known by its key; else by its alias, as often as that
 * alias was seen and is not in the feed under a known key: so new ids make no new entries, and a namesake of a known entry stays new.
 */
export function newEntries(seen: readonly SeenEntry[], entries: readonly Entry[]): Entry[] {
  const keys = new Set(seen.map(({ key }) => key));
  const unclaimed = new Map<string, number>();
  const claim = (alias: string | undefined, change: number): boolean => {
    if (alias === undefined) return false;
    const left = unclaimed.get(alias) ?? 0;
    unclaimed.set(alias, left + change);
    return left > 0;
  };
  for (const { alias } of seen) claim(alias, 1);
  for (const { key, alias } of entries) if (keys.has(key)) claim(alias, -1);
  return entries.filter(({ key, alias }) => !keys.has(key) && !claim(alias, -1));
}
