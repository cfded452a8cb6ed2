import { setTimeout as wait } from 'node:timers/promises';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { redrive } from '../../lambdas/adapters/dead-letters';
import { createDeliveries } from '../../lambdas/adapters/deliveries';
import { readMessage } from '../../lambdas/adapters/poll-message';
import { createPollQueue } from '../../lambdas/adapters/queue';
import { dispatchDue } from '../../lambdas/pipeline/dispatch';
import { pollBatch } from '../../lambdas/pipeline/poll-batch';
import { drainQueue, startQueue } from '../../lib/local/queue';
import { describeSource } from '../../lib/tools/sources/list-sources';
import { createFakeFetcher } from '../support/fake-fetcher';
import { minutesPast, noon } from '../support/moments';
import { addSources, makePollWorld, type PollWorld } from '../support/poll-world';
import { spellFeed } from '../support/spell-feed';
import { openTestTable } from '../support/store';

const account = { region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
const urls = [...Array(6).keys()].map((n) => `https://shared.example/${n}`);
const poisoned = 's2';
const handOn = () => expect.unreachable('it was handed on');
let opened: Awaited<ReturnType<typeof openTestTable>>;
let undisturbed: Awaited<ReturnType<typeof openTestTable>>;
beforeAll(async () => {
  opened = await openTestTable();
  undisturbed = await openTestTable();
});
afterAll(async () => {
  await opened.stop();
  await undisturbed.stop();
});

const createWeb = () =>
  createFakeFetcher(({ url }) =>
    spellFeed([{ title: `Post ${url}`, link: `${url}/post`, guid: url, at: '2026-06-06T12:00:00.000Z' }]),
  );

/** The poller's lambda on a world of our own, with a fault in it that one feed meets at every poll. */
async function startPoller(world: PollWorld) {
  // As long as in the cloud: what is not brought back does not come back in this test.
  const queue = await startQueue(1080);
  const client = new SQSClient({ endpoint: queue.url, useQueueUrlAsEndpoint: false });
  const real = createDeliveries(queue.queueUrl, { ...account, endpoint: queue.url });
  const fault = { present: true, tries: 0, refusals: [] as (string | undefined)[], waits: [] as number[] };
  const faulty = {
    ...world,
    candidates: {
      ...world.candidates,
      async tell(...[candidate, titleKey]: Parameters<PollWorld['candidates']['tell']>) {
        if (candidate.sourceId !== poisoned || !fault.present) return world.candidates.tell(candidate, titleKey);
        fault.tries++;
        throw new TypeError('cannot read the answer of life');
      },
    },
    deliveries: {
      ...real,
      async bringBack(receipts: readonly string[], seconds: number) {
        fault.waits.push(seconds);
        const refusal = await real.bringBack(receipts, 0);
        fault.refusals.push(refusal);
        return refusal;
      },
    },
  };
  let now = noon;
  const handle = async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
    const messages = Records.map(({ messageId, receiptHandle, attributes, body }) => {
      const group = attributes.MessageGroupId ?? '';
      return { id: messageId, receipt: receiptHandle, group, ...readMessage(body) };
    });
    const { failed } = await pollBatch(faulty, messages, () => now);
    return { batchItemFailures: failed.map(({ id }) => ({ itemIdentifier: id })) };
  };
  const countIn = async (QueueUrl: string) => {
    const AttributeNames = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
    const { Attributes = {} } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...AttributeNames] }),
    );
    return AttributeNames.reduce((sum, name) => sum + Number(Attributes[name]), 0);
  };
  return {
    fault,
    dispatch: (at: string) => {
      now = at;
      return dispatchDue({ sources: world.sources, queue: createPollQueue(queue.queueUrl, client) }, at);
    },
    drain: () => drainQueue(queue, handle, { batchSize: 10, deliveries: 1, delivered: () => {}, stopped: () => false }),
    waiting: () => countIn(queue.queueUrl),
    dead: () => countIn(queue.queueUrl.replace('polls.fifo', 'polls-dead.fifo')),
    redrive: () => redrive(queue.queueUrl, client),
    async stop() {
      client.destroy();
      await queue.stop();
    },
  };
}

