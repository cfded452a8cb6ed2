import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { floodReason, never, newSource, type PollOutcome, type Source } from '../../../lambdas/domain/source';
import { releaseSource, retireSource } from '../../../lambdas/domain/source/decision';
import { isSearchDue } from '../../../lambdas/domain/source/move';
import { beforeFault, nextSource, putOff } from '../../../lambdas/domain/source/next-poll';
import { longestInterval, shortestInterval } from '../../../lambdas/domain/source/polling-habit';

const now = '2026-06-07T12:00:00.000Z';
const blog = newSource('b', { url: 'https://blog.example/feed', kind: 'blog', title: 'Blog' }, now);
const status = newSource('s', { url: 'https://status.example/history.atom', kind: 'status', title: 'Status' }, now);
const fetched = (more: object = {}): PollOutcome => ({
  kind: 'fetched',
  bodyHash: 'h',
  entries: 1,
  brought: 1,
  joined: 0,
  incidents: 0,
  sourceKind: 'blog',
  published: [],
  ...more,
});
/** Times of twenty entries, one every so many minutes, the newest one gap ago. */
const every = (minutes: number, from = now) =>
  Array.from({ length: 20 }, (_, at) => new Date(Date.parse(from) - (at + 1) * minutes * 60_000).toISOString());
const minutesUntil = (source: Source, from = now) => (Date.parse(source.nextPollAt) - Date.parse(from)) / 60_000;

const anyOutcome: fc.Arbitrary<PollOutcome> = fc.oneof(
  fc
    .record({
      published: fc.array(
        fc
          .date({ min: new Date('1990-01-01'), max: new Date('2040-01-01'), noInvalidDate: true })
          .map((date) => date.toISOString()),
      ),
      entries: fc.nat(30),
      maxAgeSeconds: fc.nat(86_400),
      ttlMinutes: fc.nat(100_000),
      skipHours: fc.array(fc.nat(23)),
      permanentUrl: fc.constantFrom('https://blog.example/new', 'https://other.example/feed'),
    })
    .map(fetched),
  fc.record({ kind: fc.constant('unchanged' as const), maxAgeSeconds: fc.nat(86_400) }),
  fc.record({
    kind: fc.constant('failed' as const),
    reason: fc.string(),
    status: fc.constantFrom(404, 429, 500),
    retryAfterSeconds: fc.nat(10_000_000),
  }),
  fc.record({
    kind: fc.constant('failed' as const),
    reason: fc.string(),
    status: fc.constant(404),
    searched: fc.constantFrom({}, { found: 'https://blog.example/found' }, { found: 'https://else.example/found' }),
  }),
  fc.record({ kind: fc.constant('refused' as const), reason: fc.string() }),
  fc.record({ kind: fc.constant('quarantined' as const), reason: fc.string() }),
);

