import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkTargets } from '../../lib/tools/sources/check-sources';
import { spellFeed } from '../support/spell-feed';

const now = '2026-06-07T12:00:00.000Z';
const hosts = 12;
const feedOf = (title: string) => spellFeed([{ title, link: 'https://blog.example/one', guid: 'one' }]);
const seen = { all: 0, mostAtOnce: 0, mostOfOneHost: 0 };
const servers: Server[] = [];
let folder: string;
let urls: string[];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sre-digest-check-'));
  for (let index = 0; index < hosts; index++) {
    let here = 0;
    const server = createServer((request, response) => {
      seen.mostAtOnce = Math.max(seen.mostAtOnce, ++seen.all);
      seen.mostOfOneHost = Math.max(seen.mostOfOneHost, ++here);
      // Long enough for every other host to be asked meanwhile.
      setTimeout(() => {
        seen.all--;
        here--;
        response.end(feedOf(`Post ${request.url}`));
      }, 100);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    servers.push(server);
  }
  urls = servers.map((server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
});
afterAll(() => {
  for (const server of servers) server.close();
  rmSync(folder, { recursive: true, force: true });
});

test('hosts of a batch are asked side by side, each one request at a time, and told in the order of the batch', async () => {
  const file = join(folder, 'feed.xml');
  writeFileSync(file, feedOf('Post of a file'));
  const targets = [
    ...urls.map((url) => `${url}a`),
    file,
    ...urls.map((url) => `${url}b`),
    'http://10.0.0.7/',
    join(folder, 'none.xml'),
    ...urls.map((url) => `${url}c`),
  ];
  const told: string[] = [];
  const allowed = urls.map((url) => new URL(url).host);
  for await (const { target, outcome, entries } of checkTargets(
    targets.map((target) => ({ target })),
    { allowed, now },
  )) {
    told.push(target);
    const path = target.slice(-1);
    if (target.includes('10.0.0.7')) expect(outcome).toBe('refused');
    else if (target.endsWith('none.xml')) expect(outcome).toBe('failed');
    else expect(entries?.[0]?.title).toBe(target === file ? 'Post of a file' : `Post /${path}`);
  }
  expect(told).toEqual(targets);
  expect(seen.mostOfOneHost).toBe(1);
  expect(seen.mostAtOnce).toBeGreaterThan(hosts / 3);
});
