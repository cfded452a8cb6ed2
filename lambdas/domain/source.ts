import type { Lost, Move } from './source/move';
import type { PollPlan } from './source/poll-plan';
import { type Asked, type Habit, shortestInterval } from './source/polling-habit';

export type SourceKind = 'blog' | 'status';
export type SourceState = 'active' | 'quarantined' | 'retired';

/** Polls in a row that broke by a fault of ours. */
export interface Fault {
  times: number;
  /** The message that was handed over and will be delivered again. */
  dueAt: string;
  /** As it was before it was put off, for that message. */
  nextPollAt: string;
  plan?: PollPlan;
}

/** A feed we follow, with all that the next poll needs. Times are ISO 8601 UTC. */
export interface Source {
  id: string;
  url: string;
  kind: SourceKind;
  title: string;
  site?: string;
  state: SourceState;
  /** When it is due. A save is made on condition that this is still what was read. */
  nextPollAt: string;
  /** When it is due after that, as long as nothing is new; without force unless `nextPollAt` is one of its slots. */
  plan?: PollPlan;
  /** Validators of the last good answer, sent back byte for byte. */
  etag?: string;
  lastModified?: string;
  /** Where that answer came from, when a redirect led there: the validators go to that origin only. */
  validatedUrl?: string;
  /** Hash of the last good body: a 200 with the same bytes is unchanged. */
  bodyHash?: string;
  lastPolledAt?: string;
  lastSuccessAt?: string;
  lastOutcome?: PollOutcome['kind'];
  lastReason?: string;
  /** Polls in a row that failed or were refused. */
  failures: number;
  /** Minutes between polls on average, learned from the source's own habit. */
  intervalMinutes: number;
  habit?: Habit;
  /** What the site asked of us in its last good answer. */
  asked?: Asked;
  /** Minutes between polls below which it answers 429, as far as we can tell; of a status page, nothing until they are more than 15. */
  toleratedMinutes?: number;
  movedTo?: Move;
  lost?: Lost;
  fault?: Fault;
  polls: number;
  /** Polls that brought nothing new, whatever was sent. */
  unchangedPolls: number;
  /** Entries ever read that were new. */
  entries: number;
  /** New entries that became candidates this source told first, or that are pages of its own, whoever told them first; and all others that another source had told. */
  brought: number;
  joined: number;
  incidents: number;
  newestEntryAt?: string;
  /** Bytes of the feed as it last came over the wire. */
  feedBytes?: number;
  /** Bytes saved over asking every hour and never conditionally, below zero if that had been less; see `savedBytes`. */
  bytesSaved?: number;
  /** Median minutes from publication to our reading, of the entries read last. */
  lagMinutes?: number;
  /** New entries in each of the last nine changed polls: the yardstick for a flood. */
  recentNew: number[];
}

/** What one poll of one source came to: a value, never a throw, saved on the source at one exit. */
export type PollOutcome =
  | ({ kind: 'fetched' } & Asked &
      Taken & {
        bodyHash: string;
        etag?: string;
        validatedUrl?: string;
        lastModified?: string;
        permanentUrl?: string;
        /** Times of the dated entries that the feed shows. */
        published: readonly string[];
        newestEntryAt?: string;
        title?: string;
        site?: string;
        sourceKind: SourceKind;
        wireBytes?: number;
        lagMinutes?: number;
      })
  /** `wireBytes`: the bytes were sent again, and were the same; absent after a 304. `validatedUrl` as in the answer that was read. */
  | {
      kind: 'unchanged';
      wireBytes?: number;
      maxAgeSeconds?: number;
      etag?: string;
      validatedUrl?: string;
      lastModified?: string;
      permanentUrl?: string;
    }
  | { kind: 'quarantined'; reason: string }
  | { kind: 'gone'; reason: string }
  | { kind: 'refused'; reason: string }
  | { kind: 'failed'; reason: string; status?: number; retryAfterSeconds?: number; searched?: Searched };

/** The site was searched for a feed that answers 404; `found` was named there and reads as a feed. */
export interface Searched {
  found?: string;
}

export interface Taken {
  entries: number;
  brought: number;
  joined: number;
  incidents: number;
}

/** Sorts after every real instant: a retired source is never due. */
export const never = '9999-12-31T23:59:59.999Z';

/** A source as it is when somebody adds it: due at once. The id is made by the caller from its address. */
export function newSource(
  id: string,
  about: { url: string; kind: SourceKind; title: string; site?: string },
  now: string,
): Source {
  const counts = {
    failures: 0,
    polls: 0,
    unchangedPolls: 0,
    entries: 0,
    brought: 0,
    joined: 0,
    incidents: 0,
    recentNew: [],
  };
  return {
    id,
    ...about,
    state: 'active',
    nextPollAt: now,
    intervalMinutes: about.kind === 'status' ? shortestInterval : 60,
    ...counts,
  };
}

/**
 * Why a fetch looks like a flood rather than news, or undefined: more than 20 and five times its usual number at once.
 * A source that is quarantined stays so until somebody releases it, however little it brings by then.
 */
export function floodReason(source: Source, newEntries: number): string | undefined {
  if (source.state === 'quarantined' && newEntries > 0) return source.lastReason ?? 'Held back.';
  if (source.recentNew.length === 0) return undefined;
  const sorted = [...source.recentNew].sort((a, b) => a - b);
  const usual = sorted[Math.floor(sorted.length / 2)] as number;
  if (newEntries <= Math.max(20, 5 * usual)) return undefined;
  return `${newEntries} new entries at once, where ${usual} are usual: held back until you release or retire it.`;
}
