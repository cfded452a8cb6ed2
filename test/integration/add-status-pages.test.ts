import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSourceStore } from '../../lambdas/adapters/sources';
import { addSource } from '../../lib/tools/sources/add-source';
import { makeData, withLedger } from '../support/commands';
import { createFakeFetcher } from '../support/fake-fetcher';
import { runSourcesHere } from '../support/run-here';
import { openTestTable, useTestAccount } from '../support/store';

const fixture = (name: string) => readFileSync(join(import.meta.dirname, '../fixtures/status', name), 'utf8');
const page = (body: string) =>
  `<!doctype html><html><head><title>Acme Status</title></head><body>${body}</body></html>`;

/** A page on a customer's own domain as each provider serves it, and what lies at its feed's address. */
const hosted: [provider: string, page: string, path: string, feed: string][] = [
  [
    'Statuspage',
    page('<script src="https://dka575ofm4ao0.cloudfront.net/packs/0.js"></script>'),
    '/history.atom',
    fixture('statuspage.atom'),
  ],
  ['Instatus', page('<a href="https://instatus.com">Get notified</a>'), '/history.atom', fixture('instatus.atom')],
  [
    'Better Stack',
    page('<footer><a href="https://betterstack.com/status-pages">Powered by Better Stack</a></footer>'),
    '/feed.rss',
    fixture('better-stack.rss'),
  ],
  [
    'incident.io',
    page('<a href="https://incident.io/status-pages">Powered by</a>'),
    '/feed.atom',
    fixture('incident-io.atom'),
  ],
];

let folder: string;
let opened: Awaited<ReturnType<typeof openTestTable>>;
const servers: Server[] = [];
beforeAll(async () => {
  useTestAccount();
  folder = mkdtempSync(join(tmpdir(), 'sre-digest-add-'));
  opened = await openTestTable();
});
afterAll(async () => {
  for (const server of servers) server.close();
  rmSync(folder, { recursive: true, force: true });
  await opened.stop();
});

async function serve(answers: Readonly<Record<string, string>>): Promise<string> {
  const server = createServer(({ url = '' }, response) => {
    const body = answers[url];
    if (body === undefined) response.writeHead(404).end();
    else response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  servers.push(server);
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('the address of a site is enough for a status page of any provider on a domain of its own', async () => {
  const hosts = await Promise.all(hosted.map(([, html, path, feed]) => serve({ '/': html, [path]: feed })));
  const data = await makeData(join(folder, 'data'));
  const allow = hosts.flatMap((host) => ['--allow', host]);
  const added = await runSourcesHere(['add', ...hosts.map((host) => `http://${host}/`), ...allow, '--data', data]);
  expect(added.code, added.err).toBe(0);
  const lines = added.out.trim().split('\n');
  for (const [index, [provider, , path]] of hosted.entries()) {
    expect(lines[index]).toContain(`http://${hosts[index]}${path}`);
    expect(lines[index]).toMatch(new RegExp(`^added .*\\(status page of ${provider}, `));
  }
  const held = await withLedger(data, (sources) => sources.list());
  expect(held.map(({ kind, title }) => [kind, title !== ''])).toEqual(hosted.map(() => ['status', true]));
});

test.each([
  [
    'AWS',
    'https://health.aws.amazon.com/health/status',
    'https://status.aws.amazon.com/rss/all.rss',
    fixture('aws-health.rss'),
  ],
  ['AWS', 'https://status.aws.amazon.com/', 'https://status.aws.amazon.com/rss/all.rss', fixture('aws-health.rss')],
  [
    'Google Cloud',
    'https://status.cloud.google.com/',
    'https://status.cloud.google.com/en/feed.atom',
    fixture('google-cloud.atom'),
  ],
  [
    'Google Workspace',
    'https://www.google.com/appsstatus/dashboard/',
    'https://www.google.com/appsstatus/dashboard/en/feed.atom',
    fixture('google-cloud.atom'),
  ],
])('%s is known by its own address %s', async (provider, site, url, feed) => {
  const fetcher = createFakeFetcher((request) => {
    if (request.url === url) return feed;
    if (request.url === site) return '<!doctype html><title>Service Health</title><div id="app"></div>';
    return { kind: 'failed', status: 404, reason: 'The server answered 404 Not Found.' };
  });
  const all = createSourceStore(opened.table);
  const sources = { ...all, list: async () => [], add: async () => true };
  const added = await addSource({ sources, fetcher, allowed: [], now: '2026-06-07T12:00:00.000Z' }, site);
  expect(added).toMatchObject({ kind: 'added', provider, source: { url, kind: 'status' } });
  expect(fetcher.asked).toEqual([site, url]);
});

test('what somebody typed as a password is not shown again', async () => {
  const data = await makeData(join(folder, 'empty'));
  const address = 'https://editor:hunter2@status.example/feed';
  for (const args of [
    ['add', address, '--data', data],
    ['check', address],
  ]) {
    const { code, out, err } = await runSourcesHere(args);
    expect(code).toBe(1);
    expect(err).toContain('https://…@status.example/feed');
    expect(`${out}${err}`).not.toContain('hunter2');
  }
});
