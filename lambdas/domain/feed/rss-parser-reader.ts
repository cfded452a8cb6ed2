import RssParser from 'rss-parser';
import type { RawFeed, RawItem } from './raw-feed';
import { scanTidyFeed } from './tidy-scanner';

/** What rss-parser hands through as it is. */
interface Handed {
  own: RawFeed | RawItem;
}

type Build = (document: object) => { own: RawFeed; items: { own: RawItem }[] };

/**
 * rss-parser's own builders, which its `parseString` calls with what xml2js made of the text. xml2js is slow and gives up at the first
 * slip, rss-parser's snippets are quadratic, and one bad Atom date throws its whole feed away: so the elements come from our scanner,
 * laid out as the builders expect them, and their contents pass through unread.
 */
class FeedBuilders extends RssParser<Handed, Handed> {
  declare readonly buildAtomFeed: Build;
  declare readonly buildRSS1: Build;
  declare readonly buildRSS2: Build;
}

const builders = new FeedBuilders({ customFields: { feed: ['own'], item: ['own'] } });

function build(feed: RawFeed): ReturnType<Build> {
  const own = [feed];
  const items = feed.items.map((item) => ({ own: [item] }));
  if (feed.format === 'atom') return builders.buildAtomFeed({ feed: { own, entry: items } });
  if (feed.format === 'rdf') return builders.buildRSS1({ 'rdf:RDF': { channel: [{ own }], item: items } });
  return builders.buildRSS2({ rss: { channel: [{ own, item: items }] } });
}

/**
 * Reads an ordinary RSS 0.9x, 1.0, 2.0 or Atom feed with rss-parser. Undefined when it is anything but tidy; the lenient reader then
 * reads it. `documentBase` is the address of the feed.
 */
export function readWithRssParser(text: string, documentBase?: string): RawFeed | undefined {
  const feed = scanTidyFeed(text, documentBase);
  if (feed === undefined) return undefined;
  const { own, items } = build(feed);
  return { ...own, items: items.map((item) => item.own) };
}
