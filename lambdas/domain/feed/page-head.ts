import { Parser } from 'htmlparser2';
import { isObject } from './json-document';
import { MAX_AUTHOR, MAX_TITLE } from './limits';
import { markupToText } from './markup-text';
import { cleanText } from './text';

const MAX_PAGE = 512 * 1024;
const MAX_SCRIPT = 64 * 1024;

/** What a page says of itself. Plain text, cut and cleaned like the fields of a feed. */
export interface PageHead {
  title?: string;
  author?: string;
  site?: string;
  /** schema.org's isAccessibleForFree is false, or the page's tier is locked or metered. */
  paid?: true;
  /** The first heading. */
  heading?: string;
}

/** Reads title, author and site from a page's meta elements, JSON-LD and title (Open Graph, Dublin Core, schema.org), of the first 512 KiB. */
export function readPageHead(html: string): PageHead {
  const meta = new Map<string, string>();
  const texts = { title: '', h1: '', script: '' };
  const linked: string[] = [];
  let open: keyof typeof texts | undefined;
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        if (name === 'meta') {
          const key = (attributes['property'] ?? attributes['name'] ?? attributes['itemprop'] ?? '').toLowerCase();
          const content = attributes['content'] ?? '';
          if (key !== '' && content.trim() !== '' && !meta.has(key)) meta.set(key, content);
        }
        if (name === 'title' && texts.title === '') open = 'title';
        if (name === 'h1' && texts.h1 === '') open = 'h1';
        if (name === 'script' && /^application\/ld\+json$/i.test(attributes['type'] ?? '')) open = 'script';
      },
      ontext(text) {
        if (open !== undefined && texts[open].length < MAX_SCRIPT) texts[open] += text;
      },
      onclosetag(name) {
        if (name !== open) return;
        if (name === 'script') {
          linked.push(texts.script);
          texts.script = '';
        }
        open = undefined;
      },
    },
    { decodeEntities: true },
  );
  parser.end(html.slice(0, MAX_PAGE));
  const facts = linked.slice(0, 8).flatMap(readLinkedData);
  const first = (...candidates: (string | undefined)[]) => candidates.find((text) => text?.trim());
  const author = first(
    facts.find((fact) => fact.author !== undefined)?.author,
    meta.get('author'),
    meta.get('article:author'),
    meta.get('dc.creator'),
    meta.get('parsely-author'),
    meta.get('sailthru.author'),
  );
  const tier = `${meta.get('article:content_tier') ?? ''} ${meta.get('lp:paywall') ?? ''}`;
  return {
    ...field('title', first(meta.get('og:title'), texts.title, meta.get('twitter:title'), texts.h1), MAX_TITLE),
    ...field('author', author && !/^https?:/i.test(author.trim()) ? author : undefined, MAX_AUTHOR),
    ...field('site', first(meta.get('og:site_name'), meta.get('application-name')), MAX_AUTHOR),
    ...field('heading', texts.h1, MAX_TITLE),
    ...((facts.some(({ paid }) => paid) || /\b(?:locked|metered|hard|yes|true)\b/i.test(tier)) && { paid: true }),
  };
}

function field<K extends string>(name: K, text: string | undefined, most: number): Partial<Record<K, string>> {
  const clean = cleanText(markupToText(text ?? '', most), most);
  return clean === '' ? {} : ({ [name]: clean } as Record<K, string>);
}

interface Fact {
  author?: string;
  paid: boolean;
}

/** The articles in a block of JSON-LD; a block nobody can read says nothing. */
function readLinkedData(text: string): Fact[] {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return [];
  }
  const graph = isObject(data) && Array.isArray(data['@graph']) ? data['@graph'] : [data].flat();
  return graph.filter(isObject).map((node) => {
    const author = namesIn(node['author']);
    const free = node['isAccessibleForFree'];
    return { ...(author !== '' && { author }), paid: free === false || /^false$/i.test(String(free)) };
  });
}

function namesIn(author: unknown): string {
  const names = [author].flat().map((one) => (isObject(one) ? one['name'] : one));
  return names
    .filter((name) => typeof name === 'string')
    .slice(0, 4)
    .join(', ');
}
