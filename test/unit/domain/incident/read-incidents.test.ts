import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, describe, expect, it } from 'vitest';
import { readFeed } from '../../../../lambdas/domain/feed/read';
import type { Incident } from '../../../../lambdas/domain/incident';
import { looksLikeStatusFeed } from '../../../../lambdas/domain/incident/read-reports';
import { newHabit, significanceOf } from '../../../../lambdas/domain/incident/significance';
import { readIncidents } from '../../../../lib/tools/read-incidents';

const now = '2026-11-01T00:00:00.000Z';
const folder = mkdtempSync(join(tmpdir(), 'incidents-'));
const status = (name: string) => `test/fixtures/status/${name}`;

afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

async function run(
  ...args: string[]
): Promise<{ code: number; out: string; err: string; lines: Record<string, unknown>[] }> {
  const written = { out: '', err: '' };
  const sink = (name: 'out' | 'err') =>
    new Writable({
      write(chunk, _, done) {
        written[name] += String(chunk);
        done();
      },
    });
  const code = await readIncidents(args, now, sink('out'), sink('err'));
  const lines = written.out
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  return { code, ...written, lines };
}

describe('npm run incidents', () => {
  it('ends quietly when whoever reads the incidents has seen enough', () => {
    const record = (n: number) =>
      `${JSON.stringify({ id: `i${n}`, title: `Errors ${n} `.repeat(25), url: `https://status.x.example/incidents/${n}x`, startedAt: '2026-03-01T00:00:00Z' })}\n`;
    const many = file('many.jsonl', Array.from({ length: 500 }, (_, n) => record(n)).join(''));
    const { stdout, stderr } = spawnSync(
      'bash',
      ['-c', `node --import tsx bin/incidents.ts ${many} --json | head -n 1`],
      {
        encoding: 'utf8',
      },
    );
    expect(stdout.trimEnd().split('\n')).toHaveLength(1);
    expect(stderr).toBe('');
  });

  it('writes one JSON line an incident, in order of time, and nothing else', async () => {
    const { code, out, err, lines } = await run(status('statuspage.atom'), '--json');
    expect([code, err]).toEqual([0, '']);
    expect(out.trim().split('\n')).toHaveLength(3);
    expect(lines.map(({ title }) => title)).toEqual(['Dashboard slow', 'API unreachable', 'Webhooks delayed']);
    expect(Object.keys(lines[0]!)).toEqual([
      'key',
      'service',
      'title',
      'url',
      'startedAt',
      'endedAt',
      'impact',
      'updates',
      'significance',
      'alsoAffected',
    ]);
  });

  it('writes a table for a person to the other stream', async () => {
    const { code, out, err } = await run(status('statuspage.atom'));
    expect([code, out]).toEqual([0, '']);
    expect(err).toContain('Harbourly: API unreachable');
    expect(err).toMatch(/3 incidents\n$/);
  });

  it('comes to the same lines in whichever order the snapshots are given', async () => {
    const files = ['statuspage.atom', 'statuspage.rss', 'statuspage.json', 'slack.rss', 'instatus.atom'].map(status);
    const forward = await run(...files.slice(0, 3), '--json');
    const seen = (lines: Record<string, unknown>[]) =>
      lines.map(({ title, startedAt, endedAt, updates }) => [title, startedAt, endedAt, updates]);
    expect(seen((await run(...files.slice(0, 3).reverse(), '--json')).lines)).toEqual(seen(forward.lines));
    expect((await run(...files, ...files, '--json')).lines).toHaveLength(5);
  });

  it('keeps two pages apart that use the same ids and titles, in whichever order their snapshots are mixed', async () => {
    const record = (page: string, end?: string) =>
      JSON.stringify({
        id: 'same-id',
        service: page,
        title: 'API errors',
        url: `https://status.${page}.example/incidents/same-id-1`,
        startedAt: '2026-02-11T09:00:00Z',
        ...(end && { endedAt: end }),
      });
    const files = ['harbourly', 'mintleaf'].flatMap((page) => [
      file(`${page}-1.jsonl`, `${record(page)}\n`),
      file(`${page}-2.jsonl`, `${record(page, '2026-02-11T10:00:00Z')}\n`),
    ]) as [string, string, string, string];
    const [a1, a2, b1, b2] = files;
    for (const mixed of [files, [b2, a1, b1, a2], [a2, b2, a1, b1]]) {
      const { lines } = await run(...mixed, '--json');
      expect(lines.map(({ service, endedAt }) => [service, endedAt]).sort()).toEqual([
        ['harbourly', '2026-02-11T10:00:00.000Z'],
        ['mintleaf', '2026-02-11T10:00:00.000Z'],
      ]);
    }
  });

  it('puts a follower under the incident that caused it', async () => {
    const cause = file(
      'cloudflare.jsonl',
      `${JSON.stringify({ id: 'cf1', service: 'Cloudflare', title: 'Network disruption', url: 'https://www.cloudflarestatus.com/incidents/cf1cf1cf1', startedAt: '2026-02-11T09:00:00Z', endedAt: '2026-02-11T10:45:00Z', impact: 'critical' })}\n`,
    );
    const { lines } = await run(cause, status('instatus.atom'), '--json');
    expect(lines.map(({ service, group, alsoAffected }) => [service, group, alsoAffected])).toEqual([
      ['Cloudflare', undefined, ['Tealcart']],
      ['Tealcart', lines[0]?.['key'], []],
    ]);
  });

  it('reads JSON in UTF-16, as AWS writes it', async () => {
    const text = `\uFEFF${readFileSync(status('aws-current.json'), 'utf8')}`;
    const swapped = Buffer.from(text, 'utf16le').swap16();
    const { lines } = await run(file('currentevents.json', swapped), '--json');
    expect(lines.map(({ service }) => service)).toEqual(['AWS Lambda (eu-west-1)']);
  });

  it('dates an incident without a date by its snapshot, not by the clock', async () => {
    const { lines } = await run(status('outage-list.rss'), '--json');
    expect(lines.find(({ title }) => title === 'Mail delayed')?.['startedAt']).toBe('2026-02-06T23:20:00.000Z');
  });

  it('keeps the good incidents of a file with bad ones among them', async () => {
    const records = [
      {
        id: 'a',
        title: 'Good',
        link: 'https://s.example/incidents/aaaaaa1',
        startedAt: '2026-02-11T09:00:00Z',
        endedAt: '2026-02-11T10:00:00Z',
      },
      {
        id: 'b',
        title: 'Backwards',
        link: 'https://s.example/incidents/bbbbbb2',
        startedAt: '2026-02-12T09:00:00Z',
        endedAt: '2026-02-12T08:00:00Z',
      },
      { id: 'c', title: 'Far future', link: 'https://s.example/incidents/cccccc3', startedAt: '2099-01-01T00:00:00Z' },
      { id: 'd', title: '<script>alert(1)</script>Timeless', link: 'javascript:alert(1)' },
      { id: 'a', title: 'Same id', link: 'https://s.example/incidents/dddddd4', startedAt: '2026-02-20T09:00:00Z' },
    ];
    const { code, lines } = await run(
      file('bad.jsonl', records.map((record) => JSON.stringify(record)).join('\n')),
      '--json',
    );
    expect(code).toBe(0);
    expect(lines.map(({ title }) => title).sort()).toEqual(['Backwards', 'Far future', 'Good', 'Same id', 'Timeless']);
    for (const { startedAt, endedAt } of lines as { startedAt: string; endedAt?: string }[]) {
      expect(startedAt < now).toBe(true);
      if (endedAt !== undefined) expect(endedAt >= startedAt).toBe(true);
    }
  });

  it('says what it takes when asked', async () => {
    expect(await run('--help')).toMatchObject({
      code: 0,
      out: '',
      err: expect.stringMatching(/^npm run incidents -- FILE/),
    });
  });

  it('takes an empty list for no incidents', async () => {
    expect(await run(file('empty.json', '[]'), '--json')).toMatchObject({ code: 0, out: '' });
  });

  it.each([
    ['no file', [], 'FILE…: expected at least one, got nothing. Run "npm run incidents -- --help" for the options.'],
    ['an unknown flag', ['--bogus', status('slack.rss')], '--bogus'],
    ['a missing file', [status('slack.rss'), 'no-such-file.xml', '--json'], 'no-such-file.xml'],
    ['a folder', ['test/fixtures', '--json'], 'test/fixtures'],
    ['a file that is no feed', ['tsconfig.json', '--json'], 'tsconfig.json'],
    ['the feed of a blog', ['test/fixtures/feeds/rss-2-plain.xml', '--json'], 'no status page'],
    ['JSON of another shape', [file('health.json', '{"status":{"health":"healthy"}}'), '--json'], 'in no shape'],
    ['JSON nested too deep', [file('deep.json', `{"incidents":${'['.repeat(50_000)}`), '--json'], 'deeper than 128'],
    ['JSON of too many parts', [file('wide.json', `[${'{},'.repeat(100_001)}{}]`), '--json'], 'more than 100000'],
    ['a line nested too deep', [file('deep.jsonl', `{"id":"a","title":"T"}\n${'['.repeat(200)}`), '--json'], 'line 2'],
    ['more than 5 MiB', [file('large.json', `{"incidents":"${'a'.repeat(6_000_000)}"}`), '--json'], '5 MiB'],
    ['a damaged line', [file('damaged.jsonl', '{"id":"a","title":"T"}\n{"id":'), '--json'], 'line 2'],
  ])('refuses %s with one line, exit code 2 and no output', async (_, args, named) => {
    const { code, out, err } = await run(...args);
    expect([code, out]).toEqual([2, '']);
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(err).toContain(named);
    expect(err).toMatch(/expected|--help/);
  });
});

