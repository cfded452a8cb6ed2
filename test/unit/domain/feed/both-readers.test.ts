import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { decodeText } from '../../../../lambdas/domain/feed/charset';
import { mapFeed } from '../../../../lambdas/domain/feed/feed-mapper';
import { readLeniently } from '../../../../lambdas/domain/feed/lenient-reader';
import { readWithRssParser } from '../../../../lambdas/domain/feed/rss-parser-reader';
import { isOrdinary, surveyTags, trimLead } from '../../../../lambdas/domain/feed/survey';

const about = { url: 'https://feeds.example/feed.xml', now: '2026-11-22T00:00:00.000Z' };
const shared = '../shared/data';

/** Both readings of one file, or undefined when rss-parser would never see it. */
async function readTwice(file: string): Promise<{ usual: unknown; lenient: unknown } | undefined> {
  const text = trimLead(decodeText(readFileSync(file)));
  if (!isOrdinary(text, surveyTags(text))) return undefined;
  const raw = await readWithRssParser(text).catch(() => undefined);
  const lenient = readLeniently(text, about.url).feed;
  if (raw === undefined || lenient === undefined) return undefined;
  return { usual: mapFeed(raw, about), lenient: mapFeed(lenient, about) };
}

async function compareAll(files: readonly string[]): Promise<number> {
  let compared = 0;
  for (const file of files) {
    const both = await readTwice(file);
    if (both === undefined) continue;
    expect(both.usual, file).toEqual(both.lenient);
    compared++;
  }
  return compared;
}

function listFiles(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => !name.endsWith('.tsv'))
    .map((name) => join(folder, name));
}

describe('an entry is the same whichever reader read it', () => {
  test('in every fixture', async () => {
    const files = listFiles('test/fixtures/feeds').filter((file) => file.endsWith('.xml'));
    expect(await compareAll(files)).toBeGreaterThanOrEqual(6);
  });

  test('in every shared feed and week', async () => {
    if (!existsSync(shared)) console.warn('SKIPPED: shared data absent, its feeds were not read with both readers');
    const folders = existsSync(shared) ? ['feeds', 'weeks/172', 'weeks/184', 'weeks/196'] : [];
    const compared = await compareAll(folders.flatMap((folder) => listFiles(join(shared, folder))));
    expect(compared).toBeGreaterThanOrEqual(folders.length === 0 ? 0 : 700);
  }, 60_000);

  test('what rss-parser would lose is not given to it', () => {
    const rss = (item: string): string =>
      `<rss version="2.0"><channel><title>t</title><item>${item}</item></channel></rss>`;
    const ordinary = (text: string): boolean => isOrdinary(text, surveyTags(text));
    expect(ordinary(rss('<title>a</title>'))).toBe(true);
    expect(ordinary(rss('<title type="xhtml">a</title>'))).toBe(false);
    expect(ordinary(rss('<link xml:base="/x">a</link>'))).toBe(false);
    expect(ordinary(rss('<x:title xmlns:x="http://purl.org/dc/elements/1.1/">a</x:title>'))).toBe(false);
    expect(ordinary(`<!DOCTYPE rss [<!ENTITY a "b">]>${rss('<title>a</title>')}`)).toBe(false);
    expect(ordinary(rss('<title>a'))).toBe(false);
    expect(ordinary(rss('<title><![CDATA[a</title></item><item><title>]]>b</title>'))).toBe(false);
    expect(ordinary(rss(`<title>${'a'.repeat(64 * 1024)}</title>`))).toBe(false);
  });

  test('markup inside an element is refused by the rss-parser reader', async () => {
    const text = '<rss version="2.0"><channel><item><title>a <b>c</b> d</title></item></channel></rss>';
    await expect(readWithRssParser(text)).rejects.toThrow('title holds markup');
  });
});
