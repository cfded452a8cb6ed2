import { RefusedError, UnreadableFeedError } from '../../../lambdas/domain/errors';
import { decodeText } from '../../../lambdas/domain/feed/charset';
import { discoverFeeds } from '../../../lambdas/domain/feed/discover';
import { checkUrl } from '../../../lambdas/domain/fetch/address';
import type { FetchAnswer } from '../../../lambdas/domain/fetch/fetch-answer';
import type { Fetcher, SourceStore } from '../../../lambdas/domain/ports';
import { readSnapshot, type Snapshot } from '../../../lambdas/domain/snapshot';
import { newSource, type Source } from '../../../lambdas/domain/source';
import { recogniseStatusPage } from '../../../lambdas/domain/source/recognition';
import { findSource, indexSources, type SourceIndex, sourceId } from '../../../lambdas/pipeline/catalogue';

export interface AddingWorld {
  sources: Pick<SourceStore, 'add' | 'list'>;
  fetcher: Fetcher;
  /** host:port pairs on this machine that may be fetched. */
  allowed: readonly string[];
  /** ISO 8601. */
  now: string;
  /** Hears of every address that is tried. */
  trying?: (url: string) => void;
}

export type Added =
  | { kind: 'added'; source: Source; format: string; entries: number; provider?: string }
  | { kind: 'known'; source: Source }
  | { kind: 'unread'; reason: string; tried: { url: string; reason: string }[] };

type Fetched = Extract<FetchAnswer, { kind: 'fetched' }>;
type Read =
  | { kind: 'feed'; url: string; answer: Fetched; snapshot: Snapshot }
  | { kind: 'page'; answer: Fetched; reason: string }
  | { kind: 'unread'; reason: string };

const mostTries = 8;

/**
 * Adds the feed at an address, or the feed of the site there: a known status page's, else the one its HTML names. Nothing is
 * stored that was not read through the guarded fetcher, and nothing twice, in whatever spelling.
 */
export async function addSource(world: AddingWorld, address: string): Promise<Added> {
  try {
    const given = checkUrl(address, world.allowed);
    given.hash = '';
    const known = indexSources(await world.sources.list());
    return findKnown(known, [given.href]) ?? (await addFrom(world, known, given.href));
  } catch (error) {
    if (error instanceof RefusedError) return { kind: 'unread', reason: error.message, tried: [] };
    throw error;
  }
}

async function addFrom(world: AddingWorld, known: SourceIndex, url: string): Promise<Added> {
  const given = await read(world, url);
  if (given.kind === 'feed') return store(world, known, given);
  const page = given.kind === 'page' ? given.answer : undefined;
  const html = page === undefined ? '' : decodeText(page.body, page.contentType);
  const status = recogniseStatusPage(page?.finalUrl ?? url, html);
  const named = page === undefined ? [] : discoverFeeds(html, page.finalUrl);
  const candidates = [...new Set([...(status?.feeds ?? []), ...named])].filter((feed) => feed !== url);
  const followed = findKnown(known, candidates.slice(0, mostTries));
  if (followed) return followed;
  const tried: { url: string; reason: string }[] = [];
  for (const candidate of candidates.slice(0, mostTries)) {
    const found = await read(world, candidate);
    const isStatusFeed = status?.feeds.includes(candidate) ?? false;
    if (found.kind === 'feed' && (!isStatusFeed || speaksOfIncidents(found.snapshot)))
      return store(world, known, found, isStatusFeed ? status?.provider : undefined);
    tried.push({ url: candidate, reason: found.kind === 'feed' ? 'A feed, but no status feed.' : found.reason });
  }
  const next = page !== undefined && tried.length === 0 ? ` ${adviseOn(html)}` : '';
  return { kind: 'unread', reason: `${given.reason}${next}`, tried };
}

/** What to do with a document that is no feed and names none that could be tried. */
const adviseOn = (text: string) =>
  /^[^<]*(?:<[?!][^>]*>[^<]*)*<opml[\s>]/i.test(text.slice(0, 4096))
    ? 'Save it as a file and "import" that.'
    : 'It names no feed either: add the feed itself, if you know its address.';

/** A page without incidents says nothing of its kind. */
const speaksOfIncidents = ({ kind, entries }: Snapshot) => kind === 'status' || entries.length === 0;

async function read(world: AddingWorld, url: string): Promise<Read> {
  world.trying?.(url);
  const answer = await world.fetcher.fetch({ url });
  if (answer.kind !== 'fetched')
    return { kind: 'unread', reason: 'reason' in answer ? answer.reason : 'The server sent no document.' };
  const { body, contentType, finalUrl } = answer;
  try {
    const about = { url: finalUrl, now: world.now, ...(contentType !== undefined && { contentType }) };
    return { kind: 'feed', url, answer, snapshot: await readSnapshot(body, about) };
  } catch (error) {
    if (error instanceof UnreadableFeedError) return { kind: 'page', answer, reason: error.message };
    if (error instanceof RefusedError) return { kind: 'unread', reason: error.message };
    throw error;
  }
}

async function store(
  world: AddingWorld,
  known: SourceIndex,
  { url: asked, answer, snapshot }: Extract<Read, { kind: 'feed' }>,
  provider?: string,
): Promise<Added> {
  const url = answer.permanentUrl ?? asked;
  const followed = findKnown(known, [url, answer.finalUrl]);
  if (followed) return followed;
  const { title, site } = snapshot.feed;
  const kind = provider === undefined ? snapshot.kind : 'status';
  const about = { url, kind, title, ...(site !== undefined && { site }) };
  const source = newSource(sourceId(url), about, world.now);
  if (!(await world.sources.add(source))) return { kind: 'known', source };
  const { format, entries } = snapshot;
  return { kind: 'added', source, format, entries: entries.length, ...(provider !== undefined && { provider }) };
}

function findKnown(known: SourceIndex, urls: readonly string[]): Added | undefined {
  const source = urls.map((url) => findSource(known, url)).find((found) => found !== undefined);
  return source && { kind: 'known', source };
}
