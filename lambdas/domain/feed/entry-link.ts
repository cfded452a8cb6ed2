import { htmlAround, leadingWords } from './field-text';
import { resolveBase, resolveLink } from './links';
import { type Field, findText, NO_ATTRIBUTES, type RawFeed, type RawItem } from './raw-feed';

const ANCHOR = /<a\s[^<>]{0,200}?\bhref\s*=\s*["']?([^"'\s<>]+)/i;
const LONGEST_ANCHOR = 3_000;

const LINK_RANK: Readonly<Record<string, number>> = {
  alternate: 0,
  '': 0,
  canonical: 1.5,
  bookmark: 1.5,
  related: 2,
  via: 2,
  self: 3,
};

/** What an entry's links are read against. */
interface Around {
  format: RawFeed['format'];
  base: string | undefined;
}

function relationOf({ attributes }: Field): string {
  return (attributes['rel'] ?? '')
    .trim()
    .toLowerCase()
    .replace(/^http:\/\/www\.iana\.org\/assignments\/relation\//, '');
}

/** Where an Atom link points. An empty `href` is the base that `xml:base` set (RFC 3986, section 5.2.2); some write the address as text. */
function targetOf({ attributes, text, base: own }: Field, base: string | undefined): string | undefined {
  const href = attributes['href'];
  return href?.trim() === '' ? own : resolveLink(href ?? text, own ?? base);
}

/** The best of several Atom links: alternate before related before self, HTML before other types; never edit, replies or enclosures. */
export function chooseLink(links: readonly Field[], base: string | undefined): string | undefined {
  let best: string | undefined;
  let bestRank = Number.POSITIVE_INFINITY;
  for (const link of links) {
    const relation = relationOf(link);
    const rank = LINK_RANK[relation];
    const type = link.attributes['type']?.toLowerCase() ?? '';
    if (rank === undefined) continue;
    const ranked =
      rank + (type === '' || type.includes('html') ? 0 : 1) + (relation === '' && links.length > 1 ? 0.25 : 0);
    const url = ranked < bestRank ? targetOf(link, base) : undefined;
    if (url === undefined) continue;
    best = url;
    bestRank = ranked;
  }
  return best;
}

/** The identifier that RDF gives an element, whatever prefix the feed has for RDF's namespace. */
export function findAbout(attributes: Readonly<Record<string, string>>): string | undefined {
  if (attributes === NO_ATTRIBUTES) return undefined;
  const about = attributes['rdf:about'] ?? Object.entries(attributes).find(([name]) => /(?:^|:)about$/.test(name))?.[1];
  return about?.trim() || undefined;
}

/** Address of an entry: what it is linked to, else where it says it lives, else its enclosure; '' when it names none. */
export function findLink(item: RawItem, { format, base: around }: Around): string {
  const { fields, attributes } = item;
  const base = item.base ?? resolveBase(attributes['xml:base'], around);
  // A relative one was relative to the site, and its feed is read elsewhere.
  const original = resolveLink(findText(fields, 'feedburner:origlink', 'pheedo:origlink'));
  if (original !== undefined) return original;
  const links = fields.get('link') ?? [];
  const pointing = format === 'atom' ? links : links.filter(({ attributes: { href } }) => href !== undefined);
  const atomLinks = fields.get('atom:link') ?? [];
  const findPointed = () => chooseLink([...pointing, ...atomLinks], base);
  const written = links.filter((link) => format !== 'atom' || relationOf(link) === '');
  const findWritten = () => firstTarget(written.map((link) => resolveLink(addressIn(link), link.base ?? base)));
  const link = format === 'atom' ? (findPointed() ?? findWritten()) : (findWritten() ?? findPointed());
  const player = () =>
    firstTarget((fields.get('media:player') ?? []).map((one) => resolveLink(one.attributes['url'], base)));
  return link ?? findPermalink(item, base) ?? player() ?? findEnclosure(item, [...links, ...atomLinks], base) ?? '';
}

/** The words of a link, or where the HTML that a template set around them leads. */
export function addressIn(field: Field): string {
  const html = htmlAround(field).slice(0, LONGEST_ANCHOR);
  if (html === '') return field.text;
  return ANCHOR.exec(html)?.[1] ?? leadingWords(html, LONGEST_ANCHOR);
}

function firstTarget(targets: readonly (string | undefined)[]): string | undefined {
  return targets.find((target) => target !== undefined);
}

/**
 * Where an entry says it lives when it has no link: RSS guid (RSS 2.0: unless isPermaLink says otherwise), RDF about, CDF href,
 * Atom content src or id, url.
 */
function findPermalink({ fields, attributes }: RawItem, base: string | undefined): string | undefined {
  for (const guid of fields.get('guid') ?? []) {
    const said = guid.attributes['ispermalink']?.trim().toLowerCase();
    if (said === 'true' || (said === undefined && /^https?:\/\//i.test(guid.text.trim())))
      return resolveLink(guid.text, base);
  }
  const source = (fields.get('content') ?? []).map(({ attributes: { src } }) => src).find((src) => src !== undefined);
  const anchor = (fields.get('a') ?? []).map(({ attributes: { href } }) => href).find((href) => href !== undefined);
  return (
    resolveLink(findAbout(attributes)) ??
    resolveLink(attributes['href'], base) ??
    resolveLink(anchor, base) ??
    resolveLink(source, base) ??
    resolveLink(findText(fields, 'id', 'atom:id')) ??
    resolveLink(findText(fields, 'url', 'prism:url'), base)
  );
}

/** The file that an entry without a page brings: RSS `enclosure`, Atom `rel="enclosure"`; a picture only when there is nothing else. */
function findEnclosure({ fields }: RawItem, links: readonly Field[], base: string | undefined): string | undefined {
  const enclosed = (fields.get('enclosure') ?? []).map((field) => ({
    field,
    target: resolveLink(field.attributes['url'], field.base ?? base),
  }));
  const linked = links
    .filter((link) => relationOf(link) === 'enclosure')
    .map((field) => ({ field, target: targetOf(field, base) }));
  const files = [...enclosed, ...linked].filter(({ target }) => target !== undefined);
  const best = files.find(({ field }) => !/^image\//i.test(field.attributes['type'] ?? '')) ?? files[0];
  return best?.target;
}
