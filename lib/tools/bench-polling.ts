import { type ChildProcess, fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import RssParser from 'rss-parser';
import { createFetcher } from '../../lambdas/adapters/http-fetch';
import { readSnapshot } from '../../lambdas/domain/snapshot';

export interface PollingFigures {
  sources: number;
  rows: { who: string; pass: string; requestsPerSecond: number; peakMegabytes: number }[];
}

type Role = 'server' | 'ours' | 'plain';

const sources = 2000;
/** As many hosts as requests at a time, because we ask a host one thing at a time. */
const ports = 50;
const concurrency = 50;
const entriesEach = 15;

/** 2,000 loopback sources, a first pass and one in which nothing changed: our fetcher and reader beside a plain fetch loop with rss-parser. */
export async function benchPolling(): Promise<PollingFigures> {
  const server = start('server', []);
  const hosts = await answerOf<string[]>(server);
  const rows: PollingFigures['rows'] = [];
  for (const role of ['plain', 'ours'] as const) {
    const poller = start(role, hosts);
    rows.push(...(await answerOf<PollingFigures['rows']>(poller)));
    poller.kill();
  }
  server.kill();
  return { sources, rows };
}

function start(role: Role, hosts: string[]): ChildProcess {
  return fork(fileURLToPath(import.meta.url), [role, ...hosts], { execArgv: ['--import', 'tsx'] });
}

function answerOf<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    child.once('message', (message) => resolve(message as T));
    child.once('exit', (code) => reject(new Error(`A part of the bench ended with code ${code}.`)));
  });
}

function makeFeed(source: number): Buffer {
  const items = Array.from({ length: entriesEach }, (_, index) => {
    const link = `https://blog${source}.example/posts/${index}`;
    const text = `&lt;p&gt;Entry ${index}: what we changed after the incident, and how we know that it helped. &lt;a href="${link}"&gt;More&lt;/a&gt;&lt;/p&gt;`;
    return `<item><title>How we run service ${source} &amp; its ${index} friends</title><link>${link}</link><guid>${link}</guid><pubDate>Fri, 05 Jun 2026 10:${String(index).padStart(2, '0')}:00 GMT</pubDate><description>${text.repeat(4)}</description></item>`;
  });
  return Buffer.from(
    `<?xml version="1.0"?><rss version="2.0"><channel><title>Blog ${source}</title><link>https://blog${source}.example</link>${items.join('')}</channel></rss>`,
  );
}

async function serve(): Promise<string[]> {
  const feeds = Array.from({ length: sources }, (_, source) => makeFeed(source));
  const etags = feeds.map((feed) => `"${createHash('sha256').update(feed).digest('hex').slice(0, 16)}"`);
  const hosts: string[] = [];
  for (let index = 0; index < ports; index++) {
    const server = createServer((incoming, answer) => {
      const source = Number(incoming.url?.slice(1));
      if (incoming.headers['if-none-match'] === etags[source])
        return void answer.writeHead(304, { etag: etags[source] as string }).end();
      answer
        .writeHead(200, { 'content-type': 'application/rss+xml', etag: etags[source] as string })
        .end(feeds[source]);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    hosts.push(`127.0.0.1:${(server.address() as AddressInfo).port}`);
  }
  return hosts;
}

async function measure(who: string, pass: string, poll: (source: number) => Promise<void>) {
  let next = 0;
  const started = performance.now();
  const work = async () => {
    while (next < sources) await poll(next++);
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  const seconds = (performance.now() - started) / 1000;
  return {
    who,
    pass,
    requestsPerSecond: Math.round(sources / seconds),
    peakMegabytes: Math.round(process.resourceUsage().maxRSS / 1024),
  };
}

async function pollPlainly(hosts: string[]) {
  const parser = new RssParser();
  const poll = async (source: number) => {
    const answer = await fetch(`http://${hosts[source % ports]}/${source}`);
    const feed = await parser.parseString(await answer.text());
    if (feed.items.length !== entriesEach) throw new Error('The plain loop read the wrong feed.');
  };
  return [await measure('plain', 'first', poll), await measure('plain', 'unchanged', poll)];
}

async function pollOurWay(hosts: string[]) {
  const fetcher = createFetcher({
    userAgent: 'sre-digest bench',
    allowed: hosts,
    maxTotal: concurrency,
  });
  const etags = new Map<number, string>();
  const now = '2026-06-07T12:00:00Z';
  const poll = async (source: number) => {
    const url = `http://${hosts[source % ports]}/${source}`;
    const etag = etags.get(source);
    const answer = await fetcher.fetch({ url, ...(etag !== undefined && { etag }) });
    if (answer.kind === 'unchanged') return;
    if (answer.kind !== 'fetched') throw new Error(`A source was ${answer.kind}: ${answer.reason}`);
    if (answer.etag !== undefined) etags.set(source, answer.etag);
    const { entries } = await readSnapshot(answer.body, { url, now });
    if (entries.length !== entriesEach) throw new Error('Our reader read the wrong feed.');
  };
  const figures = [await measure('sre-digest', 'first', poll), await measure('sre-digest', 'unchanged', poll)];
  fetcher.close();
  return figures;
}

const [role, ...hosts] = process.argv.slice(2);
if (process.send && process.argv[1] === fileURLToPath(import.meta.url)) {
  if (role === 'server') process.send(await serve());
  else process.send(await (role === 'ours' ? pollOurWay(hosts) : pollPlainly(hosts)));
}
