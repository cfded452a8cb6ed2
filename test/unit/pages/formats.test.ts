import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatDuration, formatMoment, minutesBetween, stampOf } from '../../../lambdas/pages/dates';
import { cleanText } from '../../../lambdas/pages/foreign-text';
import { linkHost, safeLink } from '../../../lambdas/pages/links';
import { paragraph } from '../../../lambdas/pages/plain-text';
import { makeIssue, makePublished } from './sample-issue';

test('only absolute http and https addresses become links', () => {
  expect(safeLink('https://example.org/a b')).toBe('https://example.org/a%20b');
  expect(safeLink('HTTP://EXAMPLE.org')).toBe('http://example.org/');
  const refused = [
    'javascript:alert(1)',
    'java\nscript:alert(1)',
    ' data:text/html,x',
    'vbscript:x',
    '//example.org',
    'https:example.org',
    '/relative',
    '#here',
    '',
    'http://',
    'ftp://example.org',
    'mailto:a@example.org',
    'https://bank.example@evil.example/',
    `https://example.org/${'a'.repeat(2040)}`,
  ];
  for (const url of refused) expect(safeLink(url), url).toBeUndefined();
  expect(safeLink(undefined)).toBeUndefined();
});

const collected = '../shared/data/hostile/urls/dangerous-hrefs.json';

test('no collected dangerous address becomes anything but a normalised http address', () => {
  if (!existsSync(collected)) console.warn('SKIPPED: collected dangerous addresses, shared data absent');
  const cases: string[] = existsSync(collected) ? JSON.parse(readFileSync(collected, 'utf8')) : ['javascript:alert(1)'];
  for (const url of cases) expect(safeLink(url) ?? 'http://', url.slice(0, 80)).toMatch(/^https?:\/\/[^\s"<>\\]*$/);
});

test('a host is shown readable when one script writes it, and in ASCII when its letters could deceive', () => {
  expect(linkHost('https://www.example.org/x')).toBe('example.org');
  expect(linkHost('https://例え.jp/')).toBe('例え.jp');
  expect(linkHost('https://bücher.example/')).toBe('bücher.example');
  expect(linkHost('https://аррlе.example/')).toMatch(/^xn--/);
  expect(linkHost('https://аррӏе.example/')).toMatch(/^xn--/);
  expect(linkHost('javascript:alert(1)')).toBeUndefined();
});

test('a long host keeps its end, where its owner is named', () => {
  expect(linkHost(`https://${'login.example.com.'.repeat(5)}evil.example/`)).toMatch(/^….*evil\.example$/);
});

test('times are told in the time zone of the newsletter, as the newsletter writes them', () => {
  const times = { publishAt: '2017-06-12T00:54:00Z', publishedAt: '2017-06-12T00:57:00Z', updatedAt: 'yesterday' };
  const { publishAt: _, ...old } = makePublished(times);
  expect(stampOf(makePublished(times), 'America/New_York')).toBe('June 11, 2017 — 8:54 pm');
  expect(stampOf(old, 'America/New_York')).toBe('June 11, 2017 — 8:57 pm');
  expect(formatMoment('2017-06-09T21:05:00Z', 'America/Los_Angeles')).toBe('Fri, Jun 9, 2:05 pm PDT');
  expect(formatMoment('2026-12-09T09:05:00Z', 'Europe/Berlin')).toBe('Wed, Dec 9, 10:05 am GMT+1');
  expect(stampOf(makeIssue({ updatedAt: 'yesterday' }), 'UTC')).toBe('');
  expect(formatMoment(undefined, 'UTC')).toBe('');
});

test('durations are told in words of minutes, hours and days', () => {
  expect(formatDuration(0.2)).toBe('under a minute');
  expect(formatDuration(45)).toBe('45 min');
  expect(formatDuration(160)).toBe('2 h 40 min');
  expect(formatDuration(120)).toBe('2 h');
  expect(formatDuration(1440 * 3 + 4 * 60 + 5)).toBe('3 days 4 h');
  expect(formatDuration(1440)).toBe('1 day');
});

test('a duration that runs backwards is not told', () => {
  expect(minutesBetween('2026-01-01T00:00:00Z', '2026-01-01T02:40:00Z')).toBe(160);
  expect(minutesBetween('2026-01-01T02:00:00Z', '2026-01-01T00:00:00Z')).toBeUndefined();
  expect(minutesBetween(undefined, '2026-01-01T00:00:00Z')).toBeUndefined();
});

test('foreign text loses the characters that could disturb its neighbours and keeps its language', () => {
  expect(cleanText('safe\u202etxt.exe', 99)).toBe('safetxt.exe');
  expect(cleanText('\u2067a\u2069 b\u0000\u009b c\ud800', 99)).toBe('a b c');
  expect(cleanText('tag\u{e0041}ged', 99)).toBe('tagged');
  expect(cleanText(`Z${'\u0300'.repeat(300)} zalgo`, 99)).toBe('Z\u0300\u0300\u0300 zalgo');
  expect(cleanText(' one\r\ntwo\u2028three ', 99)).toBe('one two three');
  expect(cleanText('مراجعة 分散 👩‍🚒 שלום', 99)).toBe('مراجعة 分散 👩‍🚒 שלום');
});

test('text is cut between characters, never inside one, and says so', () => {
  expect(cleanText('😀'.repeat(10), 4)).toBe('😀😀😀…');
  expect(cleanText('the quick brown fox', 17)).toBe('the quick brown…');
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 50 }), (text, most) => {
      const cleaned = cleanText(text, most);
      expect(Array.from(cleaned).length).toBeLessThanOrEqual(most);
      expect(cleaned).not.toMatch(/[\r\n\u202a-\u202e\u2066-\u2069]|\p{Cs}/u);
    }),
  );
});

test('paragraphs of plain text keep every word and break before column 77 where they can', () => {
  const word = fc.stringMatching(/^[a-z]{1,20}$/);
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 60, size: 'max' }), (words) => {
      const lines = paragraph(words.join(' '), '   ').split('\n');
      expect(lines.join(' ').split(/\s+/).filter(Boolean)).toEqual(words);
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(76);
    }),
  );
});
