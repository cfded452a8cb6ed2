import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createFetcher } from '../../lambdas/adapters/http-fetch';
import { createSourceStore } from '../../lambdas/adapters/sources';
import { never, newSource, type Source } from '../../lambdas/domain/source';
import { nextSource } from '../../lambdas/domain/source/next-poll';
import { addSources, findSource, indexSources, sourceId } from '../../lambdas/pipeline/catalogue';
import { pollSource } from '../../lambdas/pipeline/poll';
import { addSource } from '../../lib/tools/sources/add-source';
import { decideSource } from '../../lib/tools/sources/decide-source';
import { describeSource, sortLedger, tabulate } from '../../lib/tools/sources/list-sources';
import { createFakeFetcher } from '../support/fake-fetcher';
import { makePollWorld } from '../support/poll-world';
import { spellFeed } from '../support/spell-feed';
import { openTestTable } from '../support/store';

const now = '2026-06-07T12:00:00.000Z';
const feed = spellFeed([{ title: 'How we test failover', link: 'https://blog.example/failover', guid: 'one' }]);
const pages: Record<string, string> = {
  '/feed.xml': feed,
  '/blog/': '<!doctype html><title>A blog</title><link rel="alternate" type="application/rss+xml" href="/feed.xml">',
  '/status': '<!doctype html><title>Our Status</title><a href="https://www.statuspage.io">Powered by Statuspage</a>',
  '/history.atom': readFileSync(join(import.meta.dirname, '../fixtures/status/statuspage.atom'), 'utf8'),
  '/list.opml': '<?xml version="1.0"?>\n<!-- ours -->\n<opml version="2.0"><body><outline xmlUrl="x"/></body></opml>',
  '/nothing': '<!doctype html><title>Nothing</title><p>No feed here.',
  '/misled': '<!doctype html><title>Misled</title><link rel="alternate" type="application/rss+xml" href="/nothing">',
};
const web = createServer((request, response) => {
  if (request.url === '/old') response.writeHead(301, { location: '/feed.xml' }).end();
  else if (pages[request.url ?? ''] === undefined) response.writeHead(404).end();
  else response.end(pages[request.url ?? '']);
});
let host: string;
let opened: Awaited<ReturnType<typeof openTestTable>>;
beforeAll(async () => {
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
  host = `127.0.0.1:${(web.address() as AddressInfo).port}`;
  opened = await openTestTable();
});
afterAll(async () => {
  web.close();
  await opened.stop();
});

describe('adding a source', () => {
  const add = async (address: string) => {
    const fetcher = createFetcher({ userAgent: 'test', allowed: [host] });
    const sources = createSourceStore(opened.table);
    const added = await addSource({ sources, fetcher, allowed: [host], now }, address);
    fetcher.close();
    return added;
  };

  test('takes a feed as it is, where a permanent redirect leads, and knows it in every other spelling', async () => {
    const added = await add(`http://${host}/old`);
    expect(added).toMatchObject({
      kind: 'added',
      format: 'rss',
      entries: 1,
      source: { url: `http://${host}/feed.xml` },
    });
    for (const spelling of [
      `http://${host}/feed.xml/`,
      `HTTP://${host}/feed.xml#top`,
      `http://${host}/blog/`,
      `http://${host}/old`,
    ])
      expect(await add(spelling), spelling).toMatchObject({ kind: 'known', source: { title: 'A blog' } });
  });

  test("finds a status page's feed by its provider, and knows what it is", async () => {
    expect(await add(`http://${host}/status`)).toMatchObject({
      kind: 'added',
      provider: 'Statuspage',
      source: { url: `http://${host}/history.atom`, kind: 'status' },
    });
  });

  test.each([
    ['/nothing', /HTML page.*names no feed either/],
    ['/misled', /HTML page/],
    ['/absent', /404/],
    ['/list.opml', /an OPML list of feeds, not a feed\. Save it as a file and "import" that\.$/],
  ])('stores nothing when %s cannot be read', async (path, reason) => {
    const before = await createSourceStore(opened.table).list();
    const added = await add(`http://${host}${path}`);
    expect(added.kind === 'unread' && added.reason).toMatch(reason);
    expect(await createSourceStore(opened.table).list()).toHaveLength(before.length);
  });

  test.each(['file:///etc/passwd', 'http://10.0.0.7/', 'https://me:secret@blog.example/', 'nonsense'])(
    'refuses %s without a request',
    async (address) => {
      const fetcher = createFakeFetcher(() => feed);
      const sources = createSourceStore(opened.table);
      expect(await addSource({ sources, fetcher, allowed: [], now }, address)).toMatchObject({
        kind: 'unread',
        tried: [],
      });
      expect(fetcher.asked).toEqual([]);
    },
  );
});

