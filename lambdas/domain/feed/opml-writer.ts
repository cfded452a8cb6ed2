import type { Source, SourceKind } from '../source';
import { longestTitle } from './opml';
import { cleanText } from './text';

const groups: readonly { title: string; kind: SourceKind }[] = [
  { title: 'Blogs', kind: 'blog' },
  { title: 'Status pages', kind: 'status' },
];

type Listed = Pick<Source, 'url' | 'title' | 'kind' | 'site'>;

/**
 * An OPML 2.0 subscription list of the sources, blogs and status pages each in a group, sorted by title, which `readOpml` reads
 * back as they were. `now` (ISO 8601) becomes its date. Source: https://opml.org/spec2.opml.
 */
export function writeOpml(sources: readonly Listed[], now: string): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<opml version="2.0">',
    '  <head>',
    '    <title>sre-digest: sources</title>',
    `    <dateCreated>${new Date(now).toUTCString()}</dateCreated>`,
    '    <docs>https://opml.org/spec2.opml</docs>',
    '  </head>',
    '  <body>',
    ...groups.flatMap(({ title, kind }) => [
      `    <outline text="${title}" title="${title}">`,
      ...sortByTitle(sources.filter((source) => source.kind === kind)).map(writeOutline),
      '    </outline>',
    ]),
    '  </body>',
    '</opml>',
    '',
  ].join('\n');
}

function sortByTitle(sources: readonly Listed[]): Listed[] {
  const order = ({ title, url }: Listed) => `${title.toLowerCase()}\n${url}`;
  return sources.toSorted((a, b) => (order(a) < order(b) ? -1 : 1));
}

/** OPML asks for a text: a source that has not told its title yet is named by its address. */
function writeOutline({ url, title, kind, site }: Listed): string {
  const name = cleanText(title, longestTitle) || url;
  const attributes = {
    type: 'rss',
    text: name,
    title: name,
    xmlUrl: url,
    ...(site !== undefined && { htmlUrl: site }),
    category: kind,
  };
  const written = Object.entries(attributes).map(([attribute, value]) => `${attribute}="${escapeAttribute(value)}"`);
  return `      <outline ${written.join(' ')}/>`;
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Leaves out the two code points that XML 1.0 does not allow and a cleaned text may still hold. */
const escapeAttribute = (text: string) =>
  text.replace(/[\ufffe\uffff]/g, '').replace(/[&<>"]/g, (sign) => entities[sign] as string);
