import { execFile, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runLocal } from '../../lib/local/run';
import { type Ran, runHere } from '../support/run-here';

const root = join(import.meta.dirname, '..', '..');
const tsx = join(root, 'node_modules', '.bin', 'tsx');
const program = join(root, 'bin', 'local.ts');
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sre-digest-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (args: string[]) =>
  new Promise<Ran>((resolve) => {
    execFile(tsx, [program, ...args], { cwd: root, maxBuffer: 1e8 }, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out, err }),
    );
  });
const readSummary = (out: string) => JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8'));

describe('npm start', () => {
  test.each([
    [['--no-such-flag'], /--no-such-flag/],
    [['--feeds', '/no/such/folder'], /--feeds: expected a folder/],
    [['--feeds', program], /--feeds: expected a folder.*is a file/],
    [['--once', '--out', join(program, 'out')], /--out: expected a folder, but .* is a file/],
    [['--once', '--data', join(program, 'data')], /--data: expected a folder, but .* is a file/],
    [['--now', 'yesterday'], /--now: expected a date.*"yesterday"/],
    [['--now', '2026-02-31'], /--now: expected a date/],
    [['--port', '99999'], /--port: expected a number from 1 to 65535/],
    [['--approve'], /--approve goes with --once/],
    [['--live', '--feeds', root], /choose one/],
    [['--contact', 'mailto:me@home.example'], /--contact goes with --live/],
    [['--live', '--contact', 'me'], /--contact: expected mailto:… or https:.*"me"/],
    [['--live', '--sources', '/no/such.opml'], /--sources: expected an OPML file/],
  ])('refuses %j with one clear line and exit code 2', async (args, message) => {
    const { code, out, err } = await runHere(() => runLocal(args));
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(err).toMatch(message);
    expect(code).toBe(2);
    expect(out).toBe('');
  });

  test('refuses a port that is in use, and leaves nothing behind', async () => {
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
    const { port } = holder.address() as AddressInfo;
    const { code, err } = await run(['--once', '--port', String(port), '--out', join(folder, 'never')]);
    holder.close();
    expect(err.trim()).toMatch(new RegExp(`--port: expected a free port, but port ${port} is in use`));
    expect(code).toBe(2);
    expect(readdirSync(folder)).not.toContain('never');
  });

  test('refuses a list that is none with one line, and what may not be polled of one by name', async () => {
    const list = join(folder, 'list.opml');
    const args = ['--once', '--live', '--contact', 'mailto:me@home.example', '--sources', list];
    writeFileSync(list, '<html><body>Not found</body></html>');
    const bad = await run([...args, '--out', join(folder, 'never')]);
    expect([bad.code, bad.out, bad.err]).toEqual([
      2,
      '',
      `--sources: ${list}: This is not an OPML file: it has no <opml> element.\n`,
    ]);
    expect(readdirSync(folder)).not.toContain('never');
    writeFileSync(list, '<opml><body><outline text="Local" xmlUrl="file:///etc/passwd"/></body></opml>');
    const refused = await run(args);
    expect([refused.code, refused.out]).toEqual([1, '']);
    expect(refused.err).toMatch(/^ {2}refused {2}Local: The scheme "file" is not fetched/m);
    expect(refused.err).toMatch(/No draft: there was nothing to poll\.$/m);
  });

  test('goes on past a folder, an empty file, HTML, rubbish and 50 MB, and says why each failed', async () => {
    const feeds = join(folder, 'feeds');
    mkdirSync(join(feeds, 'a-folder'), { recursive: true });
    const item =
      '<item><title>How we test failover</title><link>https://blog.example/failover</link><pubDate>Fri, 05 Jun 2026 10:00:00 GMT</pubDate></item>';
    const rss = `<rss version="2.0"><channel><title>Good</title><link>https://blog.example</link>${item}</channel></rss>`;
    writeFileSync(join(feeds, 'good.xml'), rss);
    writeFileSync(join(feeds, 'empty.xml'), '');
    writeFileSync(join(feeds, 'page.html'), '<!doctype html><title>Hello</title><p>Nothing to see.');
    writeFileSync(
      join(feeds, 'rubbish.xml'),
      Buffer.from(Array.from({ length: 4096 }, (_, index) => (index * 7919) % 256)),
    );
    writeFileSync(join(feeds, 'huge.xml'), `${rss.slice(0, -16)}${' '.repeat(50 * 1024 * 1024)}</channel></rss>`);
    const out = join(folder, 'out');
    const { code, err } = await run(['--once', '--feeds', feeds, '--now', '2026-06-07T12:00:00Z', '--out', out]);
    const summary = readSummary(out);
    const reasons = new Map(
      summary.sources.failures.map(({ source, reason }: { source: string; reason: string }) => [source, reason]),
    );
    expect([...reasons.keys()].sort()).toEqual(['a-folder', 'empty.xml', 'huge.xml', 'page.html', 'rubbish.xml']);
    expect(reasons.get('huge.xml')).toMatch(/MiB|large/);
    expect(summary.sources).toMatchObject({ total: 6, fetched: 1, failed: 5 });
    expect(summary.draft.articles.map(({ url }: { url: string }) => url)).toEqual(['https://blog.example/failover']);
    expect(code, err).toBe(0);
    expect(err).toMatch(/^ {2}✗ a-folder +This is a folder, not a feed file\.$/m);
    expect(readdirSync(out).sort()).toEqual(['desk.html', 'draft.eml', 'draft.html', 'draft.txt', 'summary.json']);
  });

  test('with a data folder makes no second draft in a week, sends no second mail, and repeats nothing the week after', async () => {
    const data = join(folder, 'data');
    const week = async (now: string, name: string) => {
      const { code, err } = await run([
        '--once',
        '--approve',
        '--data',
        data,
        '--now',
        now,
        '--out',
        join(folder, name),
      ]);
      expect(code, err).toBe(0);
      return readSummary(join(folder, name));
    };
    const first = await week('2026-06-07T12:00:00Z', 'first');
    const again = await week('2026-06-07T12:00:00Z', 'again');
    const next = await week('2026-06-14T12:00:00Z', 'next');
    expect([first.mailsSent, again.mailsSent, next.mailsSent]).toEqual([2, 0, 2]);
    expect([first.draft.issue, again.draft.issue, next.draft.issue]).toEqual([76, 76, 77]);
    expect(again.draft).toEqual(first.draft);
    expect(again.sources.fetched).toBe(0);
    const links = (summary: typeof first) => summary.draft.articles.map(({ url }: { url: string }) => url);
    expect(links(next).filter((url: string) => links(first).includes(url))).toEqual([]);
    expect(readdirSync(join(folder, 'first')).sort()).toEqual(
      [
        'desk.html',
        'draft.eml',
        'draft.html',
        'draft.txt',
        'feed.json',
        'feed.xml',
        'issue.eml',
        'issue.html',
        'issue.md',
        'issue.txt',
        'summary.json',
      ].sort(),
    );
  });

  test('stops at Ctrl-C in the middle, leaves no process, and can go on with the same data', async () => {
    const data = join(folder, 'interrupted');
    const child = spawn(process.execPath, ['--import', 'tsx', program, '--data', data], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    await new Promise<void>((resolve) => child.stderr.once('data', () => setTimeout(resolve, 400)));
    child.kill('SIGINT');
    const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
    expect(code).toBe(0);
    const after = await run(['--once', '--data', data, '--out', join(folder, 'after')]);
    expect(after.code, after.err).toBe(0);
    expect(readSummary(join(folder, 'after')).draft.articles.length).toBeGreaterThan(5);
  });
});
