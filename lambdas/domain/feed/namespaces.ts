/**
 * Prefix that each namespace has here, whatever the feed calls it, without the URI's last slash or hash; '' for the vocabularies whose
 * elements are written bare.
 */
const PREFIX_OF: ReadonlyMap<string, string> = new Map([
  ['http://www.w3.org/2005/atom', 'atom'],
  ['http://purl.org/atom/ns', 'atom'],
  ['http://example.com/newformat', 'atom'],
  ['http://example.com/necho', 'atom'],
  ['http://purl.org/echo', 'atom'],
  ['uri/of/echo/namespace', 'atom'],
  ['http://purl.org/pie', 'atom'],
  ['http://purl.org/rss/1.0', ''],
  ['http://my.netscape.com/rdf/simple/0.9', ''],
  ['http://channel.netscape.com/rdf/simple/0.9', ''],
  ['http://backend.userland.com/blogchannelmodule', 'blogchannel'],
  ['http://blogs.law.harvard.edu/tech/rss', ''],
  ['http://my.netscape.com/publish/formats/rss-0.91.dtd', ''],
  ['http://purl.org/net/rss1.1', ''],
  ['http://www.w3.org/1999/02/22-rdf-syntax-ns', 'rdf'],
  ['http://purl.org/dc/elements/1.1', 'dc'],
  ['http://purl.org/dc/elements/1.0', 'dc'],
  ['http://purl.org/dc/terms', 'dcterms'],
  ['http://purl.org/rss/1.0/modules/dcterms', 'dcterms'],
  ['http://purl.org/rss/1.0/modules/content', 'content'],
  ['http://www.itunes.com/dtds/podcast-1.0.dtd', 'itunes'],
  ['http://example.com/dtds/podcast-1.0.dtd', 'itunes'],
  ['http://search.yahoo.com/mrss', 'media'],
  ['http://rssnamespace.org/feedburner/ext/1.0', 'feedburner'],
  ['http://www.pheedo.com/namespace/pheedo', 'pheedo'],
  ['http://www.w3.org/1999/xhtml', 'xhtml'],
  ['http://www.w3.org/xml/1998/namespace', 'xml'],
  ['http://tools.search.yahoo.com/mrss', 'media'],
  ['http://video.search.yahoo.com/mrss', 'media'],
  ['http://www.rssboard.org/media-rss', 'media'],
]);

/** The house prefix of a namespace URI, whatever its case, scheme and last sign; undefined when nobody reads that vocabulary. */
function findPrefix(uri: string): string | undefined {
  const known = uri
    .trim()
    .toLowerCase()
    .replace(/^https:/, 'http:')
    .replace(/[/#]+$/, '');
  if (known.startsWith('http://prismstandard.org/namespaces')) return 'prism';
  return known.startsWith('http://backend.userland.com/rss') ? '' : PREFIX_OF.get(known);
}

const MAX_NAMES = 512;

/** Namespaces declared so far in one document; the last declaration of a prefix counts. */
export class Namespaces {
  private readonly declared = new Map<string, string>();
  private readonly names = new Map<string, string>();
  /** The prefix of an `rss` or `channel`: whatever is declared for it, no vocabulary but RSS has such elements. */
  private own: string | undefined;

  /** The prefix that a feed's first element wears is the feed's own; of an Atom feed, unless a namespace we know is declared for it. */
  adopt(root: string): void {
    const found = /^([^:]+):(rss|channel|feed|entry)$/i.exec(root);
    if (found === null) return;
    const [, prefix = '', name = ''] = found;
    const isAtom = /^(?:feed|entry)$/i.test(name);
    this.declared.set(prefix.toLowerCase(), isAtom ? 'atom' : '');
    if (!isAtom) this.own = prefix.toLowerCase();
  }

  /** Takes in the `xmlns` attributes of one element; whether they say anything new. */
  declare(attributes: Readonly<Record<string, string>>): boolean {
    let isNew = false;
    for (const [name, uri] of Object.entries(attributes)) {
      if (!name.startsWith('xmlns:') || this.declared.size > 64) continue;
      const prefix = name.slice(6).toLowerCase();
      if (prefix === this.own) continue;
      const before = this.declared.get(prefix);
      const house = findPrefix(uri) ?? (before === '' || before === 'atom' ? before : prefix);
      if (house === before) continue;
      this.declared.set(prefix, house);
      this.names.clear();
      isNew = true;
    }
    return isNew;
  }

  /** House name of an element: lower case, house prefix, bare for the feed's own vocabulary. */
  nameOf(written: string, isAtom: boolean): string {
    const known = this.names.get(written);
    if (known !== undefined) return known;
    const name = this.findName(written.toLowerCase(), isAtom);
    if (this.names.size < MAX_NAMES && !(name.startsWith('atom:') && !isAtom)) this.names.set(written, name);
    return name;
  }

  private findName(name: string, isAtom: boolean): string {
    const colon = name.indexOf(':');
    if (colon === -1) return name;
    const prefix = name.slice(0, colon);
    const house = this.declared.get(prefix) ?? prefix;
    const local = name.slice(colon + 1);
    return house === '' || house === 'rss' || (house === 'atom' && isAtom) ? local : `${house}:${local}`;
  }
}
