import { hash as digest } from 'node:crypto';
import type { Entry } from '../entry';
import { plainEscapes } from '../link/escapes';
import type { EntryDraft } from './entry-mapper';
import { splitSimpleLink } from './links';

const TRACKING =
  /^(?:utm_\w+|at_(?:medium|campaign|custom\d)|mc_[ce]id|mkt_tok|fbclid|gclid|dclid|msclkid|yclid|igshid|_hs(?:enc|mi)|hss_channel|cmp(?:id)?|ns_\w+|ref|ref_?src|source|ftag|partner|feature|rss|from|spm|xtor|ocid|cid|trk|src)$/i;
const TRACKING_FRAGMENT = /^(?:utm_|xtor=|ref=|rss|ftag=|comments$|respond$)/i;
const COMMENT_COUNT = /\s*[[(]\d+\s*(?:comments?|replies|responses)?[\])]\s*$/i;

const ASCII = /^[\u0000-\u007f]*$/;

function hash(name: string): string {
  return digest('sha256', name, 'base64url').slice(0, 22);
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

/** Names and values of a query that has nothing to decode, as URLSearchParams would give them. */
function splitSimpleQuery(query: string): [string, string][] {
  const pairs = query.split('&').filter((pair) => pair !== '');
  return pairs.map((pair) => {
    const [name = ''] = pair.split('=', 1);
    return [name, pair.slice(name.length + 1)];
  });
}

function withoutTracking(query: readonly [string, string][]): string {
  const kept = query.filter(([name]) => !TRACKING.test(name)).map(([name, value]) => `${name}=${value}`);
  return kept.sort().join('&');
}

/** A link without what changes while the page stays the same: scheme, www, default port, tracking, trailing slash, order of the query. */
function splitLink(link: string): LinkParts | undefined {
  const simple = splitSimpleLink(link);
  if (simple !== undefined) {
    const query = simple.query === '' ? '' : withoutTracking(splitSimpleQuery(simple.query));
    return { host: withoutWww(simple.host), rest: `${withoutIndex(simple.path)}?${query}` };
  }
  try {
    const url = new URL(link);
    if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined;
    const fragment = TRACKING_FRAGMENT.test(url.hash.slice(1)) ? '' : url.hash;
    const host = withoutWww(url.host.replace(/:(?:80|443)$/, ''));
    const path = withoutIndex(plainEscapes(url.pathname));
    return { host, rest: `${path}?${withoutTracking([...url.searchParams])}${plainEscapes(fragment)}` };
  } catch {
    return undefined;
  }
}

function foldTitle(title: string): string {
  const ended = title.trimEnd();
  const counted = ended.endsWith(')') || ended.endsWith(']');
  const plain = (counted ? title.replace(COMMENT_COUNT, '') : title).toLowerCase();
  if (ASCII.test(plain)) return plain.replace(/[^a-z0-9]+/g, ' ').trim();
  return plain
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** What is hashed of a link: names are compared as they are, and only the one that becomes a key is hashed. */
function linkName(parts: LinkParts | undefined): string | undefined {
  return parts && `link\n${parts.host}${parts.rest}`;
}

function idName(identity: string | undefined): string | undefined {
  const id = identity?.trim() ?? '';
  return id === '' ? undefined : (linkName(splitLink(id)) ?? `id\n${id}`);
}

function textName({ title, summary }: Pick<Entry, 'title' | 'summary'>): string {
  return `text\n${title}\n${summary ?? ''}`;
}

/**
 * Second identity, 22 characters, for feeds that make new ids or move host: path and title, or title and time when there is no link.
 * Host and scheme, tracking, punctuation and a comment count in the title do not matter. Undefined when that would say too little.
 */
function aliasOf(entry: EntryDraft, link: LinkParts | undefined): string | undefined {
  const words = foldTitle(entry.title) || foldTitle(entry.summary ?? '').slice(0, 120);
  if (link !== undefined && words !== '') return hash(`alias\n${link.rest}\n${words}`);
  if (words !== '' && entry.publishedAt !== undefined) return hash(`alias\n${entry.publishedAt}\n${words}`);
  return undefined;
}

/**
 * By which a post is told from an earlier one under the same id: its link, its title and its minute, each comparable by itself.
 * Undefined when it lacks one of them.
 */
export function marksOf({ title, url, publishedAt }: Entry): string | undefined {
  const link = splitLink(url);
  const words = foldTitle(title);
  if (link === undefined || words === '' || publishedAt === undefined) return undefined;
  const minute = Math.floor(Date.parse(publishedAt) / 60_000);
  return `${hash(link.rest).slice(0, 6)} ${hash(words).slice(0, 6)} ${minute.toString(36)}`;
}

function countNames(names: readonly (string | undefined)[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

/**
 * Gives every entry of one feed its key, 22 characters, of its id, else its link, else its words, and its alias. An id that is a link
 * counts as that link, so http or https, www and tracking parameters make no difference. An id that several entries share identifies
 * none of them: their links do, and where those are shared too, their words, and then their time. Entries alike in everything are one.
 */
export function assignKeys(drafts: readonly EntryDraft[]): Entry[] {
  const links = drafts.map(({ url }) => splitLink(url));
  const byLink = links.map(linkName);
  const byId = drafts.map(({ identity, url }, at) => (identity === url ? byLink[at] : idName(identity)));
  const ids = countNames(byId);
  const pages = countNames(byLink);
  const isUnique = (name: string | undefined, counts: Map<string, number>): name is string =>
    name !== undefined && counts.get(name) === 1;
  const isUnnamed = (_: EntryDraft, at: number) => !isUnique(byId[at], ids) && !isUnique(byLink[at], pages);
  const texts = countNames(drafts.filter(isUnnamed).map(textName));
  const taken = new Set<string>();
  const entries: Entry[] = [];
  for (const [at, draft] of drafts.entries()) {
    const [id, link] = [byId[at], byLink[at]];
    let name: string;
    if (isUnique(id, ids) && !taken.has(id)) name = id;
    else if (isUnique(link, pages) && !taken.has(link)) name = link;
    else name = nameByWords(draft, texts);
    if (taken.has(name)) continue;
    taken.add(name);
    const { identity: _, ...read } = draft;
    const entry: Entry = { key: hash(name), ...read };
    const alias = aliasOf(draft, links[at]);
    if (alias !== undefined) entry.alias = alias;
    entries.push(entry);
  }
  return entries;
}

/** Words that several entries without a name of their own share identify them together with their time only. */
function nameByWords(draft: EntryDraft, texts: Map<string, number>): string {
  const text = textName(draft);
  return (texts.get(text) ?? 1) === 1 ? text : `dated\n${hash(text)}\n${draft.publishedAt ?? ''}`;
}
