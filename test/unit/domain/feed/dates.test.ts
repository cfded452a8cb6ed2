import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDate } from '../../../../lambdas/domain/feed/dates';

describe('dates as feeds write them', () => {
  test.each([
    ['Thu, 01 Jan 2004 19:48:21 GMT', '2004-01-01T19:48:21.000Z'],
    ['Thu, 01 Jan 04 19:48 GMT', '2004-01-01T19:48:00.000Z'],
    ['01 Jan 2004 19:48:21 EST', '2004-01-02T00:48:21.000Z'],
    ['Thu, 01 Jul 2004 19:48:21 PDT', '2004-07-02T02:48:21.000Z'],
    ['Fri, 15 Dec 2017 17:00:00 CEST', '2017-12-15T15:00:00.000Z'],
    ['Wed, 15 Jun 2026 10:00:00 GMT', '2026-06-15T10:00:00.000Z'],
    ['Tue, 26 Oct 2010 14:01:01 +0000 (UTC)', '2010-10-26T14:01:01.000Z'],
    ['Wed Jun 30 2021 10:11:12 GMT+0200 (Central European Summer Time)', '2021-06-30T08:11:12.000Z'],
    ['Sun Jan  4 16:29:06 PST 2004', '2004-01-05T00:29:06.000Z'],
    ['Thu, 27 Aug 2020 5:02 pm EDT', '2020-08-27T21:02:00.000Z'],
    ['January 5, 2004 12:30 AM', '2004-01-05T00:30:00.000Z'],
    ['Dec. 3rd, 2022', '2022-12-03T00:00:00.000Z'],
    ['2003-12-13T18:30:02.25Z', '2003-12-13T18:30:02.250Z'],
    ['2003-12-13T18:30:02+01:00', '2003-12-13T17:30:02.000Z'],
    ['2003-12-13T18:30:02-0800', '2003-12-14T02:30:02.000Z'],
    ['2003-12-13t18:30:02', '2003-12-13T18:30:02.000Z'],
    ['2019-05-12 10:11:12 +0000', '2019-05-12T10:11:12.000Z'],
    ['2004-01-01 19:48:21 UTC', '2004-01-01T19:48:21.000Z'],
    ['2003', '2003-01-01T00:00:00.000Z'],
    ['2003-12', '2003-12-01T00:00:00.000Z'],
    ['-0312', '2003-12-01T00:00:00.000Z'],
    ['-03-12', '2003-12-01T00:00:00.000Z'],
    ['031231', '2003-12-31T00:00:00.000Z'],
    ['03335', '2003-12-01T00:00:00.000Z'],
    ['03-335', '2003-12-01T00:00:00.000Z'],
    ['20031231101455', '2003-12-31T10:14:55.000Z'],
    ['200312311014', '2003-12-31T10:14:00.000Z'],
    ['2003-012-31T10:14:55Z', '2003-12-31T10:14:55.000Z'],
    ['1781517600', '2026-06-15T10:00:00.000Z'],
    ['June 15, 2026 5pm', '2026-06-15T17:00:00.000Z'],
    ['1781517600.25', '2026-06-15T10:00:00.000Z'],
    ['2026-06/15 12:00', '2026-06-15T12:00:00.000Z'],
    ['2026-06-15+02:00', '2026-06-14T22:00:00.000Z'],
    ['2026-06-15T12:00:00.+0200', '2026-06-15T10:00:00.000Z'],
    ['2026-06-15T12:00:00+02:00:00', '2026-06-15T10:00:00.000Z'],
    ['Mon, 15 Jun 2026 12:00:00 02:00', '2026-06-15T10:00:00.000Z'],
    ['1781517600000', '2026-06-15T10:00:00.000Z'],
    ['Fri, 31 Mar 2023 20:19:00 America/Los_Angeles', '2023-04-01T03:19:00.000Z'],
    ['Thu, 14 Dec 2023 20:19:00 America/Los_Angeles', '2023-12-15T04:19:00.000Z'],
    ['Thu, 25 Feb 2016 00:00:00 Europe/Nowhere', '2016-02-25T00:00:00.000Z'],
    ['Wed, 19 Aug 2009 18:28:00 Etc/GMT', '2009-08-19T18:28:00.000Z'],
    ['Sat, 11 04 2020 08:51:49 +0100', '2020-04-11T07:51:49.000Z'],
    ['Fri, 15 Dec 2017 17.00.00 GMT', '2017-12-15T17:00:00.000Z'],
    ['Mon, 26 January 2004 16:31:00 AT', '2004-01-26T20:31:00.000Z'],
    ['Nov. 2020', '2020-11-01T00:00:00.000Z'],
    ['15 Aralık 2017 17:00:00', '2017-12-15T17:00:00.000Z'],
    ['15 грудня 2017', '2017-12-15T00:00:00.000Z'],
    ['15. joulukuuta 2017', '2017-12-15T00:00:00.000Z'],
    ['2017年12月15日 17時05分', '2017-12-15T17:05:00.000Z'],
    ['2017년 12월 15일 17시 5분 9초', '2017-12-15T08:05:09.000Z'],
    ['20031231T101112Z', '2003-12-31T10:11:12.000Z'],
    ['2003-335T22:23:11Z', '2003-12-01T22:23:11.000Z'],
    ['2026-W25-3', '2026-06-17T00:00:00.000Z'],
    ['2026-06-30T23:59:60Z', '2026-06-30T23:59:59.000Z'],
    ['2024-02-29T24:00:00Z', '2024-03-01T00:00:00.000Z'],
    ['2026/06/15', '2026-06-15T00:00:00.000Z'],
    ['15.06.2026 10:00', '2026-06-15T10:00:00.000Z'],
    ['06/15/2026', '2026-06-15T00:00:00.000Z'],
    ['mer., 18 déc. 2019 10:00:00 +0100', '2019-12-18T09:00:00.000Z'],
    ['mar., 05 mar. 2019', '2019-03-05T00:00:00.000Z'],
    ['Do, 05 Mär 2020 10:00:00 +0100', '2020-03-05T09:00:00.000Z'],
    ['Пн, 15 июн 2026', '2026-06-15T00:00:00.000Z'],
    ['Κυρ, 11 Ιούλ 2004 12:00:00 EST', '2004-07-11T17:00:00.000Z'],
    ['2004-július-13T9:15-05:00', '2004-07-13T14:15:00.000Z'],
    ['2004-05-25 오후 11:23:17', '2004-05-25T14:23:17.000Z'],
    ['2013/8/25 下午 06:30:25', '2013-08-25T18:30:25.000Z'],
    ['25/08/2013 06:30:25 م', '2013-08-25T18:30:25.000Z'],
    ['25/8/2013 6:30:25 π.μ.', '2013-08-25T06:30:25.000Z'],
    ['Thu (at last), 16(th) Feb(ruary) 2006 01:39 +0100 (GMT (one))', '2006-02-16T00:39:00.000Z'],
    ['2004年05月28日 01:31:15', '2004-05-28T01:31:15.000Z'],
    ['１５ Jun ２０２６', '2026-06-15T00:00:00.000Z'],
  ])('%s', (written, iso) => expect(parseDate(written)).toBe(iso));
});

