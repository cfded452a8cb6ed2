import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Table } from '../../lambdas/adapters/table';
import type { Elsewhere, FetchAnswer, FetchRequest, Line } from '../../lambdas/domain/fetch/fetch-answer';
import type { DueSource, PollDeliveries } from '../../lambdas/domain/ports';
import type { Source } from '../../lambdas/domain/source';
import { plainAddress } from '../../lambdas/domain/source/plain-address';
import type { PollLeg } from '../../lambdas/domain/source/poll-leg';
import { linkFingerprint } from '../../lambdas/domain/story/fingerprint';
import { addSources, sourceId } from '../../lambdas/pipeline/catalogue';
import { dispatchDue } from '../../lambdas/pipeline/dispatch';
import { type BatchMessage, pollBatch } from '../../lambdas/pipeline/poll-batch';
import { decideSource } from '../../lib/tools/sources/decide-source';
import { useFaultyStore } from '../support/faulty-table';
import { MemoryTable } from '../support/memory-table';
import { makePollWorld } from '../support/poll-world';
import { spellFeed } from '../support/spell-feed';

const hour = 3_600_000;
const dispatchEvery = 4 * hour;
const start = Date.parse('2026-06-07T12:00:00.000Z');
const iso = (at: number) => new Date(at).toISOString();
const addresses = [...Array(6).keys()].map((n) => `https://h${n % 3}.corp.example/feed${n}`);
const blogs = 4;
const shown = 12;
const linkOf = (n: number) => `https://pages.corp.example/${n}`;
const words = 'amber birch cedar dune ember fjord grove heath inlet jetty knoll ledge moor notch oasis pond'.split(' ');
/** No two alike, and none too general to tell stories apart. */
const titleOf = (n: number) =>
  `Lessons ${words[n % 16]} ${words[(n >> 4) % 16]} outage ${words[(n >> 8) % 16]} number ${n}`;

/** What happens, in hours between and before: to a blog, at an address, by the operator's word, or to the messages of one dispatch. */
type Step =
  | { does: 'wait'; hours: number; deliveries: 1 | 2 | 3 }
  | { does: 'publish'; blog: number; posts: number }
  | { does: 'move' | 'lose'; blog: number; to: number }
  | { does: 'fail'; at: number; status: number; hours: number }
  | { does: 'retire' | 'release'; source: number };
