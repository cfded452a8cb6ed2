import { day, minute } from '../instant';
import { never, type PollOutcome, type Source } from '../source';
import { savedBytes } from './bytes-saved';
import { countMove, isMissing, isMoveConfirmed, isSameOwner, proposeMove } from './move';
import { makePlan, type PollPlan, slotAfter } from './poll-plan';
import {
  afterSkippedHours,
  askedMinutes,
  averageInterval,
  learnHabit,
  longestInterval,
  shortestInterval,
  spreadWait,
  worthWaiting,
} from './polling-habit';

/**
 * The source after a poll: the only place that decides when it is polled next. Polls follow the source's habit between
 * 15 minutes and 24 hours, never sooner than the site asks (RFC 9111 freshness, RSS ttl and skipHours, Retry-After);
 * failures double the wait and never end it, and only 410 Gone retires. A permanent redirect, said three times, is followed
 * within its owner's domain. Waits are spread by the source's id, so that what failed together does not return together.
 */
export function nextSource(source: Source, outcome: PollOutcome, now: string): Source {
  const { lastReason, plan, fault: _fault, ...rest } = source;
  // Why it is held back stays said, whatever its polls come to, until somebody decides.
  const held = source.state === 'quarantined' && lastReason !== undefined && { lastReason };
  const saved = savedBytes(source, outcome, now);
  const polled = {
    ...rest,
    ...held,
    lastPolledAt: now,
    lastOutcome: outcome.kind,
    polls: source.polls + 1,
    ...(saved !== undefined && { bytesSaved: (source.bytesSaved ?? 0) + saved }),
  };
  switch (outcome.kind) {
    case 'fetched':
      return afterFetched(polled, plan, outcome, now);
    case 'unchanged': {
      const { maxAgeSeconds, etag, lastModified, validatedUrl } = outcome;
      const confirmed = {
        ...(outcome.wireBytes === undefined ? polled : forgetValidators(polled)),
        ...(etag !== undefined && { etag }),
        ...(lastModified !== undefined && { lastModified }),
        ...(validatedUrl !== undefined && { validatedUrl }),
        ...(maxAgeSeconds !== undefined && { asked: { ...source.asked, maxAgeSeconds } }),
        unchangedPolls: source.unchangedPolls + 1,
      };
      return afterSuccess(confirmed, plan, outcome.permanentUrl, now);
    }
    case 'gone':
      return { ...polled, lastReason: outcome.reason, state: 'retired', failures: 0, nextPollAt: never };
    case 'quarantined': {
      const wait = spreadWait(longestInterval, 0.1, 0, seedOf(polled));
      return { ...polled, lastReason: outcome.reason, state: 'quarantined', nextPollAt: dueIn(polled, now, wait) };
    }
    default:
      return afterFailure({ ...polled, lastReason: outcome.reason, ...held }, outcome, now);
  }
}

/**
 * The source after a poll that broke by a fault of ours, for the message of the moment it was due: polled again after a wait that doubles
 * up to a day, and never ends. All else stays as it was, and `beforeFault` brings back the rest. Undefined when it was put off for that
 * message already, is polled no more, or is not due: then another delivery has polled it, and this one broke on nothing of its feed.
 */
export function putOff(source: Source, dueAt: string, reason: string, now: string): Source | undefined {
  const { plan, ...rest } = source;
  if (source.state === 'retired' || source.fault?.dueAt === dueAt || source.nextPollAt > now) return undefined;
  const times = (source.fault?.times ?? 0) + 1;
  const backedOff = Math.min(Math.max(source.intervalMinutes, 60) * 2 ** Math.min(times, 10), longestInterval);
  const fault = { times, dueAt, nextPollAt: source.nextPollAt, ...(plan && { plan }) };
  const nextPollAt = later(now, spreadWait(backedOff, 0.25, 0, `${source.id} ${times}`));
  const held = source.state === 'quarantined' && source.lastReason !== undefined;
  return { ...rest, ...(!held && { lastReason: reason }), fault, nextPollAt };
}

/** The source as a message finds it that is delivered again after its poll broke: due, with the plan it had. Any other message finds it as it is. */
export function beforeFault(source: Source, dueAt: string | undefined): Source {
  const { fault, ...rest } = source;
  if (fault === undefined || fault.dueAt !== dueAt || source.state === 'retired') return source;
  return { ...rest, nextPollAt: fault.nextPollAt, ...(fault.plan && { plan: fault.plan }) };
}

/** The same bytes in a new answer: what it does not say of them is not true any more, and where it came from may be another origin. */
function forgetValidators({
  etag: _etag,
  lastModified: _modified,
  validatedUrl: _validated,
  ...source
}: Source): Source {
  const { maxAgeSeconds: _age, ...asked } = source.asked ?? {};
  return { ...source, ...(source.asked && { asked }) };
}