test('a poll that breaks every time ends among the dead letters once, is put off, and holds up nobody of its host', async () => {
  const fetcher = createWeb();
  const world = makePollWorld(opened.table, fetcher);
  await addSources(
    world,
    urls.map((url, index) => ({ id: `s${index}`, url })),
    noon,
  );
  const poller = await startPoller(world);
  await poller.dispatch(noon);
  await poller.drain();
  for (let round = 0; round < 20 && (await poller.dead()) === 0; round++) {
    await wait(20);
    await poller.drain();
  }
  expect(new Set(fetcher.asked)).toEqual(new Set(urls));
  const { fault } = poller;
  expect([fault.tries, await poller.dead(), await poller.waiting()]).toEqual([3, 1, 0]);
  expect(new Set(fault.refusals)).toEqual(new Set([undefined]));
  expect(Math.max(...fault.waits)).toBeLessThanOrEqual(60);

  const source = await world.sources.get(poisoned);
  expect(source).toMatchObject({ state: 'active', polls: 0, fault: { times: 1, dueAt: noon } });
  expect((source?.nextPollAt ?? '') > minutesPast(60)).toBe(true);
  const { why, errorsInARow } = describeSource(source as NonNullable<typeof source>);
  expect([why, errorsInARow]).toEqual([expect.stringMatching(/fault of sre-digest.*TypeError: cannot read/), 1]);
  expect((await world.sources.conditions()).troubled).toMatchObject([{ reason: why }]);

  // It is due again some time, breaks again, and is put off for longer; its neighbours are polled as if it were not there.
  const again = source?.nextPollAt as string;
  fetcher.asked.length = 0;
  await poller.dispatch(again);
  for (let round = 0; round < 20 && (await poller.waiting()) > 0; round++) {
    await poller.drain();
    await wait(20);
  }
  expect(new Set(fetcher.asked)).toEqual(new Set(urls));
  const second = await world.sources.get(poisoned);
  expect(second?.fault?.times).toBe(2);
  expect(Date.parse(second?.nextPollAt ?? '') - Date.parse(again)).toBeGreaterThan(
    Date.parse(again) - Date.parse(noon),
  );
  await poller.stop();
});

test('a dead letter that is moved back is polled at once, and leaves its source as if nothing had been', async () => {
  const fetcher = createWeb();
  const source = { id: poisoned, url: 'https://alone.example/feed' };
  const calm = makePollWorld(undisturbed.table, fetcher);
  await addSources(calm, [source], noon);
  await pollBatch(calm, [{ id: 'm', group: 'g', sourceId: poisoned, call: { dueAt: noon } }], () => noon);
  const expected = await calm.sources.get(poisoned);

  await opened.stop();
  opened = await openTestTable();
  const world = makePollWorld(opened.table, fetcher);
  await addSources(world, [source], noon);
  const poller = await startPoller(world);
  await poller.dispatch(noon);
  for (let round = 0; round < 20 && (await poller.dead()) === 0; round++) {
    await poller.drain();
    await wait(20);
  }
  poller.fault.present = false;
  expect(await poller.redrive()).toBe(1);
  await poller.drain();
  expect(await world.sources.get(poisoned)).toEqual(expected);
  expect([await poller.dead(), await poller.waiting()]).toEqual([0, 0]);

  // A message of another time finds nothing due.
  const asked = fetcher.asked.length;
  await pollBatch(world, [{ id: 'm', group: 'g', sourceId: poisoned, call: { dueAt: noon } }], () => noon);
  expect(fetcher.asked).toHaveLength(asked);
  await poller.stop();
});

