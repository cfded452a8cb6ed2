import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createIssueStore } from '../../lambdas/adapters/issues';
import { releaseSource } from '../../lambdas/domain/source/decision';
import { draftIssue } from '../../lambdas/pipeline/draft';
import { pollSource } from '../../lambdas/pipeline/poll';
import { draftSettings, keepMails, signingKeys } from '../support/draft-world';
import { createFakeFetcher } from '../support/fake-fetcher';
import { useFaultyStore } from '../support/faulty-table';
import { addSources, makePollWorld } from '../support/poll-world';
import { type FeedItem, spellFeed } from '../support/spell-feed';

const feedUrl = 'https://vendor.example/feed.xml';
const otherUrl = 'https://other.example/feed.xml';
const shared = '../shared/data/hostile/guid-churn';

const store = useFaultyStore();

const hour = 3_600_000;

/** A vendor's feed, polled through the real stores; each body is what the next poll finds, days apart. */
async function openFeed(site?: string) {
  const { table, items } = await store.open();
  let body = '';
  let now = Date.parse('2026-06-20T12:00:00Z');
  const world = makePollWorld(
    table,
    createFakeFetcher(() => body),
  );
  const start = new Date(now).toISOString();
  const about = { ...(site !== undefined && { site }) };
  await addSources(
    world,
    [
      { id: 'vendor', url: feedUrl, ...about },
      { id: 'other', url: otherUrl },
    ],
    start,
  );
  return {
    world,
    table,
    now: () => new Date(now).toISOString(),
    poll(next: string, id = 'vendor') {
      body = next;
      now += 25 * hour;
      return pollSource(world, id, new Date(now).toISOString());
    },
    source: async () =>
      (await world.sources.get('vendor')) as NonNullable<Awaited<ReturnType<typeof world.sources.get>>>,
    candidates: async () => (await items()).filter(({ sk }) => sk === 'CANDIDATE'),
  };
}

const fresh = (outcome: Awaited<ReturnType<typeof pollSource>>) =>
  outcome?.kind === 'fetched' ? outcome.entries : outcome?.kind === 'unchanged' ? 0 : outcome?.kind;

const post = (n: number): FeedItem & { link: string; title: string } => ({
  title: `Note ${n} on running the rota`,
  link: `https://vendor.example/notes/${n}`,
  guid: `https://vendor.example/notes/${n}`,
  at: new Date(Date.UTC(2026, 3, 1) + n * 24 * hour).toISOString(),
  text: `What we learned in week ${n} of keeping the rota small and the pages rarer still, part ${n}.`,
});
const posts = [...Array(50).keys()].map(post);
const change = (by: (item: ReturnType<typeof post>, n: number) => FeedItem) => spellFeed(posts.map(by), about);
const about = { title: 'Vendor notes', link: 'https://vendor.example/' };
const base = spellFeed(posts, about);
const casino = (count: number) =>
  spellFeed(
    [...Array(count).keys()].map((n) => ({
      title: `Win at the tables tonight ${n}`,
      link: `https://tables-${n}.example/`,
      guid: `win${n}`,
      at: '2026-06-15T10:00:00Z',
      text: 'tables roulette win tonight',
    })),
    about,
  );