function afterFetched(
  source: Source,
  plan: PollPlan | undefined,
  outcome: PollOutcome & { kind: 'fetched' },
  now: string,
): Source {
  const { etag: _etag, lastModified: _modified, validatedUrl: _validated, asked: _asked, ...kept } = source;
  const { maxAgeSeconds, ttlMinutes, skipHours, published, entries, lastModified, validatedUrl } = outcome;
  const { lastSuccessAt } = source;
  const news = { now, published, entries, ...(lastSuccessAt !== undefined && { lastSuccessAt }) };
  const habit = learnHabit(source.habit ?? {}, news);
  const asked = {
    ...(maxAgeSeconds !== undefined && { maxAgeSeconds }),
    ...(ttlMinutes !== undefined && { ttlMinutes }),
    ...(skipHours !== undefined && { skipHours }),
  };
  const read = {
    ...kept,
    ...(outcome.etag !== undefined && { etag: outcome.etag }),
    ...(lastModified !== undefined && { lastModified }),
    ...(validatedUrl !== undefined && { validatedUrl }),
    ...(outcome.newestEntryAt !== undefined && { newestEntryAt: outcome.newestEntryAt }),
    ...(outcome.wireBytes !== undefined && { feedBytes: outcome.wireBytes }),
    ...(outcome.lagMinutes !== undefined && { lagMinutes: outcome.lagMinutes }),
    ...(source.title === '' && outcome.title && { title: outcome.title }),
    ...(!source.site && outcome.site && { site: outcome.site }),
    ...(Object.keys(asked).length > 0 && { asked }),
    ...(Object.keys(habit).length > 0 && { habit }),
    kind: outcome.sourceKind,
    // The first fetch brings all that the feed still shows, which is no habit.
    recentNew: [source.recentNew.length === 0 ? 0 : entries, ...source.recentNew].slice(0, 9),
    bodyHash: outcome.bodyHash,
    unchangedPolls: source.unchangedPolls + (entries === 0 ? 1 : 0),
    entries: source.entries + entries,
    brought: source.brought + outcome.brought,
    joined: source.joined + outcome.joined,
    incidents: source.incidents + outcome.incidents,
  };
  // What is new changes a blog's habit; a status page is asked as often either way.
  const holds = entries === 0 || source.kind === 'status';
  return afterSuccess(read, holds ? plan : undefined, outcome.permanentUrl, now);
}

function afterSuccess(
  source: Source,
  plan: PollPlan | undefined,
  permanentUrl: string | undefined,
  now: string,
): Source {
  const { movedTo, lost: _lost, toleratedMinutes = 0, ...rest } = source;
  const move = countMove(movedTo, source.url, permanentUrl);
  const moved = {
    ...rest,
    ...(move && !isMoveConfirmed(move) && { movedTo: move }),
    // The validators keep going to the origin that gave them, even when that was the old address.
    ...(move && isMoveConfirmed(move) && { url: move.url, validatedUrl: source.validatedUrl ?? source.url }),
    // A site that has been patient for long is tried a little sooner each time.
    ...(toleratedMinutes > (source.kind === 'status' ? firstDoubt : shortestInterval) && {
      toleratedMinutes: toleratedMinutes * 0.99,
    }),
    lastSuccessAt: now,
    failures: 0,
    intervalMinutes: source.kind === 'status' ? shortestInterval : averageInterval(source.habit ?? {}, now),
  };
  const kept = plan && keepPlan(source, plan, now);
  if (kept !== undefined) return { ...moved, plan: plan as PollPlan, nextPollAt: kept };
  const nextPollAt = dueAfter(source, now);
  const made = makePlan(nextPollAt, (slot, index) => dueAfter({ ...moved, polls: source.polls + index + 1 }, slot));
  return { ...moved, ...(made && { plan: made }), nextPollAt };
}

/** When a source is worth asking again after a good answer, and may be. */
function dueAfter(source: Source, now: string): string {
  if (source.kind === 'status') return later(now, Math.max(shortestInterval, floorOf(source)));
  return dueIn(source, now, spreadWait(worthWaiting(source.habit ?? {}, now), 0.1, floorOf(source), seedOf(source)));
}

/** So many minutes from `now`, or when the hours are over in which the site asks to be left alone; a status page is asked in those too. */
function dueIn({ kind, asked }: Source, now: string, minutes: number): string {
  const due = later(now, minutes);
  const allowed = afterSkippedHours(Date.parse(due), kind === 'status' ? [] : asked?.skipHours);
  return earliest(new Date(allowed).toISOString(), later(now, longestInterval));
}