describe('deciding on a source', () => {
  const posts = (count: number) =>
    spellFeed(
      Array.from({ length: count }, (_, index) => ({
        title: `Lesson ${index} of an outage`,
        link: `https://flood.example/${index}`,
        guid: `${index}`,
        at: now,
      })),
    );

  test('releases a quarantined source so that the next poll takes what it shows', async () => {
    let shown = 3;
    const world = makePollWorld(
      opened.table,
      createFakeFetcher(() => posts(shown)),
    );
    const id = sourceId('https://flood.example/feed');
    await world.sources.add(newSource(id, { url: 'https://flood.example/feed', kind: 'blog', title: 'Flood' }, now));
    expect(await pollSource(world, id, now)).toMatchObject({ kind: 'fetched', entries: 3 });
    shown = 80;
    const days = (count: number) => new Date(Date.parse(now) + count * 86_400_000).toISOString();
    expect(await pollSource(world, id, days(2))).toMatchObject({ kind: 'quarantined' });
    const decided = await decideSource(world.sources, 'release', 'http://www.flood.example/feed/', days(3));
    expect(decided).toMatchObject({ kind: 'done', source: { state: 'active', nextPollAt: days(3), recentNew: [] } });
    expect(await world.sources.due(days(3))).toContainEqual({ id, host: 'flood.example', dueAt: days(3) });
    expect(await pollSource(world, id, days(3))).toMatchObject({ kind: 'fetched', entries: 77 });
    expect(await world.sources.get(id)).toMatchObject({ state: 'active', entries: 80 });
  });

  test('retires for good: never due, and no trouble in the draft', async () => {
    const sources = createSourceStore(opened.table);
    const source = newSource(
      'unwanted',
      { url: 'https://unwanted.example/feed', kind: 'blog', title: 'Unwanted' },
      now,
    );
    await sources.add({ ...source, failures: 4, lastReason: 'It did not answer.' });
    expect(await decideSource(sources, 'retire', 'unwanted', now)).toMatchObject({ kind: 'done' });
    expect(await sources.get('unwanted')).toMatchObject({ state: 'retired', nextPollAt: never });
    expect((await sources.due('2100-01-01T00:00:00.000Z')).map(({ id }) => id)).not.toContain('unwanted');
    expect((await sources.conditions()).troubled.map((trouble) => trouble.source)).not.toContain('Unwanted');
    expect(await decideSource(sources, 'retire', 'unwanted', now)).toMatchObject({ kind: 'nothing to do' });
    expect(await decideSource(sources, 'retire', 'nobody', now)).toEqual({ kind: 'unknown' });
  });

  const proposing = (id: string, to: string): Source => ({
    ...newSource(id, { url: `https://${id}.example/feed`, kind: 'blog', title: id }, now),
    ...{ etag: '"old"', bodyHash: 'old', entries: 12, movedTo: { url: to, times: 3, proposed: true } },
  });

  test('follows a proposed move when told so: polled there next, with nothing of the old address but its entries', async () => {
    const world = makePollWorld(
      opened.table,
      createFakeFetcher(({ url }) =>
        url === 'https://new-owner.example/feed' ? posts(3) : { kind: 'failed', reason: 'No.' },
      ),
    );
    await world.sources.add(proposing('mover', 'https://new-owner.example/feed'));
    expect(await decideSource(world.sources, 'accept', 'https://mover.example/feed', now)).toMatchObject({
      kind: 'done',
    });
    const moved = (await world.sources.get('mover')) as Source;
    expect(moved).toMatchObject({ url: 'https://new-owner.example/feed', nextPollAt: now, entries: 12 });
    for (const gone of ['etag', 'bodyHash', 'movedTo', 'validatedUrl']) expect(moved).not.toHaveProperty(gone);
    expect(await world.sources.at(sourceId('https://new-owner.example/feed'))).toMatchObject([{ id: 'mover' }]);
    expect(await pollSource(world, 'mover', now)).toMatchObject({ kind: 'fetched' });
    expect(await decideSource(world.sources, 'accept', 'mover', now)).toMatchObject({ kind: 'nothing to do' });
  });

  test('stays when told so, and the same move is not proposed again, but another is', async () => {
    const sources = createSourceStore(opened.table);
    const away = 'https://elsewhere.example/feed';
    await sources.add(proposing('stayer', away));
    expect(await decideSource(sources, 'decline', 'stayer', now)).toMatchObject({ kind: 'done' });
    let source = (await sources.get('stayer')) as Source;
    expect(source).toMatchObject({ url: 'https://stayer.example/feed', movedTo: { url: away, declined: true } });
    const told = (permanentUrl: string) => {
      source = nextSource(source, { kind: 'unchanged', permanentUrl }, source.nextPollAt);
      return source.movedTo?.proposed;
    };
    expect([1, 2, 3, 4, 5].map(() => told(away))).toEqual(Array(5).fill(undefined));
    expect(describeSource(source)).not.toHaveProperty('proposes');
    expect(
      nextSource(source, { kind: 'failed', reason: '404', status: 404, searched: { found: away } }, now).movedTo,
    ).toMatchObject({ declined: true });
    const other = 'https://third.example/feed';
    expect([1, 2, 3].map(() => told(other))).toEqual([undefined, undefined, true]);
    expect(describeSource(source)).toMatchObject({ proposes: other });
    expect(await decideSource(sources, 'decline', 'stayer', now)).toMatchObject({ kind: 'nothing to do' });
  });

  test('declines for good, even while a poll that had read the proposal is under way', async () => {
    const away = 'https://away.example/feed';
    const fetcher = createFakeFetcher(() => ({ kind: 'unchanged', finalUrl: away, permanentUrl: away }), 100);
    const world = makePollWorld(opened.table, fetcher);
    await world.sources.add(proposing('polled', away));
    const poll = pollSource(world, 'polled', now);
    while (fetcher.asked.length === 0) await new Promise(setImmediate);
    await decideSource(world.sources, 'decline', 'polled', now);
    await poll;
    const { movedTo, nextPollAt } = (await world.sources.get('polled')) as Source;
    expect(movedTo).toMatchObject({ url: away, declined: true });
    await pollSource(world, 'polled', nextPollAt);
    expect((await world.sources.get('polled'))?.movedTo).toMatchObject({ declined: true });
  });

  test('a source that moves to where another one is polled is retired, and says so', async () => {
    const [from, to] = ['https://twice.example/feed', 'https://twice.example/rss'];
    const world = makePollWorld(
      opened.table,
      createFakeFetcher(() => ({ kind: 'unchanged', finalUrl: to, permanentUrl: to })),
    );
    await addSources(
      world.sources,
      [from, to].map((url) => ({ url, kind: 'blog' as const, title: url })),
      now,
    );
    const at = async () => (await world.sources.get(sourceId(from))) as Source;
    for (let polls = 0; polls < 3; polls++) await pollSource(world, sourceId(from), (await at()).nextPollAt);
    expect(await at()).toMatchObject({
      state: 'retired',
      lastReason: `It has moved to ${to}, which is followed already as “${to}”.`,
    });
    expect(await world.sources.get(sourceId(to))).toMatchObject({ state: 'active' });
    // Released, it would ask there a second time; that one retired, it may.
    const release = async () => decideSource(world.sources, 'release', sourceId(from), now);
    expect(await release()).toMatchObject({ kind: 'held already', by: { id: sourceId(to) } });
    await decideSource(world.sources, 'retire', sourceId(to), now);
    expect(await release()).toMatchObject({ kind: 'done', source: { state: 'active', url: to } });
  });

  test('two sources that move to one address are one: the second is retired, until the first is there no more', async () => {
    const [one, two, three] = ['one', 'two', 'three'].map((path) => `https://merging.example/${path}`) as [
      string,
      string,
      string,
    ];
    const there = 'https://merging.example/feed.xml';
    const world = makePollWorld(
      opened.table,
      createFakeFetcher(() => ({ kind: 'unchanged', finalUrl: there, permanentUrl: there })),
    );
    const all = [one, two, three];
    await addSources(
      world.sources,
      all.map((url) => ({ url, kind: 'blog' as const, title: url })),
      now,
    );
    const at = async (url: string) => (await world.sources.get(sourceId(url))) as Source;
    const move = async (url: string) => {
      for (let polls = 0; polls < 3; polls++) await pollSource(world, sourceId(url), (await at(url)).nextPollAt);
      return at(url);
    };
    expect(await move(one)).toMatchObject({ state: 'active', url: there });
    expect(await move(two)).toMatchObject({
      state: 'retired',
      lastReason: `It has moved to ${there}, which is followed already as “${one}”.`,
    });
    await decideSource(world.sources, 'retire', one, now);
    expect(await move(three)).toMatchObject({ state: 'active', url: there });
  });

  test('an address that its first source has left is taken by the next that moves there, and by no other after it', async () => {
    const [first, next, third] = ['first', 'next', 'third'].map((path) => `https://left.example/${path}`) as [
      string,
      string,
      string,
    ];
    const leadsTo = new Map([
      [first, 'https://left.example/elsewhere'],
      [next, first],
      [third, first],
    ]);
    const world = makePollWorld(
      opened.table,
      createFakeFetcher(({ url }) => {
        const to = leadsTo.get(url) ?? url;
        return { kind: 'unchanged', finalUrl: to, ...(to !== url && { permanentUrl: to }) };
      }),
    );
    await addSources(
      world.sources,
      [first, next, third].map((url) => ({ url, kind: 'blog' as const, title: url })),
      now,
    );
    const ids = [first, next, third].map(sourceId);
    for (const id of ids)
      for (let polls = 0; polls < 3; polls++)
        await pollSource(world, id, ((await world.sources.get(id)) as Source).nextPollAt);
    const [gone, there, late] = await Promise.all(ids.map((id) => world.sources.get(id)));
    expect([gone?.url, gone?.state]).toEqual(['https://left.example/elsewhere', 'active']);
    expect([there?.url, there?.state]).toEqual([first, 'active']);
    expect([late?.state, late?.lastReason]).toEqual([
      'retired',
      expect.stringContaining(`followed already as “${next}”`),
    ]);
    for (const ledger of [
      [gone, there],
      [there, gone],
    ] as Source[][])
      expect(findSource(indexSources(ledger), first)?.id, 'who is there now').toBe(there?.id);
  });

  test('does not follow a move to where another source is already', async () => {
    const sources = createSourceStore(opened.table);
    const there = 'https://held.example/feed';
    const id = sourceId(there);
    await sources.add(newSource(id, { url: there, kind: 'blog', title: 'Held' }, now));
    await sources.add(proposing('late', 'http://www.held.example/feed/'));
    expect(await decideSource(sources, 'accept', 'late', now)).toMatchObject({ kind: 'held already', by: { id } });
    expect(await sources.get('late')).toMatchObject({ url: 'https://late.example/feed' });
  });

  test('decides on what a poll saved meanwhile, and gives up rather than undo it', async () => {
    const stored = createSourceStore(opened.table);
    const about = { url: 'https://raced.example/feed', kind: 'blog', title: 'Raced' } as const;
    await stored.add(newSource('raced', about, now));
    let polls = 0;
    const raced = (most: number) => ({
      ...stored,
      async save(source: Source, read: string) {
        const current = (await stored.get('raced')) as Source;
        const later = new Date(Date.parse(current.nextPollAt) + 60_000).toISOString();
        if (polls++ < most) await stored.save({ ...current, nextPollAt: later, polls }, current.nextPollAt);
        return stored.save(source, read);
      },
    });
    expect(await decideSource(raced(99), 'retire', 'raced', now)).toEqual({ kind: 'contended' });
    polls = 0;
    expect(await decideSource(raced(1), 'retire', 'raced', now)).toMatchObject({ kind: 'done', source: { polls: 1 } });
  });
});