test('a date that is all brackets is none', () => {
  for (const written of ['('.repeat(40), ')'.repeat(40), '()'.repeat(40), `${'('.repeat(40)}${')'.repeat(40)}`])
    expect(parseDate(written)).toBeUndefined();
});

describe('dates that only their own feeds write', () => {
  test.each([
    ['1985-03-24T03:23:42Z', '1985-03-24T03:23:42.000Z'],
    ['Mon,  5 May 86 15:16:09 GMT', '1986-05-05T15:16:09.000Z'],
    ['2023-05-29 00:00:00+15:00', '2023-05-28T09:00:00.000Z'],
    ['2008-02-20T8:05:00-010:00', '2008-02-20T18:05:00.000Z'],
    ['Wed, 20 Feb 2008 08:05:00 +005:30', '2008-02-20T02:35:00.000Z'],
    ['Tue, 15 May 2012 24:05:00 UTC', '2012-05-16T00:05:00.000Z'],
    ['Wed, 05 Nov 2014 18:04 IRST', '2014-11-05T14:34:00.000Z'],
  ])('%s', (written, iso) => expect(parseDate(written)).toBe(iso));
});

describe('what is no date between 1970 and 2100', () => {
  test.each([
    ...[
      '',
      '0',
      'null',
      'yesterday',
      'Thu, 31 Feb 2026 10:00:00 GMT',
      '2026-02-29',
      '2026-13-01',
      '2026-06-31T25:61:61Z',
    ],
    ...[
      'Fri, 13 Dec 1901 20:45:52 GMT',
      'Mon, 15 Jun 2126 10:00:00 GMT',
      '9999-12-31T23:59:59Z',
      '+275760-09-13T00:00:00Z',
    ],
    ...['1970-01-01T00:00:00Z', 'Thu, 01 Jan 1970 00:00:00 +0000', 'Wed, 31 Dec 1969 23:59:59 GMT'],
    ...[
      '178151760',
      '9999999999999',
      'Mon, 15 Jun 2026 10:00:00 +2500',
      '2026-06-15T10:00:00Z<script>',
      'Fri, 11 Foo 20x6 00:00:00 GMT',
      'Sun, Dec x 2012 11:47:32 GMT',
      'feb 28 5pm',
      '2013-01-27-01',
    ],
    ...['A'.repeat(100_000), '1'.repeat(79), '9:'.repeat(40)],
  ])('%s', (written) => expect(parseDate(written)).toBeUndefined());
});

