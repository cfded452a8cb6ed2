import type { LookupAddress } from 'node:dns';
import { existsSync, readFileSync } from 'node:fs';
import * as net from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createFetcher } from '../../lambdas/adapters/http-fetch';
import type { Lookup } from '../../lambdas/adapters/http-fetch/guarded-lookup';
import { type RawServer, spellAnswer, startRawServer } from '../../lib/tools/bench/raw-server';
import { scriptLookup } from '../support/script-lookup';

const SHARED = '../shared/data/hostile/ssrf';
const present = existsSync(SHARED);
const readShared = (name: string) => (present ? readFileSync(join(SHARED, name), 'utf8') : '');
const closing: (() => unknown)[] = [];

afterEach(async () => {
  vi.restoreAllMocks();
  for (const close of closing.splice(0).reverse()) await close();
});

interface ConnectOptions {
  host?: string;
  lookup?: (
    host: string,
    options: object,
    callback: (error: Error | null, found: string | LookupAddress[]) => void,
  ) => void;
}

/**
 * Stands in for `net.Socket.connect` and connects nowhere: notes every address that a connection could have tried,
 * with happy eyeballs (all addresses) and without (one).
 */
function spyOnConnect(): string[] {
  const tried: string[] = [];
  vi.spyOn(net.Socket.prototype, 'connect').mockImplementation(function (this: net.Socket, ...args: unknown[]) {
    const given = args[0] as ConnectOptions | [ConnectOptions];
    const { host = '', lookup } = Array.isArray(given) ? given[0] : given;
    const stop = (error: Error | null) =>
      this.destroy(error ?? Object.assign(new Error('stubbed'), { code: 'ECONNREFUSED' }));
    const note = (found: string | LookupAddress[]) => {
      for (const each of typeof found === 'string' ? [found] : found)
        tried.push(typeof each === 'string' ? each : each.address);
    };
    if (net.isIP(host) !== 0) {
      note(host);
      process.nextTick(stop, null);
    } else {
      lookup?.(host, { all: false }, (_, found) => note(found));
      lookup?.(host, { all: true }, (error, found) => {
        note(found);
        stop(error);
      });
    }
    return this;
  });
  return tried;
}

function makeFetcher(lookup: Lookup, allowed: readonly string[] = [], deadlineMs = 2000) {
  const fetcher = createFetcher({ userAgent: 'test', allowed, lookup, deadlineMs, maxPerHost: 50 });
  closing.push(fetcher.close);
  return fetcher;
}

async function serve(answer: Parameters<typeof startRawServer>[0]): Promise<RawServer> {
  const server = await startRawServer(answer);
  closing.push(server.stop);
  return server;
}

const literal = (ip: string) => (ip.includes(':') ? `http://[${ip}]/` : `http://${ip}/`);

const OWN_ROWS: readonly (readonly [ip: string, expected: string])[] = [
  ...[
    '0.0.0.0',
    '10.0.0.1',
    '100.64.0.1',
    '127.0.0.1',
    '169.254.169.254',
    '169.254.170.2',
    '172.16.0.1',
    '192.0.0.192',
  ],
  ...[
    '192.168.1.1',
    '198.18.0.1',
    '203.0.113.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::a9fe:a9fe',
    '2002:7f00:1::',
  ],
  ...[
    '::ffff:169.254.169.254',
    '::ffff:0:a00:1',
    '64:ff9b::a9fe:a9fe',
    '64:ff9b:1::a00:1',
    'fd00:ec2::254',
    'fe80::1',
    'ff02::1',
  ],
  ...['2001:0:808:808:0:0:80ff:fffe', '2001:10::1', '2001:db8::1', '3fff::1', '5f00::1'],
].map((ip) => [ip, 'block'] as const);
const CONTROLS = ['1.1.1.1', '8.8.8.8', '93.184.216.34', '2606:4700:4700::1111'].map((ip) => [ip, 'allow'] as const);

describe('every address, as literal and as DNS answer', () => {
  const shared = readShared('ip-literals.tsv').trim().split('\n').slice(1);
  const rows = [
    ...OWN_ROWS,
    ...CONTROLS,
    ...shared.map((row) => row.split('\t')).map(([ip = '', , expected = '']) => [ip, expected] as const),
  ];

  it('is tried when public and never otherwise', async () => {
    if (!present) console.warn('SKIPPED: shared data absent, only the own table of addresses was swept');
    for (const [ip, expected] of rows) {
      const tried = spyOnConnect();
      const fetcher = makeFetcher(scriptLookup([[ip]]).lookup);
      const asLiteral = await fetcher.fetch({ url: literal(ip) });
      const asAnswer = await fetcher.fetch({ url: 'https://rebind.example.com/feed' });
      const kind = expected === 'block' ? 'refused' : 'failed';
      expect([asLiteral.kind, asAnswer.kind], ip).toEqual([kind, kind]);
      if (expected === 'block') expect(tried, ip).toEqual([]);
      else
        expect(new Set(tried.map((address) => new URL(literal(address)).hostname)), ip).toEqual(
          new Set([new URL(literal(ip)).hostname]),
        );
      vi.restoreAllMocks();
    }
  });

  it('in a URL however it is spelt is never tried', async () => {
    const urls: { url: string; expect: string }[] = present ? JSON.parse(readShared('urls.json')) : [];
    const own = [
      'http://2852039166/',
      'http://0x7f.1/',
      'http://[::ffff:7f00:1]/',
      'http:\\\\10.0.0.1\\',
      'http://localhost/',
    ];
    const tried = spyOnConnect();
    const { lookup, asked } = scriptLookup([['93.184.216.34']]);
    const fetcher = makeFetcher(lookup);
    for (const { url } of [...own.map((each) => ({ url: each })), ...urls.filter((row) => row.expect === 'block')]) {
      expect((await fetcher.fetch({ url })).kind, url).toBe('refused');
    }
    expect([tried, asked]).toEqual([[], []]);
    for (const { url } of urls.filter((row) => row.expect !== 'block')) await fetcher.fetch({ url });
    expect(tried.every((address) => address === '93.184.216.34')).toBe(true);
  });
});

