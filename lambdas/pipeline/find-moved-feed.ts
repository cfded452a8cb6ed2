import { RefusedError, UnreadableFeedError } from '../domain/errors';
import { decodeText } from '../domain/feed/charset';
import { discoverFeeds } from '../domain/feed/discover';
import type { Fetcher } from '../domain/ports';
import { readSnapshot } from '../domain/snapshot';
import type { PollOutcome, Source } from '../domain/source';

/** A feed of comments never takes a blog's place. */
const COMMENTS = /comment/i;

/** The outcome of a 404 that has repeated: what the answer said (`reason`), and what the source's site says of it. */
export async function searchSite(
  world: { fetcher: Fetcher },
  source: Source,
  reason: string,
  now: string,
): Promise<PollOutcome> {
  const found = await findMovedFeed(world, source, now);
  if (found === undefined) return { kind: 'failed', status: 404, reason, searched: {} };
  return {
    kind: 'failed',
    status: 404,
    reason: `${reason} Its site names another feed: ${found}`,
    searched: { found },
  };
}

/**
 * The feed that a source's site names instead of the one that is gone, once it was fetched and read and has entries; undefined
 * when there is none. At most two requests. `now` is ISO 8601.
 */
async function findMovedFeed(world: { fetcher: Fetcher }, source: Source, now: string): Promise<string | undefined> {
  const ask = async (url: string, accept?: string) => {
    const answer = await world.fetcher.fetch({ url, ...(accept !== undefined && { accept }) });
    return answer.kind === 'fetched' ? answer : undefined;
  };
  const page = await ask(source.site ?? new URL('/', source.url).href, 'text/html');
  if (page === undefined) return undefined;
  const feeds = discoverFeeds(decodeText(page.body, page.contentType), page.finalUrl);
  const named = feeds.find((url) => url !== source.url && !COMMENTS.test(url));
  if (named === undefined) return undefined;
  const feed = await ask(named);
  if (feed === undefined) return undefined;
  try {
    const { kind, entries } = await readSnapshot(feed.body, {
      url: feed.finalUrl,
      now,
      ...(feed.contentType !== undefined && { contentType: feed.contentType }),
    });
    // A status page's site may be its company's, and name the blog: on the page's own host alone is any feed the page's.
    const isOfKind = source.kind === 'blog' || kind === 'status' || new URL(named).host === new URL(source.url).host;
    return entries.length > 0 && isOfKind ? named : undefined;
  } catch (error) {
    if (error instanceof RefusedError || error instanceof UnreadableFeedError) return undefined;
    throw error;
  }
}
