import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nameEntry } from '../../../../lambdas/domain/feed/entry-name';

const url = 'https://blog.example/2026/11/why-we-moved';
const long = 'Last Tuesday the queue behind our checkout filled up and for forty minutes nobody could pay for anything';

describe('an entry is called', () => {
  test.each([
    ['by its title', { title: 'A title', summary: long, url }, 'A title'],
    ['by a short summary', { title: '', summary: 'We moved. It was slow.', url }, 'We moved. It was slow.'],
    [
      'by the first sentence of a long summary',
      { title: '', summary: `How we moved 4.5 TB over a night. ${long}`, url },
      'How we moved 4.5 TB over a night.',
    ],
    [
      'by the first sentence of a script without spaces',
      { title: '', summary: `東京リージョンで発生した障害についての詳細な報告です。${'復旧しました'.repeat(20)}`, url },
      '東京リージョンで発生した障害についての詳細な報告です。',
    ],
    [
      'by whole words, marked as cut',
      { title: '', summary: long, url },
      'Last Tuesday the queue behind our checkout filled up and for forty minutes…',
    ],
    ['by what there is of a word without an end', { title: '', summary: 'a'.repeat(600), url }, `${'a'.repeat(80)}…`],
    ['by its address when there is nothing else', { title: '', url }, url],
  ])('%s', (_, entry, name) => {
    expect(nameEntry(entry)).toBe(name);
  });

  test('never by nothing, nor by half a character', () => {
    const summary = fc.string({ unit: 'grapheme', maxLength: 600, size: 'max' }).map((text) => text.trim());
    fc.assert(
      fc.property(summary, (text) => {
        const name = nameEntry({ title: '', summary: text, url });
        expect(name).not.toBe('');
        expect(name.length).toBeLessThanOrEqual(81);
        expect(name).not.toMatch(/\p{Surrogate}/u);
      }),
    );
  });
});
