import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readOpml } from '../../lambdas/domain/feed/opml';
import { sourceId } from '../../lambdas/pipeline/catalogue';
import { createTable, startStore } from '../../lib/local/store';
import { commandNow, makeData as makeDataFolder, root, runCommand, tsx } from '../support/commands';
import { runSourcesHere as run } from '../support/run-here';
import { spellFeed } from '../support/spell-feed';

const now = commandNow;
const runApart = (args: string[]) => runCommand('sources', args);

const feed = spellFeed([{ title: 'How we test failover', link: 'https://blog.example/failover', guid: 'one' }]);
const pages: Record<string, string> = {
  '/feed.xml': feed,
  '/blog/': '<!doctype html><title>A blog</title><link rel="alternate" type="application/rss+xml" href="/feed.xml">',
  '/nothing': '<!doctype html><title>Nothing</title><p>No feed here.',
};
const web = createServer((request, response) => {
  if (pages[request.url ?? ''] === undefined) response.writeHead(404).end();
  else response.end(pages[request.url ?? '']);
});
let host: string;
let folder: string;
beforeAll(async () => {
  Object.assign(process.env, { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' });
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
  host = `127.0.0.1:${(web.address() as AddressInfo).port}`;
  folder = mkdtempSync(join(tmpdir(), 'sre-digest-sources-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  web.close();
});

const makeData = (name: string) => makeDataFolder(join(folder, name));

describe('npm run sources', () => {
  test.each([
    [
      ['frobnicate'],
      /expected a verb \(check, add, import, export, list, release, retire, accept, decline, import-issues, printed, learned, forget\), got "frobnicate"/,
    ],
    [['list', '--no-such-flag'], /--no-such-flag/],
    [['list', '--dry-run', '--data', 'x'], /list: --dry-run means nothing here; it takes --json, --data, --table\./],
    [['list'], /which ledger\? Give --data DIR .* or --table NAME/],
    [['list', '--data', '/no/such/folder'], /--data: expected the folder .* there is no store in \/no\/such\/folder/],
    [['list', '--data', 'a', '--table', 'b'], /choose one/],
    [['list', 'this'], /list: expected no arguments, got "this"/],
    [['add', '--data', 'x'], /add: expected an address/],
    [['import', '--data', 'x'], /import: expected one OPML file, got none/],
    [['release', '--data', 'x'], /release: expected a source's id or address/],
    [['add', 'https://a.example', '--data', 'x', '--allow', 'nonsense'], /--allow: expected HOST:PORT/],
    [['check', '--batch', root], /--batch: expected a file of targets, but .* is not a file/],
    [['check', '--contact', 'somebody', 'x'], /--contact: expected mailto:… or https:.*"somebody"/],
    [['check', '--data', 'x', 'y'], /check: --data means nothing here/],
  ])('refuses %j with one clear line and exit code 2', async (args, message) => {
    const { code, out, err } = await run(args);
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(err).toMatch(message);
    expect(code).toBe(2);
    expect(out).toBe('');
  });

  test('tells the sites it asks who it is and, when told so, whom to ask', async () => {
    const agents: (string | undefined)[] = [];
    const note = (request: { headers: { 'user-agent'?: string } }) => agents.push(request.headers['user-agent']);
    web.on('request', note);
    for (const contact of [[], ['--contact', 'mailto:lee@newsroom.example']])
      expect((await run(['check', `http://${host}/feed.xml`, '--allow', host, ...contact])).code).toBe(0);
    web.off('request', note);
    expect(agents).toEqual([
      'sre-digest/0.1 (sources check; run by hand)',
      'sre-digest/0.1 (sources check; +mailto:lee@newsroom.example)',
    ]);
  });

  test('reads a batch as editors of other systems write it, and says when it names nothing', async () => {
    const batch = join(folder, 'batch.txt');
    const [here, there] = [join(folder, 'here.xml'), join(folder, 'there.xml')];
    for (const file of [here, there]) writeFileSync(file, feed);
    writeFileSync(batch, `\uFEFF${here}\r\n\r\n  \t \r\n${there}\thttps://blog.example/feed\r\n`);
    const { code, out } = await run(['check', '--batch', batch, '--json']);
    expect(code).toBe(0);
    expect(
      out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toMatchObject([
      { target: here, outcome: 'fetched' },
      { target: there, outcome: 'fetched' },
    ]);
    writeFileSync(batch, '\r\n');
    const empty = await run(['check', '--batch', batch]);
    expect([empty.code, empty.out]).toEqual([2, '']);
    expect(empty.err).toBe(`--batch: expected a URL or a file on each line of ${batch}, but it names none.\n`);
  });

  test('tells what it can do when asked', async () => {
    const { code, err } = await runApart(['--help']);
    expect(code).toBe(0);
    for (const verb of ['check', 'add', 'import', 'export', 'list', 'release', 'retire', 'accept', 'decline'])
      expect(err).toContain(`\n  ${verb}`);
  });

  test('says in one line that a store is locked, empty, or that a table cannot be reached', async () => {
    const data = await makeData('locked');
    const store = await startStore(join(data, 'store'));
    await createTable(store.url, 'another');
    const locked = await runApart(['list', '--data', data]);
    await store.stop();
    const empty = join(folder, 'empty');
    mkdirSync(join(empty, 'store'), { recursive: true });
    const account = { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x' };
    const runs = [
      [locked, /cannot be opened; is "npm start" still running/],
      [await run(['list', '--data', empty]), /holds no ledger yet/],
      [
        await run(['list', '--table', 'x'], { ...account, AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:9' }),
        /table could not be used: connect ECONNREFUSED/,
      ],
    ] as const;
    for (const [{ code, err }, message] of runs) {
      expect(err.trim().split('\n'), err).toHaveLength(1);
      expect(err).toMatch(message);
      expect(code).toBe(2);
    }
  });

  test('refuses an OPML file that is of no use as a whole, and writes nothing', async () => {
    const data = await makeData('useless');
    const html = join(folder, 'page.opml');
    writeFileSync(html, '<!doctype html><title>x</title>');
    const bare = join(folder, 'bare.opml');
    writeFileSync(bare, '<opml version="2.0"><body/></opml>');
    for (const [file, message] of [
      [html, /not an OPML file/],
      [bare, /names no feed/],
      [folder, /is not a file/],
      ['/no/such.opml', /there is none at \/no\/such.opml/],
    ] as const) {
      const { code, err } = await run(['import', file, '--data', data]);
      expect(err).toMatch(message);
      expect(err.trim().split('\n')).toHaveLength(1);
      expect(code).toBe(2);
    }
    expect((await run(['list', '--json', '--data', data])).out).toBe('');
  });

  test('imports what may be polled, refuses the rest by name, and exports what it imported', async () => {
    const data = await makeData('imported');
    const file = join(folder, 'list.opml');
    const named = (title: string, url: string) => `<outline text="${title}" xmlUrl="${url}"/>`;
    const good = [
      named('Tide', 'https://tide.example/feed'),
      named('Harbour', 'https://harbour.example/rss?a=1&amp;b=2'),
    ];
    const bad = [
      named('Secretive', 'https://user:secret@feeds.example/a'),
      named('Local', 'file:///etc/passwd'),
      named('Inside', 'http://10.0.0.7/feed'),
      named('Tide again', 'HTTP://www.TIDE.example:80/feed/'),
    ];
    writeFileSync(file, `<opml version="2.0"><body>${good[0]}${bad.join('')}${good[1]}<outline text="cut" xmlUr`);
    const dry = await run(['import', file, '--dry-run', '--data', data]);
    expect(dry.out).toContain('would add 2, known 0, refused 4');
    expect((await run(['list', '--data', data])).err).toMatch(/ledger is empty/);
    const { code, out, err } = await run(['import', file, '--data', data]);
    expect(code, err).toBe(0);
    expect(out.trim().split('\n')).toEqual([
      expect.stringMatching(/^refused {2}Secretive: .*user name or password/),
      expect.stringMatching(/^refused {2}Local: .*"file"/),
      expect.stringMatching(/^refused {2}Inside: .*private/),
      expect.stringMatching(/^refused {2}Tide again: .*as "Tide", in another spelling: https:\/\/tide\.example\/feed/),
      'added 2, known 0, refused 4',
    ]);
    expect(out).not.toContain('secret@');
    expect(err).toMatch(/ends before <\/opml>/);
    expect((await run(['import', file, '--data', data])).out).toContain('added 0, known 2, refused 4');
    const exported = await run(['export', '--data', data]);
    expect(readOpml(exported.out).entries.map(({ url, title }) => [title, url])).toEqual([
      ['Harbour', 'https://harbour.example/rss?a=1&b=2'],
      ['Tide', 'https://tide.example/feed'],
    ]);
  });

  test('adds, lists, retires and releases in the store that npm start opens', async () => {
    const data = await makeData('verbs');
    const address = `http://${host}/blog/`;
    const added = await run(['add', address, '--allow', host, '--data', data]);
    expect(added.code, added.err).toBe(0);
    expect(added.out).toMatch(/^added {2}A blog {2}http:\/\/127\.0\.0\.1:\d+\/feed\.xml {2}\(blog, rss, 1 entry; /);
    expect((await run(['add', `http://${host}/nothing`, '--allow', host, '--data', data])).code).toBe(1);
    const [line] = (await run(['list', '--json', '--data', data])).out.trim().split('\n');
    const { id, ...ledger } = JSON.parse(line as string);
    expect(ledger).toMatchObject({
      title: 'A blog',
      state: 'active',
      picks: 0,
      nextPollAt: now,
      why: 'Not polled yet.',
    });
    const table = (await run(['list', '--data', data])).out.trim().split('\n');
    expect(table).toHaveLength(2);
    expect(table[0]).toMatch(/^state +kind +title +entries/);
    expect(table[1]).toMatch(/^active .*A blog .* due .*Not polled yet\.$/);
    expect((await run(['retire', id, '--data', data])).out).toMatch(/^retired {2}A blog/);
    expect((await run(['export', '--data', data])).out).not.toContain('feed.xml');
    expect((await run(['add', address, '--allow', host, '--data', data])).out).toMatch(
      /^known already .*retired; "release /,
    );
    const list = join(folder, 'again.opml');
    writeFileSync(list, `<opml><body><outline text="Again" xmlUrl="http://${host}/feed.xml"/></body></opml>`);
    expect((await run(['import', list, '--allow', host, '--data', data])).out.trim().split('\n')).toEqual([
      expect.stringMatching(/^known already {2}A blog .*retired; "release \S+" makes it active\)$/),
      'added 0, known 1, refused 0',
    ]);
    expect((await run(['release', `http://${host}/feed.xml`, '--data', data])).out).toMatch(/^released {2}A blog/);
    const unknown = await run(['retire', id, 'nobody', '--data', data]);
    expect([unknown.code, unknown.out]).toEqual([2, '']);
    expect(unknown.err.trim()).toMatch(/^retire: .* the ledger has no "nobody"; "list" shows them all\.$/);
    expect((await run(['list', '--data', data])).out).toMatch(/^active .*A blog /m);
  });

  test('knows a source by its id whatever sign that begins with', async () => {
    const data = await makeData('dashed');
    const dashed = Array.from({ length: 1000 }, (_, index) => `https://blog-${index}.example/feed`).filter((url) =>
      sourceId(url).startsWith('-'),
    );
    const [one = '', other = ''] = dashed;
    const list = join(folder, 'dashed.opml');
    writeFileSync(
      list,
      `<opml><body>${[one, other].map((url) => `<outline xmlUrl="${url}"/>`).join('')}</body></opml>`,
    );
    await run(['import', list, '--data', data]);
    const { code, out, err } = await run(['retire', sourceId(one), sourceId(other), '--data', data]);
    expect([code, err]).toEqual([0, '']);
    expect(out.split('\n').map((line) => line.split('  ')[2])).toEqual([one, other, undefined]);
    expect(out).toContain(`"release ${sourceId(one)}" undoes it`);
    expect((await run(['release', '--data', data, sourceId(one)])).out).toMatch(/^released {2}/);
    expect((await run(['release', '-x', '--data', data])).err).toMatch(/Unknown option '-x'/);
  });

  test('ends quietly when its reader has seen enough', async () => {
    const data = await makeData('piped');
    await runApart(['import', join(root, 'sources.opml'), '--data', data]);
    const child = spawn(tsx, [join(root, 'bin', 'sources.ts'), 'list', '--data', data], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let err = '';
    child.stderr.on('data', (text) => (err += text));
    child.stdout.destroy();
    expect(await new Promise((resolve) => child.once('exit', resolve)), err).toBe(0);
    expect(err).toBe('');
  });
});
