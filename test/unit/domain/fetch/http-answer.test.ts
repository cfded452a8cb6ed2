import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cleanValidator,
  isPermanentRedirect,
  isRedirect,
  parseCoding,
  parseFreshSeconds,
  parseHttpDate,
  parseRetryAfter,
  readFreshness,
} from '../../../../lambdas/domain/fetch/http-answer';

const NOW = new Date('2026-11-22T12:00:00Z');

describe('HTTP dates', () => {
  it.each(['Sun, 06 Nov 1994 08:49:37 GMT', 'Sunday, 06-Nov-94 08:49:37 GMT', 'Sun Nov  6 08:49:37 1994'])(
    '%s is read',
    (text) => {
      expect(parseHttpDate(text, NOW)?.toISOString()).toBe('1994-11-06T08:49:37.000Z');
    },
  );

  it.each([
    '',
    '0',
    '-1',
    'soon',
    '1994-11-06',
    'Sun, 31 Feb 2026 08:49:37 GMT',
    'Sun, 06 Foo 1994 08:49:37 GMT',
    'Sun, 06 Nov 1994 25:49:37 GMT',
    'Sun, 06 Nov 1994 08:60:37 GMT',
    'Sun, 06 Nov 1994 08:49:61 GMT',
  ])('"%s" is not one', (text) => {
    expect(parseHttpDate(text, NOW)).toBeUndefined();
  });

  it('what JavaScript writes is read back to the second', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date(0), max: new Date('2999-12-31'), noInvalidDate: true }), (date) => {
        const seconds = Math.floor(date.getTime() / 1000) * 1000;
        expect(parseHttpDate(date.toUTCString(), NOW)?.getTime()).toBe(seconds);
      }),
    );
  });
});

describe('Retry-After', () => {
  it.each([
    ['120', 120],
    ['999999999', 86_400],
    ['9'.repeat(400), 86_400],
    ['-1', 0],
    ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
    ['Sun, 22 Nov 2026 12:05:00 GMT', 300],
    ['Sun, 22 Nov 2026 12:05:00 +0000', 300],
    ['Sunday, 22-Nov-26 12:05:00 GMT', 300],
    ['Sunday, 22-Nov-76 12:00:00 GMT', 86_400],
    ['Monday, 22-Nov-77 12:00:00 GMT', 0],
    ['Fri, 31 Dec 9999 23:59:59 GMT', 86_400],
    ['soon', undefined],
    ['', undefined],
    ['1e9', undefined],
    [undefined, undefined],
  ])('%s means %s seconds', (value, seconds) => {
    expect(parseRetryAfter(value, NOW)).toBe(seconds);
  });

  it('is never outside a day, whatever is sent', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.integer().map(String),
          fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
        ),
        (value) => {
          const seconds = parseRetryAfter(value, NOW) ?? 0;
          expect(Number.isInteger(seconds) && seconds >= 0 && seconds <= 86_400).toBe(true);
        },
      ),
    );
  });
});

describe('freshness', () => {
  it.each<[Record<string, string>, number | undefined]>([
    [{}, undefined],
    [{ 'cache-control': 'public, max-age=3600' }, 3600],
    [{ 'cache-control': 'MAX-AGE="60"' }, 60],
    [{ 'cache-control': 's-maxage=10' }, undefined],
    [{ 'cache-control': 'max-age=99999999999' }, 86_400],
    [{ 'cache-control': 'max-age=-5' }, undefined],
    [{ 'cache-control': 'no-cache, max-age=3600' }, 0],
    [{ 'cache-control': 'max-age=300', age: '290' }, 10],
    [{ 'cache-control': 'max-age=300', age: '900' }, 0],
    [{ 'cache-control': 'max-age=300', age: 'old' }, 300],
    [{ 'cache-control': 'max-age=60', expires: 'Sun, 22 Nov 2026 13:00:00 GMT' }, 60],
    [{ expires: 'Sun, 22 Nov 2026 13:00:00 GMT' }, 3600],
    [{ expires: 'Sun, 22 Nov 2026 13:00:00 GMT', date: 'Sun, 22 Nov 2026 12:30:00 GMT' }, 1800],
    [{ expires: '0' }, 0],
    [{ expires: 'Thu, 01 Jan 1970 00:00:00 GMT' }, 0],
  ])('%o lasts %s seconds', (headers, seconds) => {
    expect(parseFreshSeconds(headers, NOW)).toBe(seconds);
  });

  it('keeps validators byte for byte and leaves out what was not said', () => {
    expect(readFreshness({ etag: 'W/"a  b,\té"', 'last-modified': 'last tuesday' }, NOW)).toEqual({
      etag: 'W/"a  b,\té"',
      lastModified: 'last tuesday',
    });
    expect(readFreshness({}, NOW)).toEqual({});
  });
});

describe('validators', () => {
  it.each(['"a"\r\nX-Injected: 1', '"a\n"', '"\u0000"', '"\u2028"', '', `"${'x'.repeat(1024)}"`])(
    '%j is not stored',
    (value) => {
      expect(cleanValidator(value)).toBeUndefined();
    },
  );

  it('what is stored can be sent back unchanged', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const clean = cleanValidator(value);
        expect(clean === undefined || (clean === value && !/[\r\n]/.test(clean))).toBe(true);
      }),
    );
  });
});

describe('redirects and codings', () => {
  it('five statuses are followed and two of them are for good', () => {
    const statuses = Array.from({ length: 100 }, (_, index) => 300 + index);
    expect(statuses.filter(isRedirect)).toEqual([301, 302, 303, 307, 308]);
    expect(statuses.filter(isPermanentRedirect)).toEqual([301, 308]);
  });

  it.each([
    [undefined, 'identity'],
    ['', 'identity'],
    ['identity', 'identity'],
    ['GZIP', 'gzip'],
    ['x-gzip', 'gzip'],
    ['identity, br', 'br'],
    ['deflate', 'deflate'],
    ['UTF-8', 'identity'],
    ['none', 'identity'],
    ['gzip,aws-chunked', 'gzip'],
  ])('%s is decoded as %s', (value, coding) => {
    expect(parseCoding(value)).toEqual({ coding });
  });

  it.each(['gzip, gzip', 'gzip,br,deflate', 'zstd', 'compress'])('%s is refused', (value) => {
    expect(parseCoding(value)).toHaveProperty('refused');
  });
});
