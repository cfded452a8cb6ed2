import type { ParsedFeed } from './entry';
import { UnreadableFeedError } from './errors';
import { readFeed } from './feed/read';
import { looksLikeStatusFeed, reportsFromFeed, reportsFromJson } from './incident/read-reports';
import type { IncidentReport } from './incident/report';
import type { SourceKind } from './source';

/** What one fetched document says: a blog's entries or a status page's incident reports. */
export type Snapshot = { kind: 'blog'; feed: ParsedFeed } | { kind: 'status'; feed: { title: string; site?: string; ttlMinutes?: number }; reports: IncidentReport[] };

/** Reads a document in any shape we know. A status page is known by its content, or because the catalogue says so. Throws UnreadableFeedError. */
export async function readSnapshot(
  body: Uint8Array,
  about: { url: string; contentType?: string; now: string; kind?: SourceKind; sourceTitle?: string },
): Promise<Snapshot> {
  const status = readStatusJson(body, about);
  if (status) return { kind: 'status', feed: status, reports: status.reports };
  const feed = await readFeed(body, about);
  if (about.kind !== 'status' && !looksLikeStatusFeed(feed)) return { kind: 'blog', feed };
  return { kind: 'status', feed, reports: reportsFromFeed(feed, about) };
}

function readStatusJson(body: Uint8Array, about: { url: string; sourceTitle?: string }) {
  const first = body.find((byte) => byte > 0x20 && byte < 0x80);
  if (first !== 0x7b && first !== 0x5b) return undefined;
  try {
    return reportsFromJson(JSON.parse(new TextDecoder().decode(body)), about);
  } catch (error) {
    if (error instanceof SyntaxError) throw new UnreadableFeedError('This is JSON cut off or damaged: it cannot be read.');
    throw error;
  }
}
