import { hash as digest } from 'node:crypto';
import type { Entry } from '../entry';
import type { EntryDraft } from './entry-mapper';
import { splitSimpleLink } from './links';

const TRACKING =
  /^(?:utm_\w+|at_(?:medium|campaign|custom\d)|mc_[ce]id|mkt_tok|fbclid|gclid|dclid|msclkid|yclid|igshid|_hs(?:enc|mi)|hss_channel|cmp(?:id)?|ns_\w+|ref|ref_?src|source|ftag|partner|feature|rss|from|spm|xtor|ocid|cid|trk|src)$/i;
const TRACKING_FRAGMENT = /^(?:utm_|xtor=|ref=|rss|ftag=|comments$|respond$)/i;
const COMMENT_COUNT = /\s*[[(]\d+\s*(?:comments?|replies|responses)?[\])]\s*$/i;

const ASCII = /^[\u0000-\u007f]*$/;

/** What may identify an entry. */
export interface IdentityParts {
  identity?: string;
  url: string;
  title: string;
  summary?: string;
}

function hash(kind: string, text: string): string {
  return digest('sha256', `${kind}\n${text}`, 'base64url').slice(0, 22);
}

interface LinkParts {
  host: string;
  rest: string;
}

function withoutWww(host: string): string {
  return host.startsWith('www.') ? host.slice(4) : host;
}

function withoutIndex(path: string): string {
  if (path.endsWith('/')) return path.slice(0, -1);
  return path.endsWith('.html') || path.endsWith('.htm') || path.endsWith('.php')
    ? path.replace(/\/index\.(?:html?|php)$/, '')
    : path;
}

/** A link without what changes while the page stays the same: scheme, www, default port, tracking, trailing slash, order of the query. */
function splitLink(link: string): LinkParts | undefined {
  const simple = splitSimpleLink(link);
  if (simple !== undefined) return { host: withoutWww(simple.host), rest: `${withoutIndex(simple.path)}?` };
  try {
    const url = new URL(link);
    if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined;
    const query = [...url.searchParams]
      .filter(([name]) => !TRACKING.test(name))
      .map(([name, value]) => `${name}=${value}`)
      .sort();
    const fragment = TRACKING_FRAGMENT.test(url.hash.slice(1)) ? '' : url.hash;
    const host = withoutWww(url.host.replace(/:(?:80|443)$/, ''));
    return { host, rest: `${withoutIndex(url.pathname)}?${query.join('&')}${fragment}` };
  } catch {
    return undefined;
  }
}

function foldTitle(title: string): string {
  const plain = (/[)\]]\s*$/.test(title) ? title.replace(COMMENT_COUNT, '') : title).toLowerCase();
  if (ASCII.test(plain)) return plain.replace(/[^a-z0-9]+/g, ' ').trim();
  return plain
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

function linkKey(parts: LinkParts | undefined): string | undefined {
  return parts && hash('link', `${parts.host}${parts.rest}`);
}

function idKey(identity: string | undefined): string | undefined {
  const id = identity?.trim() ?? '';
  return id === '' ? undefined : (linkKey(splitLink(id)) ?? hash('id', id));
}

function textKey({ title, summary }: IdentityParts): string {
  return hash('text', `${title}\n${summary ?? ''}`);
}

/**
 * Identity of an entry inside its feed, 22 characters: its id, else its link, else its words. An id that is a link counts as that
 * link, so http or https, www and tracking parameters make no difference.
 */
export function keyOf(parts: IdentityParts): string {
  return idKey(parts.identity) ?? linkKey(splitLink(parts.url)) ?? textKey(parts);
}

/**
 * Second identity, 22 characters, for feeds that make new ids or move host: path and title, or title and time when there is no link.
 * Host and scheme, tracking, punctuation and a comment count in the title do not matter. Undefined when that would say too little.
 */
export function aliasOf(entry: AliasParts): string | undefined {
  return hashAlias(entry, splitLink(entry.url));
}

type AliasParts = Pick<Entry, 'url' | 'title' | 'publishedAt' | 'summary'>;

function hashAlias(entry: AliasParts, link: LinkParts | undefined): string | undefined {
  const words = foldTitle(entry.title) || foldTitle(entry.summary ?? '').slice(0, 120);
  if (link !== undefined && words !== '') return hash('alias', `${link.rest}\n${words}`);
  if (words !== '' && entry.publishedAt !== undefined) return hash('alias', `${entry.publishedAt}\n${words}`);
  return undefined;
}

function countBy<T>(items: readonly T[], name: (item: T) => string | undefined): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) {
    const key = name(item);
    if (key !== undefined) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

/**
 * Gives every entry of one feed its key. An id that several entries share identifies none of them: their links do, and where those are
 * shared too, their words, and then their time. Entries alike in everything are one.
 */
export function assignKeys(drafts: readonly EntryDraft[]): Entry[] {
  const named = drafts.map((draft) => {
    const link = splitLink(draft.url);
    const byLink = linkKey(link);
    return { draft, link, byLink, byId: draft.identity === draft.url ? byLink : idKey(draft.identity) };
  });
  const ids = countBy(named, ({ byId }) => byId);
  const links = countBy(named, ({ byLink }) => byLink);
  const unnamed = named.filter(({ byId, byLink }) => ids.get(byId ?? '') !== 1 && links.get(byLink ?? '') !== 1);
  const texts = countBy(unnamed, ({ draft }) => textKey(draft));
  const byWords = (draft: EntryDraft): string => {
    const text = textKey(draft);
    return (texts.get(text) ?? 1) === 1 ? text : hash('dated', `${text}\n${draft.publishedAt ?? ''}`);
  };
  const entries = new Map<string, Entry>();
  for (const { draft, link, byId, byLink } of named) {
    const { identity: _, ...entry } = draft;
    const own = [ids.get(byId ?? '') === 1 ? byId : undefined, links.get(byLink ?? '') === 1 ? byLink : undefined];
    const key = own.find((name) => name !== undefined && !entries.has(name)) ?? byWords(draft);
    const alias = hashAlias(draft, link);
    if (!entries.has(key)) entries.set(key, { key, ...entry, ...(alias === undefined ? {} : { alias }) });
  }
  return [...entries.values()];
}
