import { createHash } from 'node:crypto';
import type { SourceStore } from '../domain/ports';
import { newSource, type Source, type SourceKind } from '../domain/source';
import { plainAddress } from '../domain/source/plain-address';

export interface CatalogueEntry {
  url: string;
  kind: SourceKind;
  title: string;
  site?: string;
}

/** Sources by the ids of the addresses they are known by; see `findSource`. */
export type SourceIndex = ReadonlyMap<string, Source>;

const hash = (address: string) => createHash('sha256').update(address).digest('base64url').slice(0, 16);

/** A source's id: a hash of what all spellings of its address have in common, so that one feed is one source. */
export function sourceId(url: string): string {
  return hash(plainAddress(url));
}

/** The id that version 0.1 gave a source: of its address without scheme, `www.` and a last slash. It stays its id. */
export function formerSourceId(url: string): string {
  const { host, pathname, search } = new URL(url);
  return hash(`${host.replace(/^www\./, '')}${pathname.replace(/\/$/, '')}${search}`);
}

/**
 * The ledger by the ids of the addresses it knows: each source's first one, and the one it has moved to since. Who is at an address now
 * comes before who was there first, and a source that is polled before one that is retired.
 */
export function indexSources(ledger: readonly Source[]): SourceIndex {
  const isRetired = ({ state }: Source) => state === 'retired';
  const housed = [...ledger.filter(isRetired), ...ledger.filter((source) => !isRetired(source))];
  return new Map([
    ...ledger.map((source) => [source.id, source] as const),
    ...housed.map((source) => [sourceId(source.url), source] as const),
  ]);
}

/** The source at an address, in whatever spelling either was given, and whichever version stored it. */
export function findSource(index: SourceIndex, url: string): Source | undefined {
  return index.get(sourceId(url)) ?? index.get(formerSourceId(url));
}

/** A source of the catalogue as it is when it is added: due at once. */
export function sourceFrom({ url, ...about }: CatalogueEntry, now: string): Source {
  return newSource(sourceId(url), { url, ...about }, now);
}

/** Adds the sources that are not known yet in any spelling; a known one keeps its history. Says how many were added. */
export async function addSources(
  sources: Pick<SourceStore, 'add' | 'list'>,
  entries: readonly CatalogueEntry[],
  now: string,
): Promise<number> {
  const known = indexSources(await sources.list());
  let added = 0;
  for (const entry of entries) {
    if (findSource(known, entry.url) === undefined && (await sources.add(sourceFrom(entry, now)))) added++;
  }
  return added;
}