describe('the next poll', () => {
  test('is never sooner than 15 minutes and never later than 24 hours, whatever happens, in any order', () => {
    fc.assert(
      fc.property(
        fc.array(anyOutcome, { minLength: 1, maxLength: 30, size: 'max' }),
        fc.constantFrom(blog, status),
        (outcomes, start) => {
          let source = start;
          for (const outcome of outcomes) {
            const at = source.nextPollAt;
            source = nextSource(source, outcome, at);
            expect(minutesUntil(source, at)).toBeGreaterThanOrEqual(shortestInterval);
            expect(minutesUntil(source, at)).toBeLessThanOrEqual(longestInterval);
          }
        },
      ),
    );
  });

  test('follows the source’s habit: a busy blog often, a quiet one rarely', () => {
    const busy = nextSource(blog, fetched({ published: every(60) }), now);
    const daily = nextSource(blog, fetched({ published: every(24 * 60) }), now);
    const quiet = nextSource(blog, fetched({ published: every(90 * 24 * 60) }), now);
    expect(busy.intervalMinutes).toBe(shortestInterval);
    expect(daily.intervalMinutes).toBe(76);
    expect(quiet.intervalMinutes).toBe(longestInterval);
    expect(minutesUntil(busy)).toBeLessThanOrEqual(shortestInterval * 2);
    expect(minutesUntil(quiet)).toBeGreaterThan(16 * 60);
  });

  test('comes when the source usually publishes, and seldom when it does not', () => {
    const mornings = nextSource(blog, fetched({ published: every(24 * 60, '2026-06-07T09:10:00.000Z') }), now);
    const at = (from: string) => minutesUntil(nextSource(mornings, { kind: 'unchanged' }, from), from);
    expect(at('2026-06-08T09:00:00.000Z')).toBeLessThan(25);
    expect(at('2026-06-08T18:00:00.000Z')).toBeGreaterThan(75);
    expect(at('2026-06-08T08:00:00.000Z')).toBeLessThan(75);
  });

  test('stretches with silence, and shrinks again when something new comes', () => {
    let source = nextSource(blog, fetched({ published: every(24 * 60) }), now);
    const usual = source.intervalMinutes;
    let stretched = usual;
    for (let polls = 0; polls < 300; polls += 1) {
      source = nextSource(source, { kind: 'unchanged' }, source.nextPollAt);
      expect(source.intervalMinutes).toBeGreaterThanOrEqual(stretched);
      stretched = source.intervalMinutes;
    }
    expect(stretched).toBeGreaterThan(2 * usual);
    const { nextPollAt } = source;
    const woken = nextSource(source, fetched({ published: [nextPollAt, ...every(24 * 60)] }), nextPollAt);
    expect(woken.intervalMinutes).toBeLessThan(stretched);
  });

  test('learns from what was new when the feed has no dates', () => {
    let source = nextSource(blog, fetched({ entries: 10 }), now);
    for (let polls = 0; polls < 10; polls += 1) source = nextSource(source, fetched({ entries: 1 }), source.nextPollAt);
    expect(source.intervalMinutes).toBeLessThan(30);
  });

  test('is no other for an answer that is read twice, and no answer counts an entry again', () => {
    const published = every(24 * 60);
    const once = nextSource(blog, fetched({ published }), now);
    expect(nextSource(blog, fetched({ published }), now)).toEqual(once);
    expect(nextSource(once, fetched({ published, entries: 0 }), once.nextPollAt).habit).toEqual(once.habit);
  });

  test('waits as long as the site asks, by freshness or by ttl', () => {
    const published = every(60);
    for (const asked of [{ maxAgeSeconds: 7200 }, { ttlMinutes: 120 }]) {
      const source = nextSource(blog, fetched({ published, ...asked }), now);
      expect(minutesUntil(source)).toBeGreaterThanOrEqual(120);
      expect(minutesUntil(source)).toBeLessThanOrEqual(132);
      const unchanged = nextSource(source, { kind: 'unchanged' }, source.nextPollAt);
      expect(minutesUntil(unchanged, source.nextPollAt)).toBeGreaterThanOrEqual(120);
    }
  });

  test('does not fall in hours the site asks to skip, unless it names them all', () => {
    const published = every(60);
    const skipping = (skipHours: number[]) => nextSource(blog, fetched({ published, skipHours }), now).nextPollAt;
    expect(skipping([12, 13, 14])).toBe('2026-06-07T15:00:00.000Z');
    expect(skipping([12, 23, 0])).toBe('2026-06-07T13:00:00.000Z');
    expect(skipping(Array.from({ length: 24 }, (_, hour) => hour)) < '2026-06-07T13:00:00.000Z').toBe(true);
  });

  test('is 15 minutes for a status page, whatever its ttl', () => {
    expect(
      minutesUntil(
        nextSource(
          status,
          fetched({ sourceKind: 'status', ttlMinutes: 600, skipHours: [12], published: every(1e5) }),
          now,
        ),
      ),
    ).toBe(15);
  });

  test('backs off further with every failure in a row, and comes back to the habit after one success', () => {
    const failed: PollOutcome = { kind: 'failed', reason: 'It did not answer.' };
    const once = nextSource(blog, failed, now);
    const twice = nextSource(once, failed, now);
    expect(minutesUntil(twice)).toBeGreaterThan(minutesUntil(once));
    expect(twice).toMatchObject({ failures: 2, lastReason: 'It did not answer.' });
    const well = nextSource(twice, fetched({ published: every(60) }), now);
    expect(well.failures).toBe(0);
    expect(well).not.toHaveProperty('lastReason');
    expect(minutesUntil(well)).toBeLessThanOrEqual(30);
  });

  test('backs off when refused as when failed, and never stops for good', () => {
    for (const kind of ['failed', 'refused'] as const) {
      let source = blog;
      for (let failures = 1; failures <= 100; failures += 1) {
        source = nextSource(source, { kind, reason: 'no' }, source.nextPollAt);
        expect(source).toMatchObject({ failures, state: 'active' });
      }
      expect(source.nextPollAt < never).toBe(true);
    }
  });

  test('obeys Retry-After when it is longer than our own patience', () => {
    const busy = (retryAfterSeconds: number) =>
      minutesUntil(nextSource(blog, { kind: 'failed', reason: 'busy', status: 503, retryAfterSeconds }, now));
    expect(busy(36_000)).toBeGreaterThanOrEqual(600);
    expect(busy(36_000)).toBeLessThanOrEqual(750);
    expect(busy(1)).toBeGreaterThanOrEqual(90);
    expect(busy(10 ** 9)).toBe(longestInterval);
  });

  test('leaves a blog alone for an hour at least once it says that it is asked too much', () => {
    const busy = nextSource(blog, fetched({ published: every(20) }), now);
    const waitAfter = (answer: { status: number; retryAfterSeconds?: number }, source = busy) =>
      minutesUntil(nextSource(source, { kind: 'failed', reason: 'busy', ...answer }, now));
    expect(busy.intervalMinutes).toBe(shortestInterval);
    expect(waitAfter({ status: 500 })).toBeLessThan(60);
    for (const answer of [
      { status: 429 },
      { status: 429, retryAfterSeconds: 0 },
      { status: 503, retryAfterSeconds: 5 },
    ]) {
      expect(waitAfter(answer)).toBeGreaterThanOrEqual(60);
      expect(waitAfter(answer)).toBeLessThanOrEqual(75);
    }
    expect(waitAfter({ status: 503, retryAfterSeconds: 5 }, status)).toBeLessThan(60);
  });

  test('comes no sooner after a failure than the site asked before, or tolerated, and not in hours it asks to skip', () => {
    const failed: PollOutcome = { kind: 'failed', reason: 'busy', status: 502 };
    const published = every(20);
    for (const asked of [{ maxAgeSeconds: 36_000 }, { ttlMinutes: 600 }]) {
      const source = nextSource(blog, fetched({ published, ...asked }), now);
      expect(minutesUntil(nextSource(source, failed, now))).toBeGreaterThanOrEqual(600);
    }
    const known = nextSource(blog, fetched({ published }), now);
    expect(minutesUntil(nextSource({ ...known, toleratedMinutes: 240 }, failed, now))).toBeGreaterThanOrEqual(240);
    const late = new Date(Date.parse(now) + 120 * 60_000).toISOString();
    expect(minutesUntil(nextSource(known, { ...failed, status: 429 }, late), late)).toBeGreaterThanOrEqual(180);
    const skipHours = Array.from({ length: 11 }, (_, at) => at + 12);
    const skipping = { ...known, asked: { skipHours } };
    expect(nextSource(skipping, failed, now).nextPollAt).toBe('2026-06-07T23:00:00.000Z');
    const held = nextSource(
      { ...skipping, asked: { skipHours: [9, 10, 11] } },
      { kind: 'quarantined', reason: 'x' },
      now,
    );
    expect(['09', '10', '11']).not.toContain(held.nextPollAt.slice(11, 13));
  });

  test('leaves more time between polls after a 429, and dares a little less with every poll that goes well', () => {
    const busy = { kind: 'failed', reason: 'Too many requests.', status: 429 } as const;
    const well = nextSource(blog, fetched({ published: every(60) }), now);
    const later = '2026-06-07T12:20:00.000Z';
    const told = nextSource(well, busy, later);
    expect(told.toleratedMinutes).toBe(30);
    let source = nextSource(told, { kind: 'unchanged' }, told.nextPollAt);
    expect(minutesUntil(source, told.nextPollAt)).toBeGreaterThanOrEqual(29);
    for (let polls = 0; polls < 200; polls += 1) source = nextSource(source, { kind: 'unchanged' }, source.nextPollAt);
    expect(source).not.toHaveProperty('toleratedMinutes');
  });

  test.each<[string, PollOutcome & { kind: 'failed' }]>([
    ['429', { kind: 'failed', reason: 'Too many requests.', status: 429 }],
    ['503 and a time to come back', { kind: 'failed', reason: 'Busy.', status: 503, retryAfterSeconds: 60 }],
  ])('learns what a status page stands that answers sooner polls with %s', (_, refusal) => {
    const play = (tolerates: number, days: number) => {
      let source = nextSource(status, fetched({ sourceKind: 'status' }), now);
      let answeredAt = Date.parse(now);
      const refusals: number[] = [];
      for (let at = source.nextPollAt; Date.parse(at) < Date.parse(now) + days * 86_400_000; at = source.nextPollAt) {
        const isTooSoon = Date.parse(at) - answeredAt < tolerates * 60_000;
        const day = Math.floor((Date.parse(at) - Date.parse(now)) / 86_400_000);
        if (isTooSoon) refusals[day] = (refusals[day] ?? 0) + 1;
        else answeredAt = Date.parse(at);
        source = nextSource(source, isTooSoon ? refusal : { kind: 'unchanged' }, at);
      }
      return { refusals, wait: minutesUntil(source, source.lastPolledAt) };
    };
    const learned = play(30, 7);
    expect(learned.refusals[0]).toBeLessThanOrEqual(12);
    expect(Math.max(...learned.refusals.slice(1))).toBeLessThanOrEqual(6);
    expect(learned.wait).toBeLessThanOrEqual(60);
    expect(play(15, 7)).toEqual({ refusals: [], wait: 15 });
  });

  test('is no rarer for good because a blog was down for a while, or a status page did not say for how long', () => {
    const down: PollOutcome = { kind: 'failed', reason: 'Down.', status: 503 };
    const read = nextSource(blog, fetched({ published: every(60) }), now);
    const page = nextSource(status, fetched({ sourceKind: 'status' }), now);
    for (const failed of [nextSource(read, { ...down, retryAfterSeconds: 60 }, now), nextSource(page, down, now)])
      expect(failed).not.toHaveProperty('toleratedMinutes');
  });

  test('asks a status page every quarter of an hour again after one refusal, and after a week without any', () => {
    const refusal: PollOutcome = { kind: 'failed', reason: 'Too many requests.', status: 429 };
    const once = nextSource(nextSource(status, fetched({ sourceKind: 'status' }), now), refusal, now);
    expect(minutesUntil(nextSource(once, { kind: 'unchanged' }, now))).toBe(15);
    let source: Source = { ...once, toleratedMinutes: 500 };
    source = nextSource(source, { kind: 'unchanged' }, now);
    expect(minutesUntil(source)).toBe(60);
    for (let polls = 0; polls < 7 * 96; polls += 1)
      source = nextSource(source, { kind: 'unchanged' }, source.nextPollAt);
    expect(minutesUntil(source, source.lastPolledAt)).toBe(15);
    expect(source).not.toHaveProperty('toleratedMinutes');
  });

  test('spreads a thousand sources that failed together, whatever they are called, and the same way every time', () => {
    const failed: PollOutcome = { kind: 'failed', reason: 'It did not answer.' };
    const comeBack = () =>
      Array.from({ length: 1000 }, (_, at) => nextSource({ ...blog, id: `source-${at}` }, failed, now).nextPollAt);
    const returns = comeBack();
    expect(comeBack()).toEqual(returns);
    const perMinute = new Map<string, number>();
    for (const at of returns) perMinute.set(at.slice(0, 16), (perMinute.get(at.slice(0, 16)) ?? 0) + 1);
    expect(perMinute.size).toBeGreaterThanOrEqual(60);
    expect(Math.max(...perMinute.values())).toBeLessThanOrEqual(40);
  });

  test('retires a source that is gone, and only that', () => {
    expect(nextSource(blog, { kind: 'gone', reason: '410' }, now)).toMatchObject({
      state: 'retired',
      nextPollAt: never,
    });
    expect(nextSource(blog, { kind: 'refused', reason: 'private' }, now).state).toBe('active');
  });

  test('keeps the validators of the last good answer, and drops those a new answer no longer gives', () => {
    const first = nextSource(blog, fetched({ etag: '"a"', lastModified: 'Sun' }), now);
    expect(nextSource(first, { kind: 'failed', reason: 'x' }, now)).toMatchObject({ etag: '"a"', lastModified: 'Sun' });
    expect(nextSource(first, { kind: 'unchanged' }, now)).toMatchObject({ etag: '"a"', lastModified: 'Sun' });
    const second = nextSource(first, fetched({ lastModified: 'Mon' }), now);
    expect(second).not.toHaveProperty('etag');
    expect(second.lastModified).toBe('Mon');
  });
});