/** Minutes that a site asks us to wait, or has taught us to. A status page is asked every quarter of an hour until it has refused several times in a day. */
function floorOf({ kind, asked = {}, toleratedMinutes = 0 }: Source): number {
  if (kind !== 'status') return Math.max(askedMinutes(asked), toleratedMinutes);
  return toleratedMinutes > shortestInterval ? Math.min(toleratedMinutes, mostPatience) : 0;
}

/** Minutes between two polls on average, while all goes well: the habit's, or what the site asks for when that is more. */
export function usualMinutes(source: Source): number {
  return Math.min(Math.max(source.intervalMinutes, floorOf(source)), longestInterval);
}

/** The next slot of a plan that is running, if the site's wishes still allow it. Ten minutes after a poll that came late at the soonest. */
function keepPlan(source: Source, plan: PollPlan, now: string): string | undefined {
  const slot = slotAfter(plan, source.nextPollAt, now, Math.max(floorOf(source), (shortestInterval * 2) / 3));
  if (slot === undefined) return undefined;
  return afterSkippedHours(Date.parse(slot), source.asked?.skipHours) === Date.parse(slot) ? slot : undefined;
}

function afterFailure(source: Source, outcome: PollOutcome & { kind: 'refused' | 'failed' }, now: string): Source {
  const failures = source.failures + 1;
  const { status, retryAfterSeconds, searched } = outcome.kind === 'failed' ? outcome : {};
  const found = searched?.found;
  if (found !== undefined && isSameOwner(source.url, found)) return adoptFeed(source, found, now);
  const lost = isMissing(status) && {
    lost: { ...source.lost, times: (source.lost?.times ?? 0) + 1, ...(searched && { searchedAt: now }) },
  };
  const proposal = found !== undefined && { movedTo: proposeMove(source.movedTo, found) };
  const isRefused = status === 429 || (source.kind === 'status' && status === 503 && retryAfterSeconds !== undefined);
  const failed = { ...source, ...lost, ...proposal, ...(isRefused && learnTolerance(source, now)) };
  const backedOff = Math.min(usualMinutes(failed) * 2 ** Math.min(failures, 10), longestBackoff(source, now));
  const isTooMuch = source.kind === 'blog' && (status === 429 || retryAfterSeconds !== undefined);
  const told = Math.max((retryAfterSeconds ?? 0) / 60, isTooMuch ? leastRest : 0);
  const wait = spreadWait(backedOff, 0.25, Math.max(floorOf(failed), told), seedOf(source));
  return { ...failed, failures, nextPollAt: dueIn(failed, now, wait) };
}

/** Minutes a blog is left alone that says it is asked too much, however few it asks for. */
const leastRest = 60;

/** A status page often fails with what it tells of, and is wanted back within the hour; one that has been away for a week is given up hope of. */
function longestBackoff({ kind, lastSuccessAt }: Source, now: string): number {
  const isMissed = lastSuccessAt !== undefined && Date.parse(now) - Date.parse(lastSuccessAt) < 7 * day;
  return kind === 'status' && isMissed ? 60 : longestInterval;
}

/**
 * After a 429 that was not itself a second try: half as long again as the wait that was not tolerated, at most four hours. Of a status
 * page one refusal says little, and an hour is the most: each adds a quarter to a doubt that good answers take away again, a hundredth
 * each, so that it outgrows the quarter of an hour only when there are four or five in a day.
 */
function learnTolerance({ kind, failures, lastSuccessAt, toleratedMinutes = 0 }: Source, now: string) {
  if (failures > 0 || lastSuccessAt === undefined) return {};
  if (kind === 'status')
    return { toleratedMinutes: Math.min(Math.max(toleratedMinutes, firstDoubt) * 1.25, mostPatience) };
  const waited = (Date.parse(now) - Date.parse(lastSuccessAt)) / minute;
  return { toleratedMinutes: Math.max(toleratedMinutes, Math.min(waited * 1.5, 240)) };
}

/** Minutes: what a status page's first refusal is reckoned from, and the most its refusals come to. */
const firstDoubt = 7.5;
const mostPatience = 60;

/** The feed found in its owner's site takes the place of the one that was lost; what was remembered of the old bytes goes. */
function adoptFeed(source: Source, url: string, now: string): Source {
  const { etag, lastModified, validatedUrl, bodyHash, movedTo, lost, ...rest } = source;
  return { ...rest, url, failures: 0, nextPollAt: later(now, shortestInterval) };
}

const seedOf = ({ id, polls, failures }: Source) => `${id} ${polls} ${failures}`;
const later = (now: string, minutes: number) => new Date(Math.ceil(Date.parse(now) + minutes * minute)).toISOString();
const earliest = (one: string, other: string) => (one < other ? one : other);
