import type { Entry, FeedFormat, ParsedFeed } from './entry';
import { decodeText } from './feed/charset';
import { chooseNewest } from './feed/feed-mapper';
import { readJsonDocument } from './feed/json-document';
import { mapJsonFeed } from './feed/json-feed';
import { MAX_ENTRIES, MAX_TITLE } from './feed/limits';
import { readFeed, refuseLarge } from './feed/read';
import { cleanText } from './feed/text';
import { isCurrentFeed, looksLikeStatusFeed, reportsFromFeed, reportsFromJson } from './incident/read-reports';
import type { IncidentReport, StatusDocument } from './incident/report';
import type { SourceKind } from './source';

/** What one fetched document says: a blog's entries, or a status page's incident reports beside the entries they came in. */
export type Snapshot = {
  format: string;
  feed: { title: string; site?: string; language?: string; ttlMinutes?: number; skipHours?: number[]; isCut?: true };
  entries: Entry[];
} & ({ kind: 'blog'; format: FeedFormat } | { kind: 'status'; reports: IncidentReport[]; isCurrent?: true });

/** Reads a document in any shape we know. A status page is known by its content, or because the catalogue says so. Throws UnreadableFeedError. */
export async function readSnapshot(
  body: Uint8Array,
  about: { url: string; contentType?: string; now: string; kind?: SourceKind; sourceTitle?: string },
): Promise<Snapshot> {
  const document = readJson(body, about);
  const status = document === undefined ? undefined : statusIn(document, about);
  if (status) {
    const { format, reports: all, isCurrent } = status;
    const reports = all.length > MAX_ENTRIES ? chooseNewest(all, (one) => one.updatedAt ?? one.startedAt) : all;
    const feed = { title: cleanText(status.title, MAX_TITLE), ...(status.site !== undefined && { site: status.site }) };
    return { kind: 'status', format, feed, entries: reports.map(entryFrom), reports, ...(isCurrent && { isCurrent }) };
  }
  refuseLarge(body);
  const feed: ParsedFeed = document === undefined ? await readFeed(body, about) : mapJsonFeed(document, about);
  const { format, entries } = feed;
  if (about.kind !== 'status' && !looksLikeStatusFeed(feed)) return { kind: 'blog', format, feed, entries };
  const reports = reportsFromFeed(feed, about);
  // What a page that was cut off does not list may still go on.
  const isCurrent = isCurrentFeed(feed) && !feed.isCut;
  return { kind: 'status', format, feed, entries, reports, ...(isCurrent && { isCurrent }) };
}

/** AWS serves its currentevents in UTF-16; everybody else's JSON is UTF-8. A UTF-16 mark is no ASCII, so the first character is found in both. */
function readJson(body: Uint8Array, about: { contentType?: string }): unknown {
  const first = body.find((byte) => byte > 0x20 && byte < 0x80);
  return first === 0x7b || first === 0x5b ? readJsonDocument(decodeText(body, about.contentType)) : undefined;
}

function statusIn(
  document: unknown,
  about: { url: string; kind?: SourceKind; sourceTitle?: string },
): StatusDocument | undefined {
  // A page that lists what is going on lists nothing when all is well.
  if (about.kind === 'status' && Array.isArray(document) && document.length === 0)
    return {
      title: about.sourceTitle ?? '',
      format: 'outage-list',
      reports: [],
      ...(/\/currentevents\b/.test(about.url) && { isCurrent: true }),
    };
  return reportsFromJson(document, about);
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
