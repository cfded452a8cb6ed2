import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type BatchMessage, pollBatch } from '../../lambdas/pipeline/poll-batch';
import { createFakeFetcher } from '../support/fake-fetcher';
import { useFaultyStore } from '../support/faulty-table';
import { addSources, makePollWorld } from '../support/poll-world';
import { spellFeed } from '../support/spell-feed';

const now = '2026-06-07T12:00:00.000Z';
const statusPage = readFileSync(join(import.meta.dirname, '../fixtures/status/statuspage.atom'), 'utf8');

const notes = (host: string, from: number) =>
  spellFeed(
    [0, 1, 2].map((n) => ({
      title: `${host} explains what happened in week ${from + n}`,
      link: `https://${host}/weeks/${from + n}`,
      guid: `${host}-${from + n}`,
      at: `2026-06-0${n + 1}T06:00:00Z`,
    })),
    { title: host, link: `https://${host}/` },
  );

// The first two share a host and a story, so that the order between them matters and the queue keeps it.
const web: Record<string, string> = {
  'https://many.example/one': notes('many.example', 1),
  'https://many.example/two': notes('many.example', 2),
  'https://alone.example/feed': notes('alone.example', 1),
  'https://status.harbourly.example/history.atom': statusPage,
  'https://broken.example/feed': '<html><body>not a feed</body></html>',
};
const sources = Object.keys(web).map((url, index) => ({
  id: `s${index}`,
  url,
  kind: url.includes('status') ? ('status' as const) : ('blog' as const),
}));

const store = useFaultyStore();

async function openWorld() {
  const faulty = await store.open();
  const fetcher = createFakeFetcher(({ url }) => web[url] as string, 1);
  const world = makePollWorld(faulty.table, fetcher);
  await addSources(world, sources, now);
  return { faulty, world, fetcher };
}

const messageOf = (source: (typeof sources)[number], delivery: number): BatchMessage => ({
  id: `${source.id}-${delivery}`,
  group: new URL(source.url).host,
  sourceId: source.id,
});

describe('messages delivered again', () => {
  test('up to ten times each, shuffled, in batches of any size: leave what one delivery leaves', {
    timeout: 240_000,
  }, async () => {
    let deliveries = 0;
    let runs = 0;
    const schedule = fc.record({
      times: fc.tuple(...sources.map(() => fc.integer({ min: 1, max: 10 }))),
      order: fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
      sizes: fc.infiniteStream(fc.integer({ min: 1, max: 10 })),
    });
    await fc.assert(
      fc.asyncProperty(schedule, async ({ times, order, sizes }) => {
        const messages = sources
          .flatMap((source, index) => [...Array(times[index]).keys()].map((n) => messageOf(source, n)))
          .map((message) => ({ message, at: order.next().value as number }))
          .sort((a, b) => a.at - b.at)
          .map(({ message }) => message);
        const repeated = await openWorld();
        for (let from = 0; from < messages.length; ) {
          const size = sizes.next().value as number;
          const result = await pollBatch(repeated.world, messages.slice(from, from + size), () => now);
          expect(result.failed).toEqual([]);
          from += size;
        }
        const once = await openWorld();
        const firsts = messages.filter(
          ({ sourceId }, index) => messages.findIndex((other) => other.sourceId === sourceId) === index,
        );
        for (const message of firsts) await pollBatch(once.world, [message], () => now);
        expect(await repeated.faulty.items()).toEqual(await once.faulty.items());
        expect(repeated.fetcher.asked).toHaveLength(sources.length);
        deliveries += messages.length;
        runs++;
      }),
      { numRuns: 15 },
    );
    console.log(
      `repeats: ${deliveries} deliveries of ${runs * sources.length} messages in ${runs} orders, 0 differences, so no alarm`,
    );
  });

  test('to ten pollers at the same moment: leave what one delivery leaves', { timeout: 60_000 }, async () => {
    const at = await openWorld();
    const single = await openWorld();
    for (const source of sources) {
      const deliveries = [...Array(10).keys()].map((n) => pollBatch(at.world, [messageOf(source, n)], () => now));
      expect((await Promise.all(deliveries)).flatMap(({ failed }) => failed)).toEqual([]);
      await pollBatch(single.world, [messageOf(source, 0)], () => now);
    }
    expect(at.fetcher.asked.length).toBeGreaterThan(sources.length);
    expect(await at.faulty.items()).toEqual(await single.faulty.items());
  });

  test('cost one read and nothing else when the work is done', async () => {
    const { faulty, world } = await openWorld();
    const [source] = sources as [(typeof sources)[number]];
    await pollBatch(world, [messageOf(source, 0)], () => now);
    const before = faulty.calls.length;
    const { outcomes } = await pollBatch(world, [messageOf(source, 1)], () => now);
    expect(outcomes).toEqual([{ sourceId: source.id, outcome: 'not due' }]);
    expect(faulty.calls.slice(before)).toEqual(['GetItemCommand']);
  });
});
