import { setTimeout as wait } from 'node:timers/promises';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import { redrive } from '../../lambdas/adapters/dead-letters';
import { createPollQueue } from '../../lambdas/adapters/queue';
import { createSourceStore } from '../../lambdas/adapters/sources';
import type { Item, Table } from '../../lambdas/adapters/table';
import type { PollMessage } from '../../lambdas/contract/messages';
import { itemVersion } from '../../lambdas/contract/table';
import type { FetchAnswer } from '../../lambdas/domain/fetch/fetch-answer';
import type { DueSource } from '../../lambdas/domain/ports';
import { newSource, type Source } from '../../lambdas/domain/source';
import { dispatchDue } from '../../lambdas/pipeline/dispatch';
import { pollBatch } from '../../lambdas/pipeline/poll-batch';
import { drainQueue, startQueue } from '../../lib/local/queue';
import { createFakeFetcher } from '../support/fake-fetcher';
import { type FaultyTable, useFaultyStore } from '../support/faulty-table';
import { makePollWorld, type PollWorld } from '../support/poll-world';

const now = '2026-06-07T12:00:00.000Z';
const store = useFaultyStore();

const unchanged = ({ url }: { url: string }): FetchAnswer => ({ kind: 'unchanged', finalUrl: url });

/** What the poll handler does with an event, on a world of our own. */
const handle =
  (world: PollWorld) =>
  async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
    const messages = Records.map(({ messageId, attributes, body }) => ({
      id: messageId,
      group: attributes.MessageGroupId ?? '',
      sourceId: (JSON.parse(body) as PollMessage).sourceId,
    }));
    const { failed } = await pollBatch(world, messages, () => now);
    return { batchItemFailures: failed.map(({ id }) => ({ itemIdentifier: id })) };
  };

function perHost(urls: readonly string[]): Map<string, string[]> {
  const hosts = new Map<string, string[]>();
  for (const url of urls) hosts.set(new URL(url).host, [...(hosts.get(new URL(url).host) ?? []), url]);
  return hosts;
}

const drain = (
  queue: { url: string; queueUrl: string },
  handler: (event: SQSEvent) => Promise<SQSBatchResponse>,
  deliveries = 10,
) => drainQueue(queue, handler, { batchSize: 10, deliveries, delivered: () => {}, stopped: () => false });

async function addMany(opened: FaultyTable, count: number, hostOf: (n: number) => string) {
  const sourceAt = (n: number) => ({
    ...newSource(`s${n}`, { url: `https://${hostOf(n)}/feeds/${n}`, kind: 'blog' as const, title: `s${n}` }, now),
    nextPollAt: new Date(Date.parse(now) - (count - n) * 1000).toISOString(),
  });
  await opened.fill(await itemsOf([...Array(count).keys()].map(sourceAt)));
}

/** Sources as the store would write them: what one call each would take, in batches. */
async function itemsOf(sources: readonly Source[]): Promise<Item[]> {
  const items: Item[] = [];
  const catching = { putNew: async (item: Item) => items.push({ v: itemVersion, ...item }) > 0 };
  const store = createSourceStore(catching as unknown as Table);
  for (const source of sources) await store.add(source);
  return items;
}

describe('5,000 sources due at once', () => {
  test('are each polled once, in order and one at a time on each host, at one read and one write', {
    timeout: 500_000,
  }, async () => {
    const count = 5_000;
    const queue = await startQueue(120);
    const faulty = await store.open();
    const fetcher = createFakeFetcher(unchanged, 1);
    const world = { ...makePollWorld(faulty.table, fetcher), hostPauseMilliseconds: 2 };
    await addMany(faulty, count, (n) => (n % 10 === 0 ? 'crowded.example' : `host-${n % 700}.example`));
    const client = new SQSClient({ endpoint: queue.url, useQueueUrlAsEndpoint: false });
    const real = createPollQueue(queue.queueUrl, client);
    const sent: DueSource[] = [];
    const recording = {
      async send(due: readonly DueSource[]) {
        sent.push(...due);
        await real.send(due);
      },
    };
    expect(await dispatchDue({ sources: world.sources, queue: recording }, now)).toBe(count);
    // A second dispatch before anything was polled: the queue knows the messages it holds.
    expect(await dispatchDue({ sources: world.sources, queue: real }, now)).toBe(count);
    const before = faulty.calls.length;
    await drain(queue, handle(world));
    const calls = faulty.calls.slice(before);
    expect(fetcher.asked).toHaveLength(count);
    expect(new Set(fetcher.asked).size).toBe(count);
    expect(fetcher.mostAtOnce()).toBe(1);
    expect(fetcher.shortestPause()).toBeGreaterThanOrEqual(1);
    const urlsSent = sent.map(({ id, host }) => `https://${host}/feeds/${id.slice(1)}`);
    expect(perHost(fetcher.asked)).toEqual(perHost(urlsSent));
    expect(calls.filter((name) => name === 'GetItemCommand')).toHaveLength(count);
    expect(calls.filter((name) => name === 'PutItemCommand')).toHaveLength(count);
    expect(calls).toHaveLength(2 * count);
    expect(await world.sources.due(now)).toEqual([]);
    client.destroy();
    await queue.stop();
    console.log(
      `dispatch: ${count} due, ${fetcher.asked.length} polled, most at once on a host ${fetcher.mostAtOnce()}, ${calls.length / count} calls a poll (an hour behind: alarm PollsWaiting)`,
    );
  });
});