/** Rows of the made-up feed, numbered as the shared ones: what changes, and how many new entries that is. */
const own: Record<string, { body: string; brings: number | 'quarantined' }> = {
  '01 every guid new': { body: change((item, n) => ({ ...item, guid: `made-${n * 7919}` })), brings: 0 },
  '02 https becomes http': {
    body: change((item) => ({ ...item, guid: item.link.replace('https', 'http') })),
    brings: 0,
  },
  '03 the host gains www': {
    body: change((item) => {
      const link = item.link.replace('vendor', 'www.vendor');
      return { ...item, link, guid: link };
    }),
    brings: 0,
  },
  '04 tracking on links, no guid': {
    body: change(({ guid: _, ...item }) => ({ ...item, link: `${item.link}?utm_source=rss&utm_campaign=9` })),
    brings: 0,
  },
  '05 comment counts in titles': {
    body: change((item, n) => ({ ...item, title: `${item.title} (${n} comments)` })),
    brings: 0,
  },
  '06 one guid for all': { body: change((item) => ({ ...item, guid: 'https://vendor.example/' })), brings: 0 },
  '10 every date is now': { body: change((item) => ({ ...item, at: '2026-06-15T10:00:00Z' })), brings: 0 },
  '11 every date is in the future': { body: change((item) => ({ ...item, at: '2099-06-15T10:00:00Z' })), brings: 0 },
  '12 titles and slugs change together': {
    body: change((item) => ({
      ...item,
      title: `${item.title} revised`,
      link: `${item.link}-revised`,
      guid: `${item.link}-revised`,
    })),
    brings: 'quarantined',
  },
  '13 two that are new': {
    body: spellFeed(
      [
        {
          title: 'A new pager policy',
          link: 'https://vendor.example/notes/a',
          guid: 'a',
          text: 'Fewer, later, better.',
        },
        { title: 'What hiring taught us', link: 'https://vendor.example/notes/b', guid: 'b', text: 'It takes longer.' },
        ...posts,
      ],
      about,
    ),
    brings: 2,
  },
  '14 taken over by a casino': { body: casino(200), brings: 'quarantined' },
  '15 guids as another feed has them': { body: change((item, n) => ({ ...item, guid: String(n) })), brings: 0 },
  '16 guids of 100 kB': { body: change((item, n) => ({ ...item, guid: 'G'.repeat(100_000) + n })), brings: 0 },
};

const sharedRows = existsSync(shared)
  ? readdirSync(shared)
      .filter((file) => /^(0[1-6]|1[0-6])-.*\.xml$/.test(file))
      .map((file) => [file, readFileSync(join(shared, file), 'utf8')] as const)
  : [];

describe('identity, through the poll and the real stores', () => {
  const check = async (first: string, second: string, brings: number | 'quarantined') => {
    const feed = await openFeed();
    expect(fresh(await feed.poll(first))).toBe(50);
    const outcome = await feed.poll(second);
    expect(fresh(outcome)).toBe(brings);
    const stored = await feed.candidates();
    expect(stored).toHaveLength(brings === 'quarantined' ? 50 : 50 + brings);
    expect(stored.filter(({ title }) => /casino|tables tonight/i.test(String(title)))).toEqual([]);
    const { entries } = await feed.world.sources.seen('vendor');
    expect(entries.filter(({ key, alias = '' }) => key.length > 64 || alias.length > 64)).toEqual([]);
    expect((await feed.source()).entries).toBe(stored.length);
  };

  for (const [row, { body, brings }] of Object.entries(own))
    test(`row ${row}: ${brings} new`, { timeout: 60_000 }, () => check(base, body, brings));

  for (const [file, body] of sharedRows) {
    const brings = file.startsWith('12') || file.startsWith('14') ? 'quarantined' : file.startsWith('13') ? 2 : 0;
    test(`${file}: ${brings} new`, { timeout: 60_000 }, () =>
      check(readFileSync(join(shared, '00-base.xml'), 'utf8'), body, brings),
    );
  }

  test('says loudly when the shared feeds are absent', () => {
    if (sharedRows.length === 0) console.warn('SKIPPED: guid-churn, the shared data is absent');
    else expect(sharedRows).toHaveLength(13);
  });

  const bare: Record<string, string> = {
    'neither guid nor link': change(({ guid: _g, link: _l, ...item }) => item),
    'nothing but a description': change(({ text }) => ({ text: text as string })),
    'an empty guid': change((item) => ({ ...item, guid: '' })),
  };
  for (const file of existsSync(shared) ? readdirSync(shared).filter((name) => /^0[789]-/.test(name)) : [])
    bare[file] = readFileSync(join(shared, file), 'utf8');
  for (const [name, body] of Object.entries(bare)) {
    test(`entries with ${name}: 50 at the first poll, none at the second`, { timeout: 60_000 }, async () => {
      const feed = await openFeed();
      expect(fresh(await feed.poll(body))).toBe(50);
      // Not the same bytes, or nobody would look at the entries.
      expect(fresh(await feed.poll(body.replace('<channel>', '<channel>\n')))).toBe(0);
      expect((await feed.source()).lastOutcome).toBe('fetched');
    });
  }

  test('fifty posts under one guid are fifty candidates', { timeout: 60_000 }, async () => {
    const feed = await openFeed();
    expect(fresh(await feed.poll(change((item) => ({ ...item, guid: 'one' }))))).toBe(50);
    expect(await feed.candidates()).toHaveLength(50);
  });

  test('a feed of the latest post alone brings every post, once', { timeout: 60_000 }, async () => {
    const feed = await openFeed();
    const latest = (n: number, more: Partial<FeedItem> = {}) =>
      spellFeed([{ ...post(n), guid: 'latest', ...more }], about);
    const bodies = [latest(40), latest(41), latest(41, { title: 'The rota, reworded' }), latest(42), latest(41)];
    const brought: unknown[] = [];
    for (const body of bodies) brought.push(fresh(await feed.poll(body)));
    expect(brought).toEqual([1, 1, 0, 1, 0]);
    expect(await feed.candidates()).toHaveLength(3);
  });

  test('two feeds with the same guids keep their own entries', { timeout: 60_000 }, async () => {
    const feed = await openFeed();
    const numbered = (host: string) =>
      spellFeed(
        posts.map((item, n) => ({
          ...item,
          guid: String(n),
          title: `${host}: ${item.title}`,
          link: item.link.replace('vendor', host),
        })),
        about,
      );
    expect(fresh(await feed.poll(numbered('vendor')))).toBe(50);
    expect(fresh(await feed.poll(numbered('other'), 'other'))).toBe(50);
    expect(await feed.candidates()).toHaveLength(100);
    expect((await feed.world.sources.seen('vendor')).entries).toHaveLength(50);
    expect((await feed.world.sources.seen('other')).entries).toHaveLength(50);
  });
});

