import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newSource } from '../../lambdas/domain/source';
import { sourceId } from '../../lambdas/pipeline/catalogue';
import { commandNow, makeData, withLedger } from '../support/commands';
import { runSourcesHere } from '../support/run-here';
import { useTestAccount } from '../support/store';

let folder: string;
let made = 0;
beforeAll(() => {
  useTestAccount();
  folder = mkdtempSync(join(tmpdir(), 'sre-digest-bad-input-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const named = (title: string, url: string) => `<outline text="${title}" xmlUrl="${url}"/>`;
const good = [named('Tide', 'https://tide.example/feed'), named('Harbour', 'https://harbour.example/rss?a=1&amp;b=2')];
const goodUrls = ['https://harbour.example/rss?a=1&b=2', 'https://tide.example/feed'];

/** Imports a list into an empty ledger by the real command, and says what it told and what the ledger holds now. */
async function importInto(opml: string) {
  const data = await makeData(join(folder, `data-${++made}`));
  const file = join(folder, `list-${made}.opml`);
  writeFileSync(file, opml);
  const told = await runSourcesHere(['import', file, '--data', data]);
  const held = await withLedger(data, (sources) => sources.list());
  return { ...told, lines: told.out.trim().split('\n'), held: held.sort((a, b) => (a.url < b.url ? -1 : 1)) };
}

/** A list with one bad outline between two good ones: the bad one is refused by name, the good ones are there, whole. */
async function importBetween(bad: string, refused: RegExp) {
  const { code, err, lines, held } = await importInto(`<opml version="2.0"><body>${good.join(bad)}</body></opml>`);
  expect(code, err).toBe(0);
  expect(lines).toEqual([expect.stringMatching(refused), 'added 2, known 0, refused 1']);
  expect(held.map(({ url }) => url)).toEqual(goodUrls);
  for (const source of held) expect(source).toEqual(newSource(sourceId(source.url), source, commandNow));
  return `${lines.join('\n')}\n${err}`;
}

describe('npm run sources -- import', () => {
  test('refuses a feed address with credentials by name, without repeating the password', async () => {
    const told = await importBetween(
      named('Secretive', 'https://user:hunter2@feeds.example/a'),
      /^refused {2}Secretive: .*user name or password/,
    );
    expect(told).not.toContain('hunter2');
  });

  test('refuses a file: address by name', async () => {
    await importBetween(named('Local', 'file:///etc/passwd'), /^refused {2}Local: .*scheme "file"/);
  });

  test.each([
    ['a private network', 'http://10.0.0.7/feed', /private/],
    ['the metadata service', 'http://169.254.169.254/latest/meta-data/', /link-local/],
    ['this machine, in another spelling', 'http://0x7f.1/feed', /loopback/],
  ])('refuses an address inside by name: %s', async (_, url, reason) => {
    await importBetween(named('Inside', url), new RegExp(`^refused {2}Inside: .*${reason.source}`));
  });

  test('refuses the second of one source in two spellings by name, and says which the first was', async () => {
    const again = named('Harbour again', 'HTTP://www.HARBOUR.example.:80/%72ss/?b=2&amp;a=1');
    const { code, lines, held } = await importInto(`<opml><body>${good.join('')}${again}</body></opml>`);
    expect(code).toBe(0);
    expect(lines).toEqual([
      'refused  Harbour again: This list names it already as "Harbour", in another spelling: https://harbour.example/rss?a=1&b=2.',
      'added 2, known 0, refused 1',
    ]);
    expect(held.map(({ url }) => url)).toEqual(goodUrls);
  });

  test('imports what a broken list still names, and says that it is broken', async () => {
    const { code, err, lines, held } = await importInto(
      `<opml version="2.0"><body>${good[0]}</outline><outline text="a & b>${good[1]}<outline text="cut" xmlUrl="https://cut.exa`,
    );
    expect(code).toBe(0);
    expect(err).toMatch(/ends before <\/opml>: it is damaged or cut off/);
    expect(lines.at(-1)).toMatch(/^added \d, known 0, refused \d$/);
    expect(held.map(({ url }) => url)).toContain('https://tide.example/feed');
    expect(held.map(({ url }) => url)).not.toContain(expect.stringContaining('cut.exa'));
  });

  test('refuses a list of 10 MB as a whole, and writes nothing', async () => {
    const filler = ' '.repeat(10 * 1024 * 1024);
    const { code, out, err, held } = await importInto(`<opml><body>${good.join('')}${filler}</body></opml>`);
    expect([code, out, held]).toEqual([2, '', []]);
    expect(err.trim().split('\n')).toEqual([expect.stringMatching(/10\.0 MiB; an OPML file may have 5/)]);
  });

  test('refuses what is no list at all, and writes nothing', async () => {
    const { code, out, err, held } = await importInto('{"feeds": ["https://tide.example/feed"]}');
    expect([code, out, held]).toEqual([2, '', []]);
    expect(err.trim().split('\n')).toEqual([expect.stringMatching(/not an OPML file/)]);
  });
});
