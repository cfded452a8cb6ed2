import { createHash } from 'node:crypto';
import type { SourceStore } from '../domain/ports';
import { newSource, type SourceKind } from '../domain/source';

export interface CatalogueEntry {
  url: string;
  kind: SourceKind;
  title: string;
  site?: string;
}

/** A source's id: a hash of its address without scheme, `www.` and a last slash, so that one feed in two spellings is one source. */
export function sourceId(url: string): string {
  const { host, pathname, search } = new URL(url);
  const address = `${host.replace(/^www\./, '')}${pathname.replace(/\/$/, '')}${search}`;
  return createHash('sha256').update(address).digest('base64url').slice(0, 16);
}

/** Adds the sources that are not known yet; a known one keeps its history. Says how many were added. */
export async function addSources(
  sources: Pick<SourceStore, 'add'>,
  entries: readonly CatalogueEntry[],
  now: string,
): Promise<number> {
  let added = 0;
  for (const { url, ...about } of entries) {
    if (await sources.add(newSource(sourceId(url), { url, ...about }, now))) added++;
  }
  return added;
}