describe('a status page that fails', () => {
  const failing = (polls: number, more: object = {}) => {
    let source = nextSource(status, fetched({ sourceKind: 'status' }), now);
    const waits: number[] = [];
    for (let poll = 0; poll < polls; poll += 1) {
      const at = source.nextPollAt;
      source = nextSource(source, { kind: 'failed', reason: 'No.', status: 503, ...more }, at);
      waits.push(minutesUntil(source, at));
    }
    return waits;
  };

  test('is asked less and less, yet within about an hour for a week, and then as rarely as any other', () => {
    const waits = failing(200);
    const days = (end: number) => waits.slice(0, end).reduce((sum, wait) => sum + wait, 0) / (24 * 60);
    const first = waits.findIndex((wait) => wait > 60 * 1.25);
    expect(waits[0]).toBeLessThan(45);
    expect(days(first)).toBeGreaterThanOrEqual(6.9);
    expect(waits.at(-1)).toBeGreaterThan(12 * 60);
  });

  test('is left alone for as long as it asks', () => {
    for (const wait of failing(5, { retryAfterSeconds: 4 * 3600 })) expect(wait).toBeGreaterThanOrEqual(240);
  });
});

describe('the same bytes in a new answer', () => {
  const known = nextSource(
    blog,
    fetched({ etag: '"a"', lastModified: 'Mon', maxAgeSeconds: 7200, ttlMinutes: 20 }),
    now,
  );
  const again = (more: object) =>
    nextSource(known, { kind: 'unchanged', wireBytes: 9, ...more } as PollOutcome, known.nextPollAt);

  test('bring its validators and freshness in place of the former ones', () => {
    expect(again({ etag: '"b"', maxAgeSeconds: 60 })).toMatchObject({
      etag: '"b"',
      asked: { maxAgeSeconds: 60, ttlMinutes: 20 },
    });
    for (const gone of ['etag', 'lastModified', 'validatedUrl']) expect(again({})).not.toHaveProperty(gone);
    expect(again({}).asked).toEqual({ ttlMinutes: 20 });
  });

  test('say where they came from, so that their validators go there', () => {
    const moved = again({ etag: '"b"', validatedUrl: 'https://cdn.example/feed' });
    expect(moved).toMatchObject({ etag: '"b"', validatedUrl: 'https://cdn.example/feed' });
    const confirmed = nextSource(moved, { kind: 'unchanged', lastModified: 'Tue' }, moved.nextPollAt);
    expect(confirmed).toMatchObject({ etag: '"b"', lastModified: 'Tue', validatedUrl: 'https://cdn.example/feed' });
  });
});