describe('a message that cannot be done', () => {
  test('ends in the dead-letter queue after three tries, costs its neighbours nothing, and is done when moved back', {
    timeout: 120_000,
  }, async () => {
    const queue = await startQueue(1);
    const faulty = await store.open();
    const fetcher = createFakeFetcher(unchanged);
    const world = makePollWorld(faulty.table, fetcher);
    // All on one host: the worst place to be a neighbour.
    await addMany(faulty, 10, () => 'shared.example');
    const client = new SQSClient({ endpoint: queue.url, useQueueUrlAsEndpoint: false });
    await dispatchDue({ sources: world.sources, queue: createPollQueue(queue.queueUrl, client) }, now);
    let broken = true;
    let tries = 0;
    const handler = handle({
      ...world,
      sources: {
        ...world.sources,
        async get(id) {
          if (id === 's4') tries++;
          if (id === 's4' && broken) throw new Error('This source breaks the poller.');
          return world.sources.get(id);
        },
      },
    });
    const deadUrl = queue.queueUrl.replace('polls.fifo', 'polls-dead.fifo');
    const countIn = async (QueueUrl: string) => {
      const { Attributes } = await client.send(
        new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] }),
      );
      return Number(Attributes?.['ApproximateNumberOfMessages']);
    };
    for (let round = 0; round < 20 && (await countIn(deadUrl)) === 0; round++) {
      await drain(queue, handler, 1);
      await wait(400);
    }
    expect(tries).toBe(3);
    expect(fetcher.asked).toHaveLength(9);
    expect(new Set(fetcher.asked).size).toBe(9);
    expect(await countIn(deadUrl)).toBe(1);
    expect(await countIn(queue.queueUrl)).toBe(0);

    broken = false;
    expect(await redrive(queue.queueUrl, client)).toBe(1);
    expect(await countIn(deadUrl)).toBe(0);
    await drain(queue, handler, 1);
    expect(fetcher.asked.filter((url) => url.endsWith('/4'))).toHaveLength(1);
    expect((await world.sources.get('s4'))?.lastOutcome).toBe('unchanged');
    client.destroy();
    await queue.stop();
    console.log(
      `poison: 9 of 9 neighbours done once, ${tries - 1} tries, then the dead-letter queue (alarm PollsGivenUp); moved back, done`,
    );
  });

  test('and is one that nobody can read: it alone is reported', async () => {
    const faulty = await store.open();
    const world = makePollWorld(faulty.table, createFakeFetcher(unchanged));
    await addMany(faulty, 2, () => 'shared.example');
    const message = (id: string, sourceId: string | undefined) => ({ id, group: 'shared', sourceId });
    const result = await pollBatch(world, [message('a', 's0'), message('b', undefined), message('c', 's1')], () => now);
    expect(result.failed).toEqual([{ id: 'b', error: new Error('The message names no source.') }]);
    expect(result.outcomes.map(({ sourceId }) => sourceId)).toEqual(['s0', 's1']);
  });
});

test('what was given up goes back in the order of each host, also when a move died half-way', async () => {
  const queue = await startQueue(1);
  const client = new SQSClient({ endpoint: queue.url, useQueueUrlAsEndpoint: false });
  const deadUrl = queue.queueUrl.replace('polls.fifo', 'polls-dead.fifo');
  const sources = [...Array(35).keys()].map((n) => ({ id: `s${n}`, host: `h${n % 3}.example`, dueAt: now }));
  await createPollQueue(deadUrl, client).send(sources);
  let deletions = 0;
  client.middlewareStack.add(
    (next, context) => async (args) => {
      if (context.commandName === 'DeleteMessageBatchCommand' && deletions++ === 1) throw new Error('Died.');
      return next(args);
    },
    { step: 'initialize' },
  );
  await expect(redrive(queue.queueUrl, client, 1)).rejects.toThrow('Died.');
  await wait(1200);
  expect(await redrive(queue.queueUrl, client)).toBeGreaterThan(0);
  const seen: string[] = [];
  const collect = async ({ Records }: SQSEvent) => {
    for (const { body } of Records) seen.push((JSON.parse(body) as PollMessage).sourceId);
    return { batchItemFailures: [] };
  };
  await drain(queue, collect, 1);
  const hostOf = (id: string) => Number(id.slice(1)) % 3;
  for (const host of [0, 1, 2])
    expect(seen.filter((id) => hostOf(id) === host)).toEqual(
      sources.map(({ id }) => id).filter((id) => hostOf(id) === host),
    );
  client.destroy();
  await queue.stop();
});

describe('the queue', () => {
  test('is sent everything although some of it was refused, and the dispatch then fails', async () => {
    const sources = [...Array(25).keys()].map((n) => ({ id: `s${n}`, host: 'a.example', dueAt: now }));
    const queue = await startQueue(60);
    const client = new SQSClient({ endpoint: queue.url, useQueueUrlAsEndpoint: false });
    let batches = 0;
    client.middlewareStack.add(
      (next) => async (args) => {
        const answer = await next(args);
        batches++;
        if (batches > 1) return answer;
        return { ...answer, output: { ...answer.output, Failed: [{ Id: '0', Message: 'Busy.' }] } };
      },
      { step: 'initialize' },
    );
    await expect(createPollQueue(queue.queueUrl, client).send(sources)).rejects.toThrow(
      'SQS refused 1 of 25 poll messages: Busy.',
    );
    expect(batches).toBe(3);
    client.destroy();
    await queue.stop();
  });
});
