import { RefusedError, UnreadableFeedError } from '../domain/errors';
import { decodeText } from '../domain/feed/charset';
import { discoverFeeds } from '../domain/feed/discover';
import type { Elsewhere, FetchAnswer, Line } from '../domain/fetch/fetch-answer';
import type { Fetcher } from '../domain/ports';
import { readSnapshot } from '../domain/snapshot';
import type { PollOutcome, Source } from '../domain/source';
import type { FeedSearch } from '../domain/source/poll-leg';

/** A feed of comments never takes a blog's place. */
const COMMENTS = /comment/i;

type Page = Extract<FetchAnswer, { kind: 'fetched' }>;

/**
 * The outcome of a 404 that has repeated: what the answer said, and the feed that the source's site names instead, once that was fetched
 * and read and has entries. At most two requests; one that belongs in another line is left to it, with how far the search came.
 * `now` is ISO 8601.
 */
export async function searchSite(
  world: { fetcher: Fetcher },
  source: Source,
  { reason, named: known }: FeedSearch,
  now: string,
  line?: Line,
): Promise<PollOutcome | (Elsewhere & { search: FeedSearch })> {
  let named = known;
  let next = line;
  if (named === undefined) {
    const site = source.site ?? new URL('/', source.url).href;
    const page = await world.fetcher.fetch({ url: site, accept: 'text/html' }, next);
    if (page.kind === 'elsewhere') return { ...page, search: { reason } };
    named = page.kind === 'fetched' ? nameFeed(source, page) : undefined;
    next = line && { host: line.host };
  }
  const nothing = { kind: 'failed', status: 404, reason, searched: {} } as const;
  if (named === undefined) return nothing;
  const feed = await world.fetcher.fetch({ url: named }, next);
  if (feed.kind === 'elsewhere') return { ...feed, search: { reason, named } };
  if (feed.kind !== 'fetched' || !(await isFeedOf(source, named, feed, now))) return nothing;
  return { ...nothing, reason: `${reason} Its site names another feed: ${named}`, searched: { found: named } };
}

function nameFeed(source: Source, page: Page): string | undefined {
  const feeds = discoverFeeds(decodeText(page.body, page.contentType), page.finalUrl);
  return feeds.find((url) => url !== source.url && !COMMENTS.test(url));
}

async function isFeedOf(source: Source, named: string, feed: Page, now: string): Promise<boolean> {
  try {
    const { kind, entries } = await readSnapshot(feed.body, {
      url: feed.finalUrl,
      now,
      ...(feed.contentType !== undefined && { contentType: feed.contentType }),
    });
    // A status page's site may be its company's, and name the blog: on the page's own host alone is any feed the page's.
    const isOfKind = source.kind === 'blog' || kind === 'status' || new URL(named).host === new URL(source.url).host;
    return entries.length > 0 && isOfKind;
  } catch (error) {
    if (error instanceof RefusedError || error instanceof UnreadableFeedError) return false;
    throw error;
  }
}