describe('a permanent redirect', () => {
  const follow = (permanentUrl: string | undefined, times: number, start = blog) => {
    let source = start;
    for (let time = 0; time < times; time += 1)
      source = nextSource(source, { kind: 'unchanged', ...(permanentUrl && { permanentUrl }) }, source.nextPollAt);
    return source;
  };

  test('is followed when it was said three times in a row and stays in the owner’s domain; the id stays', () => {
    const to = 'https://www.blog.example/new';
    expect(follow(to, 2)).toMatchObject({ url: blog.url, movedTo: { url: to, times: 2 } });
    const moved = follow(to, 3);
    expect(moved).toMatchObject({ id: blog.id, url: to });
    expect(moved).not.toHaveProperty('movedTo');
  });

  test('starts again when it was interrupted or names another address', () => {
    expect(follow('https://blog.example/b', 2, follow('https://blog.example/a', 2)).url).toBe(blog.url);
    expect(follow('https://blog.example/a', 2, follow(undefined, 1, follow('https://blog.example/a', 2))).url).toBe(
      blog.url,
    );
  });

  test('is only proposed when it leads to another owner, however often it is said', () => {
    const to = 'https://casino.example/feed';
    expect(follow(to, 50)).toMatchObject({ url: blog.url, movedTo: { url: to, proposed: true } });
    const hosted = { ...blog, url: 'https://one.github.io/feed' };
    expect(follow('https://two.github.io/feed', 5, hosted).movedTo?.proposed).toBe(true);
    const british = { ...blog, url: 'https://one.co.uk/feed' };
    expect(follow('https://two.co.uk/feed', 5, british).url).toBe(british.url);
    const loopback = { ...blog, url: 'http://127.0.0.1:8001/feed' };
    expect(follow('http://127.0.0.1:8002/feed', 5, loopback).url).toBe(loopback.url);
    expect(follow('http://127.0.0.1:8001/new', 5, loopback).url).toBe('http://127.0.0.1:8001/new');
  });

  test('does not send validators of the old address to the new one', () => {
    const known = nextSource(blog, fetched({ etag: '"a"' }), now);
    expect(follow('https://feeds.blog.example/', 3, known)).toMatchObject({ etag: '"a"', validatedUrl: blog.url });
  });
});