describe('the ledger', () => {
  const source = newSource('id', { url: 'https://a.example/feed', kind: 'blog', title: 'A\u001b[2J' }, now);

  test('says what a source brought, how often it was picked, and why it is polled when it is', () => {
    const line = describeSource({
      ...source,
      ...{
        entries: 40,
        brought: 30,
        picks: 3,
        polls: 200,
        unchangedPolls: 150,
        bytesSaved: 3 * 1024 * 1024,
        lagMinutes: 42,
      },
      lastOutcome: 'unchanged',
      nextPollAt: '2026-06-07T14:00:00.000Z',
    });
    expect(line).toMatchObject({ picks: 3, pickRate: 0.1, unchangedShare: 0.75, lagMinutes: 42 });
    const [, row] = tabulate([line], now);
    expect(row).toMatch(
      /^active {2}blog {2}A\[2J .*40 +30 +3 +10 % +42 min +0 +75 % +3\.0 MiB +in 2 h +id +Every 60 min; last time: nothing new\.$/,
    );
  });

  test('counts what was sent in vain against what was saved, and has no sign before nothing', () => {
    const saved = (bytesSaved: number) => tabulate([describeSource({ ...source, bytesSaved })], now)[1];
    expect(saved(-2.5 * 1024 * 1024)).toMatch(/ -2\.5 MiB /);
    expect(saved(-750)).toMatch(/ 0\.0 MiB /);
  });

  test('counts what a status page brings once, though its bytes change at every poll', async () => {
    const incidents = [1, 2, 3].map((id) => ({
      ...{ id: `incident-${id}`, name: `Trouble ${id}`, status: 'resolved', impact: 'major', incident_updates: [] },
      ...{ created_at: `2026-06-0${id}T00:00:00Z`, resolved_at: `2026-06-0${id}T02:00:00Z` },
    }));
    const page = { id: 'page', name: 'A page', url: 'https://status.many.example' };
    let shown = 2;
    const world = makePollWorld(
      opened.table,
      createFakeFetcher(() => JSON.stringify({ page, incidents: incidents.slice(0, shown), at: Math.random() })),
    );
    const url = 'https://status.many.example/api/v2/incidents.json';
    await addSources(world.sources, [{ url, kind: 'status', title: 'A page' }], now);
    const at = async () => (await world.sources.get(sourceId(url))) as Source;
    const poll = async () => pollSource(world, sourceId(url), (await at()).nextPollAt);
    for (let polls = 0; polls < 3; polls++) await poll();
    expect(await at()).toMatchObject({ polls: 3, entries: 2, incidents: 2, unchangedPolls: 2, lastOutcome: 'fetched' });
    shown = 3;
    await poll();
    expect(await at()).toMatchObject({ polls: 4, entries: 3, incidents: 3, unchangedPolls: 2 });
  });

  test('shows a narrow terminal the essentials in 80 columns, and why only where something is amiss', () => {
    const lines = [
      {
        ...source,
        state: 'quarantined' as const,
        title: 'A blog with a name that is longer than most',
        lastReason: 'Too much.',
      },
      { ...source, id: 'failing-source-1', failures: 12, lastReason: 'It did not answer.', nextPollAt: never },
      { ...source, kind: 'status' as const, title: 'B' },
    ].map(describeSource);
    const [heading, ...rows] = tabulate(lines, now, 80);
    expect(heading).toMatch(/^state +title +errors +next +id$/);
    expect(rows).toEqual([
      expect.stringMatching(/^quarantined +A blog .* 0 +due +id$/),
      '  Too much.',
      expect.stringMatching(/^active .* 12 +never +failing-source-1$/),
      '  It did not answer.',
      expect.stringMatching(/^active +B +0 +due +id$/),
    ]);
    for (const row of rows) expect(row.length).toBeLessThanOrEqual(80);
    expect(tabulate(lines, now, 200)).toEqual(tabulate(lines, now));
    expect(tabulate(lines, now)).toHaveLength(4);
  });

  test('says how often a source is really polled, and when that is for its site’s sake', () => {
    const why = (about: Partial<Source>) => describeSource({ ...source, lastOutcome: 'unchanged', ...about });
    expect(why({ asked: { maxAgeSeconds: 86_400 } })).toMatchObject({
      why: 'Every 24 h, as its site wants it; last time: nothing new.',
      lagMinutes: 720,
    });
    expect(why({ toleratedMinutes: 150 }).why).toMatch(/^Every 3 h, as its site wants it;/);
    expect(why({ asked: { ttlMinutes: 30 } }).why).toMatch(/^Every 60 min; /);
    expect(why({ kind: 'status', intervalMinutes: 15, asked: { ttlMinutes: 600 } }).why).toMatch(/^Every 15 min; /);
  });

  test('says nothing of picks where none are counted', () => {
    const page = describeSource({ ...source, kind: 'status', picks: 0 });
    expect(page).not.toHaveProperty('picks');
    expect(tabulate([page], now)[1]).toMatch(/ 0 +0 +– +– +~/);
  });

  test('shows first what needs a decision, then what fails, and the retired last; says where a source wants to move', () => {
    const lines = [
      describeSource({ ...source, id: 'well', title: 'Aa' }),
      describeSource({ ...source, id: 'failing', title: 'Zz', failures: 2, lastReason: 'It did not answer.' }),
      describeSource({ ...source, id: 'r', state: 'retired', nextPollAt: never }),
      describeSource({ ...source, id: 'm', movedTo: { url: 'https://b.example/feed', times: 3, proposed: true } }),
      describeSource({ ...source, id: 'q', state: 'quarantined', lastReason: '80 new entries at once.' }),
    ];
    const sorted = sortLedger(lines);
    expect(sorted.map(({ id }) => id)).toEqual(['q', 'm', 'failing', 'well', 'r']);
    expect(sorted.map(({ why }) => why)).toEqual([
      '80 new entries at once.',
      expect.stringContaining('https://b.example/feed'),
      'It did not answer.',
      'Not polled yet.',
      'Retired.',
    ]);
    expect(sorted.at(-1)).not.toHaveProperty('nextPollAt');
  });
});
