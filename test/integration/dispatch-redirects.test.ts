import { SQSClient } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPollQueue } from '../../lambdas/adapters/queue';
import type { PollMessage } from '../../lambdas/contract/messages';
import type { Fetcher } from '../../lambdas/domain/ports';
import { dispatchDue, type KnownRedirects } from '../../lambdas/pipeline/dispatch';
import { pollBatch } from '../../lambdas/pipeline/poll-batch';
import { drainQueue, startQueue } from '../../lib/local/queue';
import { addSources, makePollWorld } from '../support/poll-world';
import { spellFeed } from '../support/spell-feed';
import { openTestTable } from '../support/store';

const noon = '2026-06-07T12:00:00.000Z';
const tomorrow = '2026-06-08T13:00:00.000Z';
let opened: Awaited<ReturnType<typeof openTestTable>>;
beforeAll(async () => {
  opened = await openTestTable();
});
afterAll(() => opened.stop());

/** A web in which an address `…/to/HOST` redirects to HOST. It takes a moment, and counts the requests that a host had at once. */
function createRedirectingWeb() {
  const underWay = new Map<string, number>();
  const most = new Map<string, number>();
  const ask = async (host: string) => {
    const now = (underWay.get(host) ?? 0) + 1;
    underWay.set(host, now);
    most.set(host, Math.max(most.get(host) ?? 0, now));
    await new Promise((resolve) => setTimeout(resolve, 3));
    underWay.set(host, now - 1);
  };
  const fetcher: Fetcher = {
    async fetch({ url }) {
      const { host, pathname } = new URL(url);
      const [, n, to] = /^\/(\d+)(?:\/to\/(.+))?$/.exec(pathname) ?? [];
      await ask(host);
      if (to !== undefined) await ask(to);
      const body = Buffer.from(spellFeed([{ title: `Post ${n}`, link: `https://${to ?? host}/${n}`, guid: `${n}` }]));
      return { kind: 'fetched', status: 200, body, wireBytes: body.length, finalUrl: `https://${to ?? host}/${n}` };
    },
  };
  return { fetcher, most };
}

/** Dispatches what is due and lets ten pollers at it; answers the most requests that each host had at once. */
async function pollAll(now: string, redirects: KnownRedirects) {
  const queue = await startQueue(120);
  const client = new SQSClient({ endpoint: queue.url, useQueueUrlAsEndpoint: false });
  const { fetcher, most } = createRedirectingWeb();
  const world = makePollWorld(opened.table, fetcher);
  const handle = async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
    const messages = Records.map(({ messageId, attributes, body }) => ({
      id: messageId,
      group: attributes.MessageGroupId ?? '',
      sourceId: (JSON.parse(body) as PollMessage).sourceId,
    }));
    const { failed } = await pollBatch(world, messages, () => now);
    return { batchItemFailures: failed.map(({ id }) => ({ itemIdentifier: id })) };
  };
  const due = await dispatchDue(
    { sources: world.sources, queue: createPollQueue(queue.queueUrl, client) },
    now,
    undefined,
    redirects,
  );
  await drainQueue(queue, handle, { batchSize: 10, deliveries: 10, delivered: () => {}, stopped: () => false });
  client.destroy();
  await queue.stop();
  return { due, most: Object.fromEntries(most) };
}

test('once it is known where sources lead, their hosts are asked one request at a time by any number of pollers', async () => {
  const world = makePollWorld(opened.table, createRedirectingWeb().fetcher);
  const urls = [
    ...[...Array(12).keys()].map((n) => `https://blog-${n}.example/${n}/to/platform.example`),
    ...[...Array(6).keys()].map((n) => `https://shared.example/${20 + n}/to/own-${n}.example`),
    'https://platform.example/30',
    'https://shared.example/31',
    'https://own-3.example/32',
    ...[...Array(20).keys()].map((n) => `https://alone-${n}.example/${40 + n}`),
  ];
  await addSources(
    world,
    urls.map((url, index) => ({ id: `s${index}`, url })),
    noon,
  );
  const redirects: KnownRedirects = new Map();
  const first = await pollAll(noon, redirects);
  expect(first.due).toBe(urls.length);
  // Nobody could know then, or this would prove nothing.
  expect(first.most['platform.example']).toBeGreaterThan(1);
  const { due, most } = await pollAll(tomorrow, redirects);
  expect(due).toBe(urls.length);
  expect(Object.keys(most)).toHaveLength(12 + 1 + 1 + 6 + 20);
  expect(new Set(Object.values(most))).toEqual(new Set([1]));
});

test('a source that fails where it led holds up nobody there, nor does one that has come home', async () => {
  const lines = new Map<string, string>();
  const queue = {
    async send(due: readonly { id: string; host: string }[]) {
      for (const { id, host } of due) lines.set(id, host);
    },
  };
  const world = makePollWorld(opened.table, createRedirectingWeb().fetcher);
  const source = await world.sources.get('s0');
  const redirects: KnownRedirects = new Map();
  const lineWhen = async (change: object) => {
    const stored = await world.sources.get('s0');
    if (stored && source)
      await world.sources.save({ ...source, ...change, nextPollAt: '2026-06-01T00:00:00.000Z' }, stored.nextPollAt);
    await dispatchDue({ sources: world.sources, queue }, '2026-06-02T00:00:00.000Z', undefined, redirects);
    return lines.get('s0');
  };
  expect(await lineWhen({})).toBe('blog-0.example');
  expect(redirects.get('s0')).toEqual(['blog-0.example', 'platform.example']);
  expect(await lineWhen({ failures: 1 })).toBe('blog-0.example');
  expect(redirects.has('s0')).toBe(false);
  await lineWhen({});
  expect(await lineWhen({ validatedUrl: undefined })).toBe('blog-0.example');
  expect(redirects.has('s0')).toBe(false);
});