test('a poll that kills its poller is put off before its last try, which takes that back if all is well', async () => {
  await opened.stop();
  opened = await openTestTable();
  const world = makePollWorld(opened.table, createWeb());
  await addSources(
    world,
    ['killer', 'innocent'].map((id) => ({ id, url: `https://${id}.example/feed` })),
    noon,
  );
  // The process ends in the middle of the killer's poll: whatever it would have done then is not done.
  const dying = {
    ...world,
    fetcher: {
      fetch: (request: { url: string }) =>
        request.url.includes('killer') ? new Promise<never>(() => {}) : world.fetcher.fetch(request),
    },
  };
  const tell = (deliveries: number) =>
    ['killer', 'innocent'].map((id) => ({ id, group: id, sourceId: id, call: { dueAt: noon }, deliveries }));
  const faults = async () =>
    Promise.all(['killer', 'innocent'].map(async (id) => (await world.sources.get(id))?.fault));
  const tryBatch = async (deliveries: number) => {
    await Promise.race([pollBatch(dying, tell(deliveries), () => noon), wait(200)]);
    return faults();
  };
  expect(await tryBatch(2)).toEqual([undefined, undefined]);
  const innocent = await world.sources.get('innocent');
  await world.sources.save(
    { ...(innocent as NonNullable<typeof innocent>), nextPollAt: noon },
    innocent?.nextPollAt ?? '',
  );
  expect(await tryBatch(3)).toEqual([expect.objectContaining({ times: 1, dueAt: noon }), undefined]);
  const killer = await world.sources.get('killer');
  expect(killer?.lastReason).toMatch(/never came to an end/);
  expect((killer?.nextPollAt ?? '') > minutesPast(60)).toBe(true);
  expect(await world.sources.get('innocent')).toMatchObject({ lastOutcome: 'unchanged', failures: 0 });
  // Moved back once that is mended, it is polled at once.
  await pollBatch(world, tell(1).slice(0, 1), () => noon);
  expect(await world.sources.get('killer')).toMatchObject({ lastOutcome: 'fetched', polls: 1 });
  expect((await world.sources.get('killer'))?.fault).toBeUndefined();
});

test('a source whose poll was saved, but whose batch died with another, is asked on as before when its message comes a third time', async () => {
  await opened.stop();
  opened = await openTestTable();
  const fetcher = createWeb();
  const world = makePollWorld(opened.table, fetcher);
  await addSources(world, [{ id: 'innocent', url: 'https://innocent.example/feed', kind: 'status' }], noon);
  const tell = (deliveries: number) => [
    { id: 'm', group: 'g', sourceId: 'innocent', call: { dueAt: noon }, deliveries },
  ];
  await pollBatch(world, tell(1), () => noon);
  const polled = await world.sources.get('innocent');
  await pollBatch(world, tell(3), () => minutesPast(1));
  expect(await world.sources.get('innocent')).toEqual(polled);
  expect(fetcher.asked).toHaveLength(1);
});

test('a table that is out of order puts nobody off, and its messages come back in their own time', async () => {
  await opened.stop();
  opened = await openTestTable();
  const world = makePollWorld(opened.table, createWeb());
  await addSources(world, [{ id: 's0', url: urls[0] as string }], noon);
  const before = await world.sources.get('s0');
  const broken = {
    ...world,
    sources: { ...world.sources, save: () => Promise.reject(new Error('ThrottlingException')) },
    deliveries: { handOn, bringBack: () => expect.unreachable('it was brought back') },
  };
  const message = { id: 'm', receipt: 'r', group: 'g', sourceId: 's0', call: { dueAt: noon } };
  expect((await pollBatch(broken, [message], () => noon)).failed).toHaveLength(1);
  expect(await world.sources.get('s0')).toEqual(before);
});

test('what was not begun is back at once, what cannot be read soon; and what the queue refuses is told', async () => {
  const world = makePollWorld(opened.table, createWeb());
  const asked: [readonly string[], number][] = [];
  const deliveries = {
    handOn,
    async bringBack(receipts: readonly string[], seconds: number) {
      asked.push([receipts, seconds]);
      return seconds === 0 ? 'SQS answered 400' : undefined;
    },
  };
  const message = (id: string) => ({ id, receipt: `receipt of ${id}`, group: 'g', sourceId: undefined });
  const left = [100_000, 90_000, 1_000];
  const result = await pollBatch(
    { ...world, deliveries },
    [message('a'), message('b')],
    () => noon,
    () => left.shift() ?? 0,
  );
  expect([result.failed.length, result.postponed, result.late]).toEqual([1, ['b'], 'SQS answered 400']);
  expect(asked).toEqual([
    [['receipt of a'], 60],
    [['receipt of b'], 0],
  ]);
});