describe('what DNS may do', () => {
  const cases: readonly (readonly [name: string, answers: string[][], kinds: string[], tried: string[]])[] = [
    [
      'a name that turns inside after the first answer',
      [['93.184.216.34'], ['93.184.216.34'], ['169.254.169.254']],
      ['failed', 'refused'],
      ['93.184.216.34'],
    ],
    ['public and private addresses together', [['93.184.216.34', '10.0.0.1']], ['failed', 'failed'], ['93.184.216.34']],
    ['a private address first', [['10.0.0.1', '93.184.216.34']], ['failed', 'failed'], ['93.184.216.34']],
    ['a public A and a loopback AAAA', [['93.184.216.34', '::1']], ['failed', 'failed'], ['93.184.216.34']],
    ['an IPv4 address mapped into AAAA', [['::ffff:169.254.169.254']], ['refused', 'refused'], []],
    ['a NAT64 AAAA', [['64:ff9b::a9fe:a9fe']], ['refused', 'refused'], []],
    ['a name that leads to loopback', [['127.0.0.1']], ['refused', 'refused'], []],
    ['a name without addresses', [[]], ['failed', 'failed'], []],
    ['rubbish instead of an address', [['nonsense']], ['refused', 'refused'], []],
  ];

  it.each(cases)('%s', async (_, answers, kinds, expected) => {
    const tried = spyOnConnect();
    const fetcher = makeFetcher(scriptLookup(answers).lookup);
    const outcomes = [];
    for (const path of ['a', 'b'])
      outcomes.push((await fetcher.fetch({ url: `http://rebind.example.com/${path}` })).kind);
    expect(outcomes).toEqual(kinds);
    expect([...new Set(tried)]).toEqual(expected);
  });

  it('a look-up that never ends costs the deadline and no more', async () => {
    const fetcher = makeFetcher(() => {}, [], 300);
    expect(await fetcher.fetch({ url: 'https://slow.example.com/' })).toEqual({
      kind: 'refused',
      reason: 'The server did not finish within 0.3 seconds.',
    });
  });

  it('a real server on loopback is never reached through a name, and is when the name is listed', async () => {
    const server = await serve((socket) => socket.write(spellAnswer('200 OK', [], 'inside')));
    const { lookup } = scriptLookup([['127.0.0.1']]);
    const url = `http://feeds.example.com:${server.port}/`;
    expect(await makeFetcher(lookup, [`other.example.com:${server.port}`]).fetch({ url })).toMatchObject({
      kind: 'refused',
    });
    expect(server.sockets).toHaveLength(0);
    expect(await makeFetcher(lookup, [`feeds.example.com:${server.port}`]).fetch({ url })).toMatchObject({
      kind: 'fetched',
    });
  });

  it('the look-up of the machine itself finds a listed localhost, and only that one', async () => {
    const server = await serve((socket) => socket.write(spellAnswer('200 OK', [], 'inside')));
    const fetcher = createFetcher({ userAgent: 'test', allowed: [`localhost:${server.port}`], deadlineMs: 5000 });
    closing.push(fetcher.close);
    expect(await fetcher.fetch({ url: `http://localhost:${server.port}/` })).toMatchObject({ kind: 'fetched' });
    expect(await fetcher.fetch({ url: 'http://localhost/' })).toMatchObject({ kind: 'refused' });
    expect(server.sockets).toHaveLength(1);
  });

  it('a kept connection is not used for a name that came to lead elsewhere on a new one', async () => {
    const server = await serve((socket) => socket.end(spellAnswer('200 OK', ['Connection: close'], 'x')));
    const { lookup, asked } = scriptLookup([['127.0.0.1'], ['10.0.0.1']]);
    const fetcher = makeFetcher(lookup, [`feeds.example.com:${server.port}`]);
    const url = `http://feeds.example.com:${server.port}/`;
    expect(await fetcher.fetch({ url })).toMatchObject({ kind: 'fetched' });
    expect(await fetcher.fetch({ url })).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('10.0.0.1 is private'),
    });
    expect(asked).toHaveLength(2);
  });

  it('a connection that stands with another address than vetted carries no request', async () => {
    const server = await serve((socket) => socket.write(spellAnswer('200 OK', [], 'x')));
    const connect = net.Socket.prototype.connect;
    const diverted = vi.spyOn(net.Socket.prototype, 'connect').mockImplementationOnce(function (this: net.Socket) {
      return Reflect.apply(connect, this, [server.port, '127.0.0.1']);
    });
    const outcome = await makeFetcher(scriptLookup([['93.184.216.34']]).lookup).fetch({
      url: 'http://feeds.example.com/',
    });
    expect(outcome).toMatchObject({ kind: 'refused', reason: expect.stringContaining('127.0.0.1 is loopback') });
    expect(diverted).toHaveBeenCalledTimes(1);
    await expect.poll(() => server.sockets.every((socket) => socket.destroyed), { timeout: 5000 }).toBe(true);
    expect(server.requests).toEqual([]);
  });
});
