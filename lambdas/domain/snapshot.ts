import type { Entry, ParsedFeed } from './entry';
import { UnreadableFeedError } from './errors';
import { decodeText } from './feed/charset';
import { readFeed } from './feed/read';
import { isCurrentFeed, looksLikeStatusFeed, reportsFromFeed, reportsFromJson } from './incident/read-reports';
import type { IncidentReport, StatusDocument } from './incident/report';
import type { SourceKind } from './source';

/** What one fetched document says: a blog's entries, or a status page's incident reports beside the entries they came in. */
export type Snapshot = {
  format: string;
  feed: { title: string; site?: string; language?: string; ttlMinutes?: number; skipHours?: number[] };
  entries: Entry[];
} & ({ kind: 'blog' } | { kind: 'status'; reports: IncidentReport[]; isCurrent?: true });

/** Reads a document in any shape we know. A status page is known by its content, or because the catalogue says so. Throws UnreadableFeedError. */
export async function readSnapshot(
  body: Uint8Array,
  about: { url: string; contentType?: string; now: string; kind?: SourceKind; sourceTitle?: string },
): Promise<Snapshot> {
  const status = readStatusJson(body, about);
  if (status) {
    const { format, reports, isCurrent } = status;
    const feed = { title: status.title, ...(status.site !== undefined && { site: status.site }) };
    return { kind: 'status', format, feed, entries: reports.map(entryFrom), reports, ...(isCurrent && { isCurrent }) };
  }
  const feed: ParsedFeed = await readFeed(body, about);
  const { format, entries } = feed;
  if (about.kind !== 'status' && !looksLikeStatusFeed(feed)) return { kind: 'blog', format, feed, entries };
  const reports = reportsFromFeed(feed, about);
  return { kind: 'status', format, feed, entries, reports, ...(isCurrentFeed(feed) && { isCurrent: true }) };
}

/** AWS serves its currentevents in UTF-16; everybody else's JSON is UTF-8. A UTF-16 mark is no ASCII, so the first character is found in both. */
function readStatusJson(
  body: Uint8Array,
  about: { url: string; contentType?: string; kind?: SourceKind; sourceTitle?: string },
): StatusDocument | undefined {
  const first = body.find((byte) => byte > 0x20 && byte < 0x80);
  if (first !== 0x7b && first !== 0x5b) return undefined;
  try {
    const document: unknown = JSON.parse(decodeText(body, about.contentType).replace(/^\uFEFF/, ''));
    // A page that lists what is going on lists nothing when all is well.
    if (about.kind === 'status' && Array.isArray(document) && document.length === 0)
      return {
        title: about.sourceTitle ?? '',
        format: 'outage-list',
        reports: [],
        ...(/\/currentevents\b/.test(about.url) && { isCurrent: true }),
      };
    return reportsFromJson(document, about);
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new UnreadableFeedError('This is JSON cut off or damaged: it cannot be read.');
    throw error;
  }
}

/** An incident as an entry, so that every document that was read can be shown in one shape. */
const entryFrom = ({ id, title, url, startedAt, updatedAt }: IncidentReport): Entry => ({
  key: id,
  id,
  title,
  url,
  ...(startedAt && { publishedAt: startedAt }),
  ...(updatedAt && { updatedAt }),
});