describe('a feed that is not what it was', () => {
  test('is held back when a few entries, all elsewhere, took the place of its own', { timeout: 60_000 }, async () => {
    const feed = await openFeed('https://vendor.example/');
    await feed.poll(base);
    const outcome = await feed.poll(casino(10));
    expect(outcome).toEqual({
      kind: 'quarantined',
      reason:
        '10 of 10 links lead away from vendor.example, to tables-0.example and 9 more: held back until you release or retire it.',
    });
    expect(await feed.candidates()).toHaveLength(50);
  });

  test('is held back when one entry is all that it shows, and all of it is of another site', {
    timeout: 60_000,
  }, async () => {
    const feed = await openFeed();
    await feed.poll(base);
    const bought = (link: string) =>
      spellFeed([{ title: 'Win tonight', link: 'https://tables.example/win', guid: 'win' }], { title: 'Notes', link });
    expect(await feed.poll(bought('https://tables.example/'))).toEqual({
      kind: 'quarantined',
      reason:
        '1 of 1 links lead away from vendor.example, to tables.example: held back until you release or retire it.',
    });
    const linking = await openFeed();
    await linking.poll(base);
    expect(fresh(await linking.poll(bought('https://vendor.example/')))).toBe(1);
  });

  test('stays held back, and keeps saying why, even when it then brings little or fails', {
    timeout: 60_000,
  }, async () => {
    const feed = await openFeed();
    await feed.poll(base);
    const held = await feed.poll(casino(200));
    const reason = held?.kind === 'quarantined' ? held.reason : '';
    expect(reason).toMatch(/^200 new entries at once, where 0 are usual/);
    expect(await feed.poll(casino(2))).toEqual({ kind: 'quarantined', reason });
    expect((await feed.poll('<html><body>gone fishing</body></html>'))?.kind).toBe('failed');
    expect(await feed.source()).toMatchObject({ state: 'quarantined', lastReason: reason });
    expect(fresh(await feed.poll(`${base}\n`))).toBe(0);
    expect(await feed.source()).toMatchObject({ state: 'quarantined', lastReason: reason });
    expect(await feed.candidates()).toHaveLength(50);
  });

  test('is believed once somebody released it, and is not held back for the same again', {
    timeout: 60_000,
  }, async () => {
    const feed = await openFeed();
    await feed.poll(base);
    await feed.poll(casino(10));
    const source = await feed.source();
    await feed.world.sources.save(releaseSource(source, feed.now()), source.nextPollAt);
    expect(fresh(await feed.poll(casino(10)))).toBe(10);
    expect(await feed.source()).toMatchObject({ state: 'active' });
    expect(fresh(await feed.poll(casino(12)))).toBe(2);
  });

  test('is held back when its blog has become a status page that tells of trouble elsewhere, or of much at once', {
    timeout: 60_000,
  }, async () => {
    const page = (site: string, count: number) =>
      JSON.stringify({
        page: { id: 'page', name: 'AWS', url: site },
        incidents: Array.from({ length: count }, (_, index) => ({
          ...{ id: `incident-${index}`, name: `Outage ${index}`, status: 'investigating', impact: 'critical' },
          ...{ created_at: '2026-06-01T00:00:00Z', incident_updates: [] },
        })),
      });
    const feed = await openFeed('https://vendor.example/');
    await feed.poll(base);
    expect(await feed.poll(page('https://aws-status.example', 5))).toMatchObject({
      kind: 'quarantined',
      reason: expect.stringMatching(/^5 of 5 links lead away from vendor\.example/),
    });
    const many = await openFeed('https://vendor.example/');
    await many.poll(base);
    expect(await many.poll(page('https://vendor.example', 30))).toMatchObject({
      kind: 'quarantined',
      reason: expect.stringMatching(/^30 new entries at once/),
    });
    expect(await many.source()).toMatchObject({ kind: 'blog', incidents: 0 });
    const empty = await openFeed('https://vendor.example/');
    await empty.poll(spellFeed([]));
    expect(await empty.poll(page('https://vendor.example', 3))).toMatchObject({ kind: 'fetched', incidents: 3 });
    expect(await empty.source()).toMatchObject({ kind: 'status' });
  });

  test('is held back when it has another name and nothing of its own is left, though it lies where it was', {
    timeout: 60_000,
  }, async () => {
    const tables = (title: string, own: readonly FeedItem[]) =>
      spellFeed(
        [...own, ...[1, 2, 3, 4].map((n) => ({ title: `Tables ${n}`, link: `https://vendor.example/t/${n}` }))],
        { ...about, title },
      );
    const kept = posts.slice(0, 1);
    const polled = async (second: string) => {
      const feed = await openFeed('https://vendor.example/');
      await feed.poll(base);
      return feed.poll(second);
    };
    expect(await polled(tables('Lucky Tables', []))).toEqual({
      kind: 'quarantined',
      reason: `It was named “${about.title}” and is now “Lucky Tables”, and nothing it showed before is left: held back until you release or retire it.`,
    });
    expect(fresh(await polled(tables('Lucky Tables', kept)))).toBe(4);
    expect(fresh(await polled(tables(`The new ${about.title}`, [])))).toBe(4);
  });

  test('is held back when its language changed with most of its entries', { timeout: 60_000 }, async () => {
    const feed = await openFeed();
    const notes = posts.slice(0, 10);
    await feed.poll(spellFeed(notes, { ...about, language: 'en-us' }));
    const others = posts.slice(20, 30);
    expect(await feed.poll(spellFeed(others, { ...about, language: 'id' }))).toMatchObject({
      kind: 'quarantined',
      reason: 'Its language was “en” and is now “id”: held back until you release or retire it.',
    });
  });

  test('is not what links out, gains a guest, or spells its language anew', { timeout: 60_000 }, async () => {
    const linkBlog = await openFeed();
    const out = (from: number) =>
      spellFeed(
        posts.slice(from, from + 10).map((item, n) => ({ ...item, link: `https://site-${from + n}.example/page` })),
        { ...about, language: from === 0 ? 'en' : 'en-GB' },
      );
    await linkBlog.poll(out(0));
    expect(fresh(await linkBlog.poll(out(8)))).toBe(8);
    const blog = await openFeed();
    await blog.poll(base);
    const guest = { title: 'A guest writes', link: 'https://guest.example/post', guid: 'guest' };
    expect(fresh(await blog.poll(spellFeed([guest, ...posts], about)))).toBe(1);
  });

  test('is named in the draft, with the reason', { timeout: 60_000 }, async () => {
    const feed = await openFeed();
    await feed.poll(base);
    await feed.poll(casino(10));
    const issues = createIssueStore(feed.table);
    const { mails, mailer } = keepMails();
    const settings = { ...draftSettings, firstIssue: 1 };
    await draftIssue({ ...feed.world, issues, mailer, signingKeys }, settings, feed.now());
    const issue = await issues.get(1);
    expect(issue?.leftOut.quarantined).toEqual([
      { source: 'vendor', reason: expect.stringContaining('links lead away from vendor.example') },
    ]);
    expect(JSON.stringify([issue?.articles, issue?.runnersUp])).not.toContain('tables-');
    expect(mails[0]?.text).toContain('links lead away from vendor.example');
  });
});