const blog = fc.nat({ max: blogs - 1 });
const place = fc.nat({ max: addresses.length - 1 });
const wait = fc.record({
  does: fc.constant('wait' as const),
  hours: fc.integer({ min: 4, max: 90 }),
  deliveries: fc.constantFrom<1 | 2 | 3>(1, 1, 2, 3),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  { arbitrary: wait, weight: 4 },
  fc.record({ does: fc.constant('publish' as const), blog, posts: fc.integer({ min: 1, max: 25 }) }),
  { arbitrary: fc.record({ does: fc.constantFrom('move' as const, 'lose' as const), blog, to: place }), weight: 3 },
  fc.record({
    does: fc.constant('fail' as const),
    at: place,
    status: fc.constantFrom(404, 429, 500, 503),
    hours: fc.integer({ min: 1, max: 60 }),
  }),
  fc.record({ does: fc.constantFrom('retire' as const, 'release' as const), source: blog }),
);

/** The web that the steps make: at each address a blog's feed, a redirect for good, or nothing. */
function makeWeb() {
  const posts = Array.from({ length: blogs }, (): number[] => []);
  const home = posts.map((_, index) => addresses[index] as string);
  const at = new Map<string, { blog: number } | { to: string }>(home.map((url, index) => [url, { blog: index }]));
  const failing = new Map<string, { status: number; until: number }>();
  let made = 0;
  const publish = (index: number, count: number) => {
    for (let n = 0; n < count; n++) posts[index]?.unshift(made++);
  };
  const feedOf = (index: number, now: number) =>
    spellFeed(
      (posts[index] ?? []).slice(0, shown).map((n) => ({
        title: titleOf(n),
        link: linkOf(n),
        guid: `${n}`,
        at: iso(now - hour),
      })),
      { title: `Blog ${index}`, link: `https://h${index % 3}.corp.example/` },
    );
  return { posts, home, at, failing, publish, feedOf };
}

async function play(table: Table, steps: readonly Step[], hoursAfter = 50) {
  let now = start;
  const web = makeWeb();
  const born = new Map<number, number>();
  const asked: string[] = [];
  const answer = (url: string, line: Line | undefined): FetchAnswer | Elsewhere => {
    const before = line?.onward?.asked ?? [];
    let reached = line?.onward?.to ?? url;
    for (let hops = before.length; hops < 6; hops++) {
      const route = { finalUrl: reached, ...(hops > 0 && { permanentUrl: reached }) };
      if (line && new URL(reached).host !== line.host) {
        const onward = { to: reached, asked: Array(hops).fill(url), permanent: true, spentMilliseconds: 0 };
        return { kind: 'elsewhere', onward };
      }
      const trouble = web.failing.get(reached);
      if (trouble && trouble.until > now) {
        const told = trouble.status === 429 && { retryAfterSeconds: 7200 };
        return { kind: 'failed', status: trouble.status, reason: `It answered ${trouble.status}.`, ...told };
      }
      const found = web.at.get(reached);
      if (found === undefined) return { kind: 'failed', status: 404, reason: 'It answered 404.' };
      if ('to' in found) {
        reached = found.to;
        continue;
      }
      const body = Buffer.from(web.feedOf(found.blog, born.get(found.blog) ?? start));
      return { kind: 'fetched', status: 200, body, wireBytes: body.length, ...route };
    }
    return { kind: 'refused', reason: 'It redirects in a circle.' };
  };
  const page = (url: string): FetchAnswer => {
    const named = web.home.find((home) => new URL(home).host === new URL(url).host);
    const body = Buffer.from(`<html><link rel="alternate" type="application/rss+xml" href="${named ?? ''}"></html>`);
    return { kind: 'fetched', status: 200, body, wireBytes: body.length, finalUrl: url };
  };
  const fetcher = {
    async fetch({ url, accept }: FetchRequest, line?: Line) {
      asked.push(url);
      const { host } = new URL(line?.onward?.to ?? url);
      if (accept !== 'text/html' || (line && line.host !== host)) return answer(url, line) as FetchAnswer;
      return page(url);
    },
  };
  const handedOn: BatchMessage[] = [];
  const deliveries: PollDeliveries = {
    bringBack: () => expect.unreachable('it was brought back'),
    async handOn(poll, leg) {
      handedOn.push(messageOf(poll, leg));
    },
  };
  const world = { ...makePollWorld(table, fetcher), deliveries };
  const catalogue = web.home.map((url, index) => ({ url, kind: 'blog' as const, title: `Blog ${index}` }));
  await addSources(world.sources, catalogue, iso(now));
  const ids = web.home.map(sourceId);

  const deliver = async (due: readonly DueSource[], deliveries: number) => {
    for (let messages = due.map((source) => messageOf(source)); messages.length > 0; ) {
      for (let delivery = 1; delivery <= deliveries; delivery++) {
        const batch = messages.map((message) => ({ ...message, deliveries: delivery }));
        const { failed } = await pollBatch(world, batch, () => iso(now));
        expect(failed).toEqual([]);
      }
      messages = handedOn.splice(0);
    }
  };
  const pass = async (hours: number, deliveries: number) => {
    for (const end = now + hours * hour; now < end; now += dispatchEvery) {
      const before = new Map((await world.sources.list()).map((source) => [source.id, source]));
      await dispatchDue({ sources: world.sources, queue: { send: (due) => deliver(due, deliveries) } }, iso(now));
      for (const source of await world.sources.list()) checkSource(source, before.get(source.id) as Source, iso(now));
    }
    checkPlaces(await world.sources.list());
  };
  for (const one of steps) {
    if (one.does === 'wait') await pass(one.hours, one.deliveries);
    else if (one.does === 'publish') {
      web.publish(one.blog, one.posts);
      born.set(one.blog, now);
    } else if (one.does === 'fail')
      web.failing.set(addresses[one.at] as string, { status: one.status, until: now + one.hours * hour });
    else if ('to' in one) changeHome(web, one);
    else await decideSource(world.sources, one.does, ids[one.source] as string, iso(now));
  }
  web.failing.clear();
  await pass(hoursAfter, 1);
  const ledger = await world.sources.list();
  for (const { state, lastPolledAt = '' } of ledger)
    if (state !== 'retired') expect(lastPolledAt >= iso(now - 26 * hour), 'polled in the last day').toBe(true);
  for (const [index, url] of web.home.entries())
    if (isHome(web, index) && ledger.some((source) => source.state === 'active' && source.url === url))
      for (const n of web.posts[index]?.slice(0, shown) ?? [])
        expect(await world.candidates.get(linkFingerprint(linkOf(n))), `post ${n} of blog ${index}`).toBeDefined();
  return { ledger, asked: asked.length };
}

const messageOf = ({ id, host, dueAt }: DueSource, leg?: PollLeg): BatchMessage => {
  expect(leg?.number ?? 0, 'legs of one poll').toBeLessThan(20);
  return { id, group: host, sourceId: id, call: { dueAt, host, ...(leg && { leg }) } };
};

/** Whether a blog is where it was last; another may have moved in since it joined a third. */
function isHome({ at, home }: ReturnType<typeof makeWeb>, blog: number): boolean {
  const there = at.get(home[blog] as string);
  return there !== undefined && 'blog' in there && there.blog === blog;
}

/** A blog goes to another address: the one before leads there for good, or answers 404 and only the site knows. */
function changeHome(web: ReturnType<typeof makeWeb>, { does, blog, to }: Step & { does: 'move' | 'lose' }): void {
  const [from, next] = [web.home[blog], addresses[to]] as [string, string];
  const there = web.at.get(next);
  const holder = there && 'blog' in there ? there.blog : undefined;
  if (from === next || !isHome(web, blog)) return;
  if (does === 'lose' && holder !== undefined) return;
  if (does === 'move') web.at.set(from, { to: next });
  else web.at.delete(from);
  // Where another blog is, the two are one from then on.
  if (holder === undefined) {
    web.at.set(next, { blog });
    web.home[blog] = next;
  }
}

function checkSource(source: Source, before: Source, now: string): void {
  const { id, state, nextPollAt, polls, brought, joined, entries } = source;
  if (state === 'retired') return;
  expect(nextPollAt > now, `${id} is due again later than ${now}`).toBe(true);
  expect(Date.parse(nextPollAt) - Date.parse(now), `${id} is due within a day`).toBeLessThanOrEqual(24 * hour + 1);
  const isDue = before.nextPollAt <= now;
  expect(polls - before.polls, `${id}, due ${before.nextPollAt}, polled at ${now}`).toBe(isDue ? 1 : 0);
  if (!isDue) expect(source, `${id} was left alone`).toEqual(before);
  expect(brought + joined).toBe(entries);
  expect(source.fault, `${id} was put off, though no poll broke`).toBeUndefined();
}

function checkPlaces(ledger: readonly Source[]): void {
  const polled = ledger.filter(({ state }) => state !== 'retired').map(({ url }) => plainAddress(url));
  expect(new Set(polled).size, `one source an address: ${polled}`).toBe(polled.length);
}

test('whatever sites, messages and the operator do: one source an address, polled when it is due and no later than in a day, and no post lost', async () => {
  let [requests, histories] = [0, 0];
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 30 }), async (steps) => {
      requests += (await play(new MemoryTable(), steps)).asked;
      histories++;
    }),
    { numRuns: 6 },
  );
  console.log(`${histories} histories of four blogs, ${requests} requests`);
});

const store = useFaultyStore();

test('a history leaves in the table in memory what it leaves in DynamoDB', async () => {
  const steps: Step[] = [
    { does: 'publish', blog: 0, posts: 3 },
    { does: 'wait', hours: 2, deliveries: 2 },
    { does: 'move', blog: 1, to: 4 },
    { does: 'lose', blog: 2, to: 5 },
    { does: 'retire', source: 3 },
    { does: 'publish', blog: 1, posts: 2 },
    { does: 'wait', hours: 20, deliveries: 1 },
  ];
  const memory = new MemoryTable();
  await play(memory, steps, 2);
  const opened = await store.open();
  await play(opened.table, steps, 2);
  const byKey = (items: Record<string, unknown>[]) =>
    new Map(items.map((item) => [`${item['pk']} ${item['sk']}`, item]));
  expect(byKey(memory.items())).toEqual(byKey(await opened.items()));
  expect(memory.items().length).toBeGreaterThan(12);
});