test('a date survives being written as RFC 822, ISO 8601 or asctime', () => {
  const range = { min: new Date('1970-01-03T00:00:00Z'), max: new Date('2100-12-30T00:00:00Z'), noInvalidDate: true };
  fc.assert(
    fc.property(fc.date(range), (date) => {
      date.setUTCMilliseconds(0);
      const [week, month, day, year, time] =
        `${date.toUTCString().replace(/^(\w+), (\d+) (\w+) (\d+) (\S+) GMT$/, '$1 $3 $2 $4 $5')}`.split(' ');
      for (const written of [date.toUTCString(), date.toISOString(), `${week} ${month} ${day} ${time} ${year}`]) {
        expect(parseDate(written)).toBe(date.toISOString());
      }
    }),
  );
});

test('any text gives a valid date or none', () => {
  const piece = fc.constantFrom(
    '(',
    ')',
    ' م',
    '下午 ',
    '12',
    '2024',
    '-',
    ':',
    ' ',
    'T',
    'Z',
    '+',
    '31',
    'Feb',
    'mar',
    '.',
    '/',
    ',',
    'pm',
    '99',
    '년',
    'W',
  );
  const text = fc.oneof(
    fc.string({ maxLength: 40, size: 'max' }),
    fc.array(piece, { maxLength: 16, size: 'max' }).map((pieces) => pieces.join('')),
  );
  fc.assert(
    fc.property(text, (written) => {
      const iso = parseDate(written);
      expect(iso === undefined || new Date(iso).toISOString() === iso).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

const malformed = '../shared/data/hostile/dates/malformed.json';
test('no shared malformed date throws or lies outside the range', () => {
  if (!existsSync(malformed)) console.warn('SKIPPED: shared data absent, hostile/dates was not read');
  const written: string[] = existsSync(malformed) ? JSON.parse(readFileSync(malformed, 'utf8')) : [];
  for (const iso of written.map(parseDate)) {
    expect(iso === undefined || (iso >= '1970' && iso < '2101' && new Date(iso).toISOString() === iso)).toBe(true);
  }
});
