import { createHash } from 'node:crypto';
import type { Entry } from '../domain/entry';
import { RefusedError, UnreadableFeedError } from '../domain/errors';
import { countTaken, type FeedMemory, rememberFeed, sinceSaved } from '../domain/feed/memory';
import { newEntries } from '../domain/feed/seen';
import type { Elsewhere, FetchAnswer, Line } from '../domain/fetch/fetch-answer';
import type { CandidateStore, Fetcher, IncidentStore, PollDeliveries, SourceStore } from '../domain/ports';
import type { ScoreModel } from '../domain/score/model';
import { readSnapshot, type Snapshot } from '../domain/snapshot';
import { floodReason, type PollOutcome, type Source, type Taken } from '../domain/source';
import { joinSources } from '../domain/source/decision';
import { driftReason, identityOf } from '../domain/source/drift';
import { isMissing, isSearchDue } from '../domain/source/move';
import { beforeFault, nextSource, putOff } from '../domain/source/next-poll';
import { medianLag, rememberLags } from '../domain/source/poll-lag';
import type { FeedSearch, PollCall } from '../domain/source/poll-leg';
import { sourceId } from './catalogue';
import { searchSite } from './find-moved-feed';
import { takeEntries } from './take-entries';
import { takeReports } from './take-reports';

export interface PollWorld {
  sources: SourceStore;
  candidates: CandidateStore;
  incidents: IncidentStore;
  fetcher: Fetcher;
  model: ScoreModel;
  /** Without it there are no lines: whoever polls asks whatever host a redirect leads to. */
  deliveries?: Pick<PollDeliveries, 'handOn'>;
}

/** A poll that goes on in the line of another host, and saves nothing in this one. */
export interface HandedOn {
  kind: 'handed on';
  reason: string;
}

/**
 * Polls one source, if it is due at `now` (ISO 8601), and saves what came of it at one exit: the source's state, with
 * its validators, is written last, so that a poll cut short anywhere is simply done again. Undefined when nothing was due.
 * A `call` whose poll broke before finds its source due; no host is asked but the one in whose line it stands.
 */
export async function pollSource(
  world: PollWorld,
  id: string,
  now: string,
  call?: PollCall,
): Promise<PollOutcome | HandedOn | undefined> {
  // At half the price. An old one is polled once too often, and its save refused.
  const stored = await world.sources.get(id, 'lately');
  const source = stored && beforeFault(stored, call?.dueAt);
  if (!source || source.nextPollAt > now) return undefined;
  const outcome = await fetchAndTake(world, source, now, call);
  if (outcome.kind === 'elsewhere') return await handOn(world, id, call as PollCall, outcome);
  const next = nextSource(source, outcome, now);
  await world.sources.save(next.url === source.url ? next : await settle(world.sources, next), stored.nextPollAt);
  return outcome;
}

async function handOn(
  { deliveries }: PollWorld,
  id: string,
  { dueAt, leg }: PollCall,
  { onward, search }: Elsewhere & { search?: FeedSearch },
): Promise<HandedOn> {
  const { host } = new URL(onward.to);
  await deliveries?.handOn({ id, host, dueAt }, { number: (leg?.number ?? 0) + 1, onward, ...(search && { search }) });
  return { kind: 'handed on', reason: `It goes on in the line of ${host}.` };
}

/**
 * A source that has moved, at home in its new address; retired when another one is polled there, whether it was added there or moved there
 * first.
 */
async function settle(sources: PollWorld['sources'], source: Source): Promise<Source> {
  const place = sourceId(source.url);
  const other = (await sources.at(place)).find(
    ({ id, state, url }) => id !== source.id && state !== 'retired' && sourceId(url) === place,
  );
  if (other) return joinSources(source, other);
  if (place !== source.id) await sources.moveIn(place, source.id);
  return source;
}

/**
 * Puts a source off whose poll broke by a fault of ours, so that it breaks ever more rarely, and says why in the ledger. Throws when the
 * table is what is broken.
 */
export async function putOffSource(
  world: Pick<PollWorld, 'sources'>,
  id: string,
  dueAt: string,
  { name, message }: Error,
  now: string,
): Promise<void> {
  const source = await world.sources.get(id);
  const reason = `Its poll broke, by a fault of sre-digest and not of the feed (${name}: ${message.slice(0, 200)}); tried ever more rarely until that is mended.`;
  const next = source && putOff(source, dueAt, reason, now);
  if (next) await world.sources.save(next, source.nextPollAt);
}

const lineOf = ({ deliveries }: PollWorld, { host, leg }: Partial<PollCall> = {}): Line | undefined =>
  deliveries && host !== undefined ? { host, ...(leg && { onward: leg.onward }) } : undefined;

/** Was read before, or came with its site: an address that never was a feed is no feed that is lost. */
const isKnownFeed = ({ site, lastSuccessAt }: Source) => site !== undefined || lastSuccessAt !== undefined;

