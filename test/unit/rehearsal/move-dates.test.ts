import { expect, test } from 'vitest';
import { daysToComing, moveDates } from '../../../lib/rehearsal/move-dates';

test('moves by whole weeks to the first such moment that is not past', () => {
  const sunday = '2026-06-07T12:00:00.000Z';
  expect(daysToComing(sunday, '2026-06-07T12:00:00.000Z')).toBe(0);
  expect(daysToComing(sunday, '2026-06-07T12:00:01.000Z')).toBe(7);
  expect(daysToComing(sunday, '2027-01-01T00:00:00.000Z')).toBe(210);
  expect(daysToComing(sunday, '2020-01-01T00:00:00.000Z')).toBe(0);
});

test('moves every date of a feed, in the way it is spelt, and nothing else', () => {
  const feed = [
    '<updated>2026-06-05T10:00:00+02:00</updated>',
    '<pubDate>Fri, 05 Jun 2026 10:00:00 GMT</pubDate>',
    "&lt;small&gt;May &lt;var data-var='date'&gt;31&lt;/var&gt;, 09:26",
    "<small>Jun <var data-var='date'> 3</var>, 09:26",
    '<link>https://blog.example/2026/06/05/why</link><id>build-12026-06-055</id>',
  ].join('\n');
  expect(moveDates(feed, 210, 2026)).toBe(
    [
      '<updated>2027-01-01T10:00:00+02:00</updated>',
      '<pubDate>Fri, 01 Jan 2027 10:00:00 GMT</pubDate>',
      "&lt;small&gt;Dec &lt;var data-var='date'&gt;27&lt;/var&gt;, 09:26",
      "<small>Dec <var data-var='date'>30</var>, 09:26",
      '<link>https://blog.example/2026/06/05/why</link><id>build-12026-06-055</id>',
    ].join('\n'),
  );
});
