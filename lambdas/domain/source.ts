export type SourceKind = 'blog' | 'status';
export type SourceState = 'active' | 'quarantined' | 'retired';

/** An entry as remembered: its key, and the alias that survives a feed that renames its guids. */
export interface SeenEntry {
  key: string;
  alias?: string;
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
  /** Minutes between polls, learned from the source's own habit. */
  intervalMinutes: number;
  polls: number;
  unchangedPolls: number;
  /** Entries ever read that were new. */
  entries: number;
  /** New entries that became candidates this source told first, and ones another source had told. */
  brought: number;
  joined: number;
  incidents: number;
  newestEntryAt?: string;
  /** New entries in each of the last nine changed polls: the yardstick for a flood. */
  recentNew: number[];
}

/** What one poll of one source came to: a value, never a throw, saved on the source at one exit. */
export type PollOutcome =
  | ({ kind: 'fetched' } & Fresh &
      Taken & {
        bodyHash: string;
        etag?: string;
        validatedUrl?: string;
        lastModified?: string;
        habitMinutes?: number;
        newestEntryAt?: string;
        title?: string;
        site?: string;
        sourceKind: SourceKind;
      })
  | ({ kind: 'unchanged' } & Fresh & { etag?: string; lastModified?: string })
  | { kind: 'quarantined'; reason: string }
  | { kind: 'gone'; reason: string }
  | { kind: 'refused'; reason: string }
  | { kind: 'failed'; reason: string; retryAfterSeconds?: number };

/** How long the site asks us to wait: HTTP freshness in seconds, RSS `<ttl>` in minutes. */
export interface Fresh {
  maxAgeSeconds?: number;
  ttlMinutes?: number;
}

export interface Taken {
  entries: number;
  brought: number;
  joined: number;
  incidents: number;
}

const minute = 60_000;
export const shortestInterval = 15;
export const longestInterval = 24 * 60;
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
 * The source after a poll: the only place that decides when it is polled next. Minutes between polls follow the
 * source's habit between 15 minutes and 24 hours, never less than the site asks (RFC 9111 freshness, RSS ttl,
 * Retry-After), doubled for each failure in a row, and never given up for good except on 410 Gone.
 */
export function nextSource(source: Source, outcome: PollOutcome, now: string): Source {
  const { lastReason: _reason, ...rest } = source;
  const polled = { ...rest, lastPolledAt: now, lastOutcome: outcome.kind, polls: source.polls + 1 };
  const after = (minutes: number) =>
    new Date(Date.parse(now) + clamp(minutes, shortestInterval, longestInterval) * minute).toISOString();
  switch (outcome.kind) {
    case 'fetched': {
      const intervalMinutes = learnInterval(source, outcome.habitMinutes);
      const { etag: _etag, lastModified: _modified, validatedUrl: _validated, ...unvalidated } = polled;
      return {
        ...unvalidated,
        ...(outcome.etag !== undefined && { etag: outcome.etag }),
        ...(outcome.lastModified !== undefined && { lastModified: outcome.lastModified }),
        ...(outcome.validatedUrl !== undefined && { validatedUrl: outcome.validatedUrl }),
        ...(outcome.newestEntryAt !== undefined && { newestEntryAt: outcome.newestEntryAt }),
        ...(source.title === '' && outcome.title && { title: outcome.title }),
        ...(!source.site && outcome.site && { site: outcome.site }),
        kind: outcome.sourceKind,
        recentNew: [outcome.entries, ...source.recentNew].slice(0, 9),
        bodyHash: outcome.bodyHash,
        lastSuccessAt: now,
        failures: 0,
        intervalMinutes,
        entries: source.entries + outcome.entries,
        brought: source.brought + outcome.brought,
        joined: source.joined + outcome.joined,
        incidents: source.incidents + outcome.incidents,
        nextPollAt: after(waitFor(source, intervalMinutes, outcome)),
      };
    }
    case 'unchanged': {
      const intervalMinutes = learnInterval(source, undefined);
      return {
        ...polled,
        ...(outcome.etag !== undefined && { etag: outcome.etag }),
        ...(outcome.lastModified !== undefined && { lastModified: outcome.lastModified }),
        lastSuccessAt: now,
        failures: 0,
        unchangedPolls: source.unchangedPolls + 1,
        intervalMinutes,
        nextPollAt: after(waitFor(source, intervalMinutes, outcome)),
      };
    }
    case 'gone':
      return { ...polled, lastReason: outcome.reason, state: 'retired', nextPollAt: never };
    case 'quarantined':
      return { ...polled, lastReason: outcome.reason, state: 'quarantined', nextPollAt: after(longestInterval) };
    default: {
      const failures = source.failures + 1;
      const asked = outcome.kind === 'failed' ? (outcome.retryAfterSeconds ?? 0) / 60 : 0;
      const backedOff = source.intervalMinutes * 2 ** Math.min(failures, 10);
      return { ...polled, lastReason: outcome.reason, failures, nextPollAt: after(Math.max(backedOff, asked)) };
    }
  }
}

/** Why a fetch looks like a flood rather than news, or undefined: more than 20 and five times its usual number at once. */
export function floodReason(source: Source, newEntries: number): string | undefined {
  if (source.recentNew.length === 0) return undefined;
  const sorted = [...source.recentNew].sort((a, b) => a - b);
  const usual = sorted[Math.floor(sorted.length / 2)] as number;
  if (newEntries <= Math.max(20, 5 * usual)) return undefined;
  return `${newEntries} new entries at once, where ${usual} are usual: held back until you release or retire it.`;
}

function waitFor(source: Source, intervalMinutes: number, fresh: Fresh): number {
  if (source.kind === 'status') return shortestInterval;
  return Math.max(intervalMinutes, (fresh.maxAgeSeconds ?? 0) / 60, fresh.ttlMinutes ?? 0);
}

/** A twelfth of the usual gap between entries; an unchanged poll stretches it by a tenth. */
function learnInterval(source: Source, habitMinutes: number | undefined): number {
  if (source.kind === 'status') return shortestInterval;
  const learned = habitMinutes === undefined ? source.intervalMinutes * 1.1 : habitMinutes / 12;
  return Math.round(clamp(learned, shortestInterval, longestInterval));
}

/** The median gap, in minutes, between the entries' times; undefined for fewer than three. */
export function habitOf(times: readonly string[]): number | undefined {
  const sorted = times
    .map((time) => Date.parse(time))
    .sort((a, b) => b - a)
    .slice(0, 20);
  const gaps = sorted
    .slice(1)
    .map((time, index) => (sorted[index] as number) - time)
    .sort((a, b) => a - b);
  return gaps.length < 2 ? undefined : (gaps[Math.floor(gaps.length / 2)] as number) / minute;
}

const clamp = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));