async function fetchAndTake(
  world: PollWorld,
  source: Source,
  now: string,
  call: PollCall | undefined,
): Promise<PollOutcome | (Elsewhere & { search?: FeedSearch })> {
  const { url, etag, lastModified, validatedUrl } = source;
  const line = lineOf(world, call);
  if (call?.leg?.search) return searchSite(world, source, call.leg.search, now, line);
  const request = {
    url,
    ...(etag !== undefined && { etag }),
    ...(lastModified !== undefined && { lastModified }),
    ...(validatedUrl !== undefined && { validatedUrl }),
  };
  const answer = await world.fetcher.fetch(request, line);
  if (answer.kind === 'failed' && isMissing(answer.status) && isKnownFeed(source) && isSearchDue(source.lost, now))
    return searchSite(world, source, { reason: answer.reason }, now, line && { host: line.host });
  if (answer.kind !== 'fetched') return answer;
  const bodyHash = createHash('sha256').update(answer.body).digest('base64url').slice(0, 22);
  const validators = {
    wireBytes: answer.wireBytes,
    ...(answer.etag !== undefined && { etag: answer.etag }),
    ...(answer.lastModified !== undefined && { lastModified: answer.lastModified }),
    ...(answer.maxAgeSeconds !== undefined && { maxAgeSeconds: answer.maxAgeSeconds }),
    ...(answer.permanentUrl !== undefined && { permanentUrl: answer.permanentUrl }),
    ...(answer.finalUrl !== source.url && { validatedUrl: answer.finalUrl }),
  };
  if (bodyHash === source.bodyHash) return { kind: 'unchanged', ...validators };
  const snapshot = await readAnswer(source, answer, now);
  if ('reason' in snapshot) return snapshot;
  // What is missing of it was not sent, and by the validators of the whole it never would be: the same bytes again are taken as they are.
  const { etag: _etag, lastModified: _modified, ...unvalidated } = validators;
  const about = { bodyHash, ...(snapshot.feed.isCut ? unvalidated : validators), ...describe(snapshot) };
  const named = { ...source, title: source.title || snapshot.feed.title || new URL(source.url).host };
  // A status page is believed, for a great outage is a flood of its own; a blog that has become one is looked at like any other.
  const memory: FeedMemory = source.kind === 'status' ? { entries: [] } : await world.sources.seen(source.id);
  const fresh = newEntries(memory.entries, snapshot.entries);
  const held =
    source.kind === 'blog' &&
    (floodReason(source, fresh.length) ?? driftReason(source, memory, snapshot.feed, snapshot.entries, fresh.length));
  if (held) return { kind: 'quarantined', reason: held };
  const taken =
    snapshot.kind === 'status'
      ? await takeStatus(world, named, snapshot, now)
      : await takeNews(world, named, { snapshot, memory, fresh }, now);
  return { kind: 'fetched', ...about, ...taken };
}

async function readAnswer(
  { kind, title }: Source,
  { body, contentType, finalUrl }: Extract<FetchAnswer, { kind: 'fetched' }>,
  now: string,
): Promise<Snapshot | { kind: 'refused' | 'failed'; reason: string }> {
  try {
    const about = { url: finalUrl, now, kind, sourceTitle: title, ...(contentType !== undefined && { contentType }) };
    return await readSnapshot(body, about);
  } catch (error) {
    if (error instanceof RefusedError) return { kind: 'refused', reason: error.message };
    if (error instanceof UnreadableFeedError) return { kind: 'failed', reason: error.message };
    throw error;
  }
}

/** What a document says of itself, as the source keeps it. */
const describe = ({ kind, entries, feed: { title, site, ttlMinutes, skipHours } }: Snapshot) => ({
  title,
  sourceKind: kind,
  ...(site !== undefined && { site }),
  ...(ttlMinutes !== undefined && { ttlMinutes }),
  ...(skipHours !== undefined && { skipHours }),
  published: entries.flatMap(({ publishedAt }) => publishedAt ?? []),
});

async function takeStatus(
  world: PollWorld,
  source: Source,
  snapshot: Extract<Snapshot, { kind: 'status' }>,
  now: string,
): Promise<Taken> {
  const incidents = await takeReports(world, source, snapshot, now);
  // Which other reports it showed before is not remembered: of those, only the first reading counts.
  const entries = source.lastSuccessAt === undefined ? snapshot.entries.length : incidents;
  return { entries, brought: 0, joined: 0, incidents };
}

/** Takes the new entries of a blog, and remembers them, and what is counted of them, if there were any. */
async function takeNews(
  world: PollWorld,
  source: Source,
  { snapshot, memory, fresh }: { snapshot: Snapshot; memory: FeedMemory; fresh: readonly Entry[] },
  now: string,
): Promise<Taken & { newestEntryAt?: string; lagMinutes?: number }> {
  const { feed, entries } = snapshot;
  const taken = await takeEntries(world, source, fresh, now);
  const counted = countTaken(memory.counted ?? source, { entries: fresh.length, ...taken });
  const isFirst = source.lastSuccessAt === undefined;
  const lags = rememberLags(memory.lags ?? [], isFirst ? [] : fresh, now);
  const lagMinutes = medianLag(lags);
  const newest = entries.find((entry) => entry.publishedAt)?.publishedAt;
  if (fresh.length > 0) {
    const about = { counted, lags, ...identityOf(feed, entries) };
    await world.sources.saveSeen(source.id, rememberFeed(memory, entries, about));
  }
  return {
    incidents: 0,
    ...sinceSaved(counted, source),
    ...(newest !== undefined && { newestEntryAt: newest }),
    ...(lagMinutes !== undefined && { lagMinutes }),
  };
}