describe('recorded status history', () => {
  const data = '../shared/data';
  const feeds = existsSync(data) ? readdirSync(`${data}/feeds`).filter((name) => !name.endsWith('.tsv')) : [];
  const snapshots = feeds.filter((name) => name.includes('github-status')).map((name) => `${data}/feeds/${name}`);

  it('has every real incident exactly once, whichever files come first', async () => {
    if (snapshots.length === 0) return console.warn('SKIPPED: recorded status history: shared data absent');
    const archive = `${data}/github-incidents.jsonl`;
    // Two notices "… are Paused" were scheduled maintenance by the page's own words, which the archive does not have.
    const planned = /maintenance|\b(is|are) paused$/i;
    const records = readFileSync(archive, 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as { title: string; link: string });
    const fromFeeds = await run(...snapshots, '--json');
    const fromArchive = await run(archive, '--json');
    const both = await run(...snapshots, archive, '--json');
    const links = (lines: Record<string, unknown>[]) => lines.map(({ url }) => url as string).sort();
    expect(fromFeeds.lines).toHaveLength(317);
    expect(links(fromArchive.lines)).toEqual(
      records
        .filter(({ title }) => !planned.test(title))
        .map(({ link }) => link)
        .sort(),
    );
    expect(fromArchive.lines).toHaveLength(800);
    expect(both.lines).toHaveLength(800);
    expect((await run(archive, ...[...snapshots].reverse(), '--json')).out).toBe(both.out);
    for (const lines of [fromFeeds.lines, fromArchive.lines, both.lines])
      expect(new Set(links(lines)).size).toBe(lines.length);
    expect(fromFeeds.lines.filter(({ endedAt }) => endedAt === undefined)).toEqual([]);
  });

  it('leaves GitHub’s blips below what the draft prints, and lets a quiet page’s first outage in a year lead', async () => {
    if (snapshots.length === 0) return console.warn('SKIPPED: recorded status history: shared data absent');
    const { lines } = await run(...snapshots, '--json');
    const weighed = lines.map(({ startedAt, endedAt, significance }) => ({
      minutes: (Date.parse(endedAt as string) - Date.parse(startedAt as string)) / 60_000,
      significance: significance as number,
    }));
    const blips = weighed.filter(({ minutes }) => minutes > 0 && minutes <= 9);
    expect(blips.length).toBeGreaterThan(5);
    for (const { significance } of blips) expect(significance).toBeLessThan(0.35);
    const quiet = {
      startedAt: '2026-07-16T10:00:00.000Z',
      endedAt: '2026-07-16T11:30:00.000Z',
      impact: 'major',
      components: ['API'],
    };
    const first = significanceOf(quiet as unknown as Incident, newHabit('2025-07-01'), '2026-07-20T00:00:00.000Z');
    const before = weighed.filter(({ significance }) => significance >= first);
    expect(before.length).toBeLessThan(weighed.length / 20);
    for (const { minutes } of before) expect(minutes).toBeGreaterThan(150);
  });

  it('tells status feeds from all other recorded feeds', async () => {
    if (feeds.length === 0) return console.warn('SKIPPED: recorded feeds: shared data absent');
    const wrong: string[] = [];
    for (const name of feeds) {
      const feed = await readFeed(readFileSync(`${data}/feeds/${name}`), { url: 'https://feeds.example/', now }).catch(
        () => undefined,
      );
      if (feed !== undefined && looksLikeStatusFeed(feed) !== name.includes('github-status')) wrong.push(name);
    }
    expect(wrong).toEqual([]);
  });
});