describe('a feed that is not found', () => {
  const missing: PollOutcome = { kind: 'failed', reason: 'Not found.', status: 404 };
  const lose = (times: number) => {
    let source: Source = nextSource(blog, fetched({ etag: '"a"', site: 'https://blog.example/' }), now);
    for (let time = 0; time < times; time += 1) source = nextSource(source, missing, source.nextPollAt);
    return source;
  };

  test('is searched for at its third 404, and then once a day', () => {
    const twice = lose(2);
    expect(isSearchDue(lose(1).lost, now)).toBe(false);
    expect(isSearchDue(twice.lost, twice.nextPollAt)).toBe(true);
    const searched = nextSource(twice, { ...missing, searched: {} }, twice.nextPollAt);
    const hours = (count: number) => new Date(Date.parse(twice.nextPollAt) + count * 3_600_000).toISOString();
    expect(isSearchDue(searched.lost, hours(23))).toBe(false);
    expect(isSearchDue(searched.lost, hours(24))).toBe(true);
    expect(isSearchDue(nextSource(searched, missing, hours(1)).lost, hours(2))).toBe(false);
    expect(nextSource(searched, { kind: 'unchanged' }, hours(24))).not.toHaveProperty('lost');
  });

  test('is taken over from its owner’s site, without the validators of the old one, and polled soon', () => {
    const source = lose(2);
    const found = 'https://www.blog.example/atom.xml';
    const adopted = nextSource(source, { ...missing, searched: { found } }, source.nextPollAt);
    expect(adopted).toMatchObject({ id: blog.id, url: found, failures: 0 });
    expect(minutesUntil(adopted, source.nextPollAt)).toBe(shortestInterval);
    for (const left of ['etag', 'bodyHash', 'lost']) expect(adopted).not.toHaveProperty(left);
  });

  test('is only proposed when it was found with another owner', () => {
    const found = 'https://casino.example/feed';
    const proposed = nextSource(lose(2), { ...missing, searched: { found } }, now);
    expect(proposed).toMatchObject({ url: blog.url, failures: 3, movedTo: { url: found, proposed: true } });
  });
});

