import { Parser } from 'htmlparser2';
import { resolveBase, resolveLink } from './links';

const FEED_TYPE = /^(?:application|text)\/(?:rss\+xml|atom\+xml|rdf\+xml|feed\+json|json|xml)\b/i;
const FEED_PATH = /\/(?:feed|rss|atom|index\.xml|feed\.xml|rss\.xml|atom\.xml|feed\.json)(?:[/?#.]|$)/i;
const MAX_PAGE = 1024 * 1024;
const MAX_FOUND = 20;

/**
 * Absolute addresses of the feeds an HTML page names with `<link rel="alternate">` (RSS Autodiscovery), the page's main feed first and
 * comment feeds last; links whose address looks like a feed when it names none.
 */
export function discoverFeeds(html: string, baseUrl: string): string[] {
  let base: string | undefined = baseUrl;
  const named = new Map<string, string>();
  const guessed = new Set<string>();
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        if (name === 'base') base = resolveBase(attributes['href'], base);
        const url = name === 'link' || name === 'a' ? resolveLink(attributes['href'], base) : undefined;
        if (url === undefined || named.size + guessed.size >= MAX_FOUND) return;
        const isAlternate = /(?:^|\s)(?:alternate|feed)(?:\s|$)/i.test(attributes['rel'] ?? '');
        const type = attributes['type']?.trim() ?? '';
        const isJsonApi = /json/i.test(type) && /\/wp-json\//.test(url);
        if (name === 'link' && isAlternate && FEED_TYPE.test(type) && !isJsonApi)
          named.set(url, attributes['title'] ?? '');
        else if (name === 'a' && (FEED_TYPE.test(type) || FEED_PATH.test(url))) guessed.add(url);
      },
    },
    { decodeEntities: true },
  );
  parser.end(html.slice(0, MAX_PAGE));
  const isComments = ([url, title]: readonly [string, string]): number => (/comment/i.test(`${title} ${url}`) ? 1 : 0);
  const found = [...named].toSorted((a, b) => isComments(a) - isComments(b)).map(([url]) => url);
  return found.length > 0 ? found : [...guessed];
}
