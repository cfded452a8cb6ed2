import dns from 'node:dns';
import fs, { existsSync, readdirSync, readFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { readFeed } from '../../../../lambdas/domain/feed/read';

const about = { url: 'https://feeds.example/feed.xml', now: '2026-11-22T00:00:00.000Z' };
const bombs = '../shared/data/hostile/xml-bombs';
const entity = (declared: string, used: string) =>
  `<?xml version="1.0"?><!DOCTYPE rss [${declared}]><rss version="2.0"><channel><item><title>${used}</title></item></channel></rss>`;

const written = [
  entity('<!ENTITY x SYSTEM "file:///etc/passwd">', '&x;'),
  entity('<!ENTITY x SYSTEM "http://127.0.0.1:9/x">', '&x;'),
  entity('<!ENTITY % p SYSTEM "http://xxe.example/p.dtd"> %p;', '&x;'),
  '<!DOCTYPE rss SYSTEM "http://xxe.example/rss.dtd"><rss><channel><item><title>t</title></item></channel></rss>',
  '<rss><channel><item><title><xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"/></title></item></channel></rss>',
];

afterEach(() => {
  vi.restoreAllMocks();
  syncBuiltinESMExports();
});

/** Every way to a file or an address that a reader in this process could take. */
function watch() {
  const files = (['readFile', 'readFileSync', 'open', 'openSync', 'createReadStream'] as const).map((name) =>
    vi.spyOn(fs, name as 'readFileSync'),
  );
  const promised = (['readFile', 'open'] as const).map((name) => vi.spyOn(fs.promises, name as 'readFile'));
  const names = (['lookup', 'resolve', 'resolve4', 'resolve6'] as const).map((name) => vi.spyOn(dns, name as 'lookup'));
  const sockets = [vi.spyOn(net.Socket.prototype, 'connect')];
  syncBuiltinESMExports();
  return [...files, ...promised, ...names, ...sockets];
}

test('the watch sees a file that is read and a connection that is tried', () => {
  const spies = watch();
  fs.readFileSync('package.json');
  net.connect({ port: 9, host: '127.0.0.1' }).on('error', () => {});
  expect(spies.filter((spy) => spy.mock.calls.length > 0).length).toBeGreaterThanOrEqual(2);
});

test('reading documents with external entities opens no file, asks no name server and connects nowhere', async () => {
  if (!existsSync(bombs)) console.warn('SKIPPED: shared data absent, hostile/xml-bombs was not read');
  const shared = (existsSync(bombs) ? readdirSync(bombs) : []).filter((name) =>
    /^(?:xxe|xinclude|xslt|param)/.test(name),
  );
  const documents = [
    ...written.map((text) => Buffer.from(text)),
    ...shared.map((name) => readFileSync(join(bombs, name))),
  ];
  const spies = watch();
  for (const document of documents) await readFeed(document, about).catch(() => undefined);
  await new Promise((resolve) => setImmediate(resolve));
  expect(spies.filter((spy) => spy.mock.calls.length > 0)).toEqual([]);
});
