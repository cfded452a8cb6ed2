import { createHash } from 'node:crypto';
import { Agent, createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import RssParser from 'rss-parser';
import { createFetcher } from '../../../lambdas/adapters/http-fetch';
import { readSnapshot } from '../../../lambdas/domain/snapshot';
import { makeFeed } from './polling-feeds';

/** A program that plays one part in the bench of polling: `node FILE ROLE SOURCES HOST…`, its answer sent to the parent. */
export type Role = 'server' | 'ours' | 'plain' | 'careful' | 'bare';

export interface PassFigures {
  requestsPerSecond: number;
  /** Of this process, every thread. */
  cpuMicroseconds: number;
  peakMegabytes: number;
}

/** As many hosts as requests at a time, because we ask a host one thing at a time. */
const concurrency = 50;
const now = '2026-06-07T12:00:00Z';

/** Serves all the feeds, each with its ETag; answers with the hosts that do. */
async function serve(sources: number): Promise<string[]> {
  const feeds = Array.from({ length: sources }, (_, source) => makeFeed(source));
  const etags = feeds.map(({ body }) => `"${createHash('sha256').update(body).digest('hex').slice(0, 16)}"`);
  const hosts: string[] = [];
  for (let index = 0; index < concurrency; index++) {
    const server = createServer((incoming, answer) => {
      const source = Number(incoming.url?.slice(1));
      const etag = etags[source] as string;
      if (incoming.headers['if-none-match'] === etag) return void answer.writeHead(304, { etag }).end();
      answer.writeHead(200, { 'content-type': 'application/rss+xml', etag }).end(feeds[source]?.body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    hosts.push(`127.0.0.1:${(server.address() as AddressInfo).port}`);
  }
  return hosts;
}

type Poll = (source: number, url: string) => Promise<void>;

async function measure(sources: number, hosts: readonly string[], poll: Poll): Promise<PassFigures> {
  let next = 0;
  const began = performance.now();
  const used = process.cpuUsage();
  const work = async () => {
    for (let source = next++; source < sources; source = next++)
      await poll(source, `http://${hosts[source % hosts.length]}/${source}`);
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  const { user, system } = process.cpuUsage(used);
  return {
    requestsPerSecond: Math.round((sources / (performance.now() - began)) * 1000),
    cpuMicroseconds: Math.round((user + system) / sources),
    peakMegabytes: Math.round(process.resourceUsage().maxRSS / 1024),
  };
}

/** What a person writes in five lines; `careful` also keeps the ETags. */
function pollPlainly(isCareful: boolean): Poll {
  const parser = new RssParser();
  const etags = new Map<number, string>();
  return async (source, url) => {
    const etag = etags.get(source);
    const answer = await fetch(url, etag === undefined ? {} : { headers: { 'if-none-match': etag } });
    const text = await answer.text();
    if (answer.status === 304) return;
    if (isCareful) etags.set(source, answer.headers.get('etag') ?? '');
    const feed = await parser.parseString(text);
    if (feed.items.length === 0) throw new Error('The plain loop read the wrong feed.');
  };
}

/** The requests alone, each body taken and none of it read: less than this no poll can cost. */
function pollBarely(): Poll {
  const agent = new Agent({ keepAlive: true });
  return (_, url) =>
    new Promise((resolve, reject) => {
      const request = get(url, { agent }, (answer) => answer.on('data', () => {}).once('end', resolve));
      request.once('error', reject);
    });
}

function pollOurWay(hosts: readonly string[]): Poll {
  const fetcher = createFetcher({ userAgent: 'sre-digest bench', allowed: hosts, maxTotal: concurrency });
  const etags = new Map<number, string>();
  return async (source, url) => {
    const etag = etags.get(source);
    const answer = await fetcher.fetch({ url, ...(etag !== undefined && { etag }) });
    if (answer.kind === 'unchanged') return;
    if (answer.kind !== 'fetched') throw new Error(`A source was ${answer.kind}: ${answer.reason}`);
    if (answer.etag !== undefined) etags.set(source, answer.etag);
    const { entries } = await readSnapshot(answer.body, { url, now });
    if (entries.length === 0) throw new Error('Our reader read the wrong feed.');
  };
}

function pollAs(role: Role, hosts: readonly string[]): Poll {
  if (role === 'bare') return pollBarely();
  return role === 'ours' ? pollOurWay(hosts) : pollPlainly(role === 'careful');
}

async function play(role: Role, sources: number, hosts: readonly string[]): Promise<string[] | PassFigures[]> {
  if (role === 'server') return serve(sources);
  const poll = pollAs(role, hosts);
  return [await measure(sources, hosts, poll), await measure(sources, hosts, poll)];
}

const [role, sources, ...hosts] = process.argv.slice(2);
if (process.send) void play(role as Role, Number(sources), hosts).then((answer) => process.send?.(answer));