test('the ledger adds up what every poll brought, and keeps the name and the site that were said first', () => {
  const outcome = { title: 'Said', site: 'https://blog.example/', entries: 3, brought: 2, joined: 1, incidents: 4 };
  const one = nextSource({ ...blog, title: '' }, fetched({ ...outcome, wireBytes: 900, lagMinutes: [7] }), now);
  const two = nextSource(
    one,
    fetched({ title: 'Other', site: 'https://other.example/', entries: 0, incidents: 1 }),
    now,
  );
  expect(nextSource(two, { kind: 'unchanged' }, now)).toMatchObject({
    ...{ title: 'Said', site: 'https://blog.example/', feedBytes: 900, lagMinutes: [7], lastOutcome: 'unchanged' },
    ...{ polls: 3, unchangedPolls: 2, entries: 3, brought: 3, joined: 1, incidents: 5 },
  });
});

describe('a flood', () => {
  const used = (recentNew: number[]) => ({ ...blog, recentNew });

  test('is more than twenty and five times the usual at once', () => {
    expect(floodReason(used([1, 2, 1]), 20)).toBeUndefined();
    expect(floodReason(used([1, 2, 1]), 21)).toContain('21 new entries');
    expect(floodReason(used([10, 12, 11]), 55)).toBeUndefined();
    expect(floodReason(used([10, 12, 11]), 56)).toBeDefined();
  });

  test('is never the first fetch of a source, which says nothing of the usual either; the last nine do', () => {
    expect(floodReason(blog, 500)).toBeUndefined();
    let source = nextSource(blog, fetched({ entries: 40 }), now);
    expect(floodReason(source, 21)).toBeDefined();
    for (let entries = 1; entries <= 12; entries++) source = nextSource(source, fetched({ entries }), now);
    expect(source.recentNew).toEqual([12, 11, 10, 9, 8, 7, 6, 5, 4]);
  });

  test('is held back for what was said first, until somebody decides, whatever the polls come to', () => {
    const held: Source = { ...used([3]), state: 'quarantined', lastReason: 'Held back.' };
    expect([floodReason(held, 1), floodReason(held, 0)]).toEqual(['Held back.', undefined]);
    for (const outcome of [{ kind: 'unchanged' }, { kind: 'failed', reason: 'Down.' }, fetched()] as PollOutcome[])
      expect(nextSource(held, outcome, now)).toMatchObject({ state: 'quarantined', lastReason: 'Held back.' });
    const recovered = nextSource(nextSource(blog, { kind: 'failed', reason: 'Down.' }, now), fetched(), now);
    expect(recovered).not.toHaveProperty('lastReason');
  });
});

