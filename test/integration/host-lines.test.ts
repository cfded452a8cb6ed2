import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDeliveries } from '../../lambdas/adapters/deliveries';
import { createFetcher } from '../../lambdas/adapters/http-fetch';
import { readMessage } from '../../lambdas/adapters/poll-message';
import { createPollQueue } from '../../lambdas/adapters/queue';
import { dispatchDue } from '../../lambdas/pipeline/dispatch';
import { pollBatch } from '../../lambdas/pipeline/poll-batch';
import { drainQueue, startQueue } from '../../lib/local/queue';
import { addSources, makePollWorld, type PollWorld } from '../support/poll-world';
import { spellFeed } from '../support/spell-feed';
import { openTestTable } from '../support/store';

const pause = 15;
const day = (n: number) => `2026-06-${String(7 + n).padStart(2, '0')}T13:00:00.000Z`;
const account = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };

/** What was asked of one host, as its server saw it. */
interface Visit {
  path: string;
  begun: number;
  ended: number;
}

/**
 * Hosts of a web of their own: `/to/2/0/feed/7` redirects to the host 2, which redirects to the host 0, which has a feed. `/lost/…` is not
 * there, and the front page of a host names the feed that its second neighbour has.
 */
async function startHosts(count: number) {
  const servers: Server[] = [];
  const visits: Visit[][] = [];
  const hosts: string[] = [];
  for (let own = 0; own < count; own++) {
    const seen: Visit[] = [];
    const server = createServer((request, response) => {
      const path = request.url ?? '/';
      const begun = performance.now();
      response.on('close', () => seen.push({ path, begun, ended: performance.now() }));
      const [, to, rest] = /^\/to\/(\d+)(\/.+)$/.exec(path) ?? [];
      setTimeout(() => {
        if (to !== undefined) response.writeHead(302, { location: `http://${hosts[Number(to)]}${rest}` }).end();
        else if (path === '/')
          response
            .writeHead(200, { 'content-type': 'text/html' })
            .end(
              `<link rel="alternate" type="application/rss+xml" href="http://${hosts[(own + 2) % count]}/feed/${own}">`,
            );
        else if (path.startsWith('/lost')) response.writeHead(404).end();
        else
          response
            .writeHead(200, { etag: `"${path}"` })
            .end(spellFeed([{ title: `Post of ${path}`, link: `https://posts.example${path}`, guid: path }]));
      }, 3);
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    servers.push(server);
    visits.push(seen);
    hosts.push(`127.0.0.1:${(server.address() as AddressInfo).port}`);
  }
  const stop = async () => {
    for (const server of servers) {
      server.closeAllConnections();
      await new Promise((stopped) => server.close(stopped));
    }
  };
  return { hosts, visits, stop };
}

let opened: Awaited<ReturnType<typeof openTestTable>>;
let queue: Awaited<ReturnType<typeof startQueue>>;
let client: SQSClient;
let web: Awaited<ReturnType<typeof startHosts>>;
beforeAll(async () => {
  opened = await openTestTable();
  queue = await startQueue(120);
  client = new SQSClient({ endpoint: queue.url, useQueueUrlAsEndpoint: false });
  web = await startHosts(6);
});
afterAll(async () => {
  client.destroy();
  await Promise.all([opened.stop(), queue.stop(), web.stop()]);
});

/** Dispatches what is due and lets ten pollers at it, each with connections and a pace of its own as a copy of the lambda has. */
async function pollAll(world: PollWorld, now: string) {
  const handle = async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
    const fetcher = createFetcher({ userAgent: 'test', allowed: web.hosts, hostPauseMs: pause });
    const deliveries = createDeliveries(queue.queueUrl, { ...account, endpoint: queue.url });
    const messages = Records.map(({ messageId, attributes, body }) => {
      return { id: messageId, group: attributes.MessageGroupId ?? '', ...readMessage(body) };
    });
    const paced = { ...world, fetcher, deliveries, hostPauseMilliseconds: pause };
    const { failed } = await pollBatch(paced, messages, () => now);
    fetcher.close();
    expect(failed).toEqual([]);
    return { batchItemFailures: [] };
  };
  const due = await dispatchDue({ sources: world.sources, queue: createPollQueue(queue.queueUrl, client) }, now);
  // One message each, so that as many pollers as there are lines are at it.
  await drainQueue(queue, handle, { batchSize: 1, deliveries: 10, delivered: () => {}, stopped: () => false });
  return due;
}

/** Between the end of one request to a host and the beginning of the next, in milliseconds; below nothing when they were under way at once. */
const gapsOf = (visits: readonly Visit[]) => {
  const inOrder = visits.toSorted((one, other) => one.begun - other.begun);
  return inOrder.slice(1).map(({ begun }, index) => begun - (inOrder[index] as Visit).ended);
};

test('a host is asked one request at a time with a pause between two, by any number of pollers and wherever redirects and searches lead', async () => {
  const world = makePollWorld(opened.table, { fetch: () => expect.unreachable('each poller has its own fetcher') });
  const paths = [
    ...[...Array(12).keys()].map((n) => `${n % 6} /to/${(n + 1) % 6}/to/${(n * 5 + 3) % 6}/feed/${n}`),
    ...[...Array(6).keys()].map((n) => `${n} /to/0/feed/${20 + n}`),
    // Back to a host where it was before: the queue must not take the second message for the first.
    '0 /to/1/to/2/to/1/to/0/feed/50',
    ...[...Array(12).keys()].map((n) => `${n % 6} /feed/${30 + n}`),
    ...[...Array(4).keys()].map((n) => `${n} /lost/${n}`),
  ];
  const sources = paths.map((path, index) => {
    const [host = '', rest = ''] = path.split(' ');
    const site = rest.startsWith('/lost') && { site: `http://${web.hosts[(index + 1) % 6]}/` };
    return { id: `s${index}`, url: `http://${web.hosts[Number(host)]}${rest}`, ...site };
  });
  await addSources(world, sources, day(0));
  for (const round of [0, 2, 4]) {
    for (const seen of web.visits) seen.length = 0;
    expect(await pollAll(world, day(round))).toBe(sources.length);
    for (const seen of web.visits) {
      expect(seen.length).toBeGreaterThan(5);
      expect(Math.min(...gapsOf(seen))).toBeGreaterThanOrEqual(pause - 1);
    }
  }
  const fronts = web.visits.flat().filter(({ path }) => path === '/');
  expect(fronts).toHaveLength(4);
  const ledger = await world.sources.list();
  for (const { url, lastOutcome, polls } of ledger) {
    expect(polls, url).toBe(3);
    expect(lastOutcome, url).toBe(url.includes('/lost') ? 'failed' : 'unchanged');
  }
  expect(ledger.filter(({ movedTo }) => movedTo?.url.includes('/feed/'))).toHaveLength(4);
});