describe('a poll that broke by a fault of ours', () => {
  const reason = 'Its poll broke.';
  const putOffAt = (source: Source, dueAt: string) => putOff(source, dueAt, reason, dueAt) as Source;

  test('is tried again ever more rarely, a day apart at most, and never stops for good', () => {
    let source = newSource('s', { url: 'https://status.example/feed', kind: 'status', title: 's' }, now);
    const waits = [...Array(30).keys()].map(() => {
      const { nextPollAt } = source;
      source = putOffAt(source, nextPollAt);
      return (Date.parse(source.nextPollAt) - Date.parse(nextPollAt)) / 60_000;
    });
    expect(Math.min(...waits)).toBeGreaterThan(60);
    expect(Math.max(...waits)).toBeLessThanOrEqual(24 * 60);
    expect((waits[4] as number) / (waits[0] as number)).toBeGreaterThan(6);
    expect(Math.min(...waits.slice(-10))).toBeGreaterThan(12 * 60);
    expect(source).toMatchObject({ state: 'active', fault: { times: 30 }, lastReason: reason });
  });

  test('is put off once a message, and leaves nothing when that message is done after all', () => {
    const polled = nextSource(
      newSource('s', { url: 'https://status.example/feed', kind: 'status', title: 's' }, now),
      { kind: 'unchanged' },
      now,
    );
    const broken = putOffAt(polled, polled.nextPollAt);
    expect(putOff(broken, polled.nextPollAt, reason, polled.nextPollAt)).toBeUndefined();
    expect(beforeFault(broken, 'another time')).toBe(broken);
    const later = new Date(Date.parse(polled.nextPollAt) + 90_000).toISOString();
    expect(nextSource(beforeFault(broken, polled.nextPollAt), { kind: 'unchanged' }, later)).toEqual(
      nextSource(polled, { kind: 'unchanged' }, later),
    );
    expect(nextSource(broken, { kind: 'unchanged' }, broken.nextPollAt)).not.toHaveProperty('fault');
  });

  test('leaves a source alone that another delivery has polled meanwhile: it is not due, and nothing of it broke', () => {
    const source = newSource('s', { url: 'https://status.example/feed', kind: 'status', title: 's' }, now);
    const polled = nextSource(source, { kind: 'unchanged' }, now);
    expect(putOff(polled, now, reason, now)).toBeUndefined();
    expect(putOff(polled, now, reason, polled.nextPollAt)).toMatchObject({ fault: { dueAt: now } });
  });

  test('brings back no source that was retired meanwhile, and what a person decided stands', () => {
    const source = newSource('s', { url: 'https://blog.example/feed', kind: 'blog', title: 's' }, now);
    const broken = putOffAt(source, now);
    const retired = retireSource(broken);
    expect(beforeFault(retired, now)).toBe(retired);
    expect(putOff(retired, 'another', reason, now)).toBeUndefined();
    expect(releaseSource(broken, '2026-06-08T00:00:00.000Z')).not.toHaveProperty('fault');
    const held = { ...source, state: 'quarantined' as const, lastReason: 'A flood.' };
    expect(putOffAt(held, now)).toMatchObject({ lastReason: 'A flood.', state: 'quarantined' });
  });
});
