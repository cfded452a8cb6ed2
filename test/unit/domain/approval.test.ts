import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Grant, type SigningKey, signGrant, verifyGrant } from '../../../lambdas/domain/approval';

const now = '2026-06-07T12:00:00.000Z';
const expiresAt = '2026-06-28T12:00:00.000Z';
const keys: SigningKey[] = [
  { id: 'k2', secret: 'b'.repeat(48) },
  { id: 'k1', secret: 'a'.repeat(48) },
];
const open: Grant = { purpose: 'open', issue: 76, expiresAt };
const expected = { purpose: 'open', issue: 76, now } as const;

describe('a token', () => {
  test('allows what it was signed for', () => {
    expect(verifyGrant(signGrant(open, keys), expected, keys)).toEqual(open);
  });

  test('signed with the older of two live keys still opens, and not after that key is gone', () => {
    const token = signGrant(open, [keys[1] as SigningKey]);
    expect(verifyGrant(token, expected, keys)).toEqual(open);
    expect(verifyGrant(token, expected, [keys[0] as SigningKey])).toBeUndefined();
  });

  test('for another issue, another purpose, or past its time allows nothing', () => {
    const token = signGrant(open, keys);
    expect(verifyGrant(token, { ...expected, issue: 77 }, keys)).toBeUndefined();
    expect(verifyGrant(token, { ...expected, purpose: 'act' }, keys)).toBeUndefined();
    expect(verifyGrant(token, { ...expected, now: expiresAt }, keys)).toBeUndefined();
    expect(verifyGrant(token, { ...expected, now: '2026-06-28T11:59:59.999Z' }, keys)).toEqual(open);
  });

  test('with any bit flipped, cut anywhere, or lengthened allows nothing', () => {
    const token = signGrant(open, keys);
    fc.assert(
      fc.property(fc.nat(token.length - 1), fc.integer({ min: 0, max: 6 }), (at, bit) => {
        const flipped =
          token.slice(0, at) + String.fromCharCode(token.charCodeAt(at) ^ (1 << bit)) + token.slice(at + 1);
        expect(verifyGrant(flipped, expected, keys)).toBeUndefined();
        expect(verifyGrant(token.slice(0, at), expected, keys)).toBeUndefined();
      }),
      { numRuns: 10_000 },
    );
    expect(verifyGrant(`${token}A`, expected, keys)).toBeUndefined();
  });

  test('made with another secret, or from the parts of good ones, allows nothing: 10,000 forgeries', () => {
    const good = [
      signGrant(open, keys),
      signGrant(open, [keys[1] as SigningKey]),
      signGrant({ ...open, issue: 77 }, keys),
      signGrant({ purpose: 'act', issue: 76, session: 's', expiresAt }, keys),
      signGrant({ purpose: 'known', issue: 0, expiresAt }, keys),
    ].map((token) => token.split('.'));
    const part = (index: number) => fc.constantFrom(...good.map((parts) => parts[index] as string));
    const mixed = fc.tuple(part(0), part(1), part(2), part(3)).map((parts) => parts.join('.'));
    const allowed = new Set(good.slice(0, 2).map((parts) => parts.join('.')));
    const otherSecret = fc
      .tuple(
        fc.constantFrom('k1', 'k2', 'k3', '__proto__', ''),
        fc.string({ minLength: 1, maxLength: 64, size: 'max' }),
        fc.integer({ min: 0, max: 99 }),
      )
      .map(([id, secret, issue]) => signGrant({ ...open, issue }, [{ id, secret }]));
    let forged = 0;
    fc.assert(
      fc.property(fc.oneof(mixed, otherSecret), (token) => {
        fc.pre(!allowed.has(token));
        forged++;
        expect(verifyGrant(token, expected, keys)).toBeUndefined();
      }),
      { numRuns: 10_000 },
    );
    expect(forged).toBeGreaterThanOrEqual(10_000);
  });

  test('costs one HMAC and one comparison of equal lengths, whatever is wrong with it', () => {
    const good = signGrant(open, keys);
    const [version, body, , signature] = good.split('.');
    const refused: (string | undefined)[] = [
      undefined,
      '',
      'x',
      '....',
      good.slice(0, -1),
      good.slice(0, 20),
      `${good}A`,
      `v2.${body}.k2.${signature}`,
      `${version}.${body}.k9.${signature}`,
      `${version}..k2.${signature}`,
      `${version}.${body}.k2.`,
      signGrant(open, [{ id: 'k2', secret: 'c'.repeat(48) }]),
      signGrant(open, [keys[1] as SigningKey]).replace('.k1.', '.k2.'),
      signGrant({ ...open, issue: 77 }, keys),
      signGrant({ ...open, expiresAt: now }, keys),
      signGrant({ purpose: 'known', issue: 0, expiresAt }, keys),
      'x'.repeat(100_000),
    ];
    const work = { hmacs: 0, comparisons: [] as number[] };
    const { createHmac, timingSafeEqual } = crypto;
    crypto.createHmac = ((...about: Parameters<typeof createHmac>) => {
      work.hmacs++;
      return createHmac(...about);
    }) as typeof createHmac;
    crypto.timingSafeEqual = (left, right) =>
      work.comparisons.push(left.byteLength) > 0 && timingSafeEqual(left, right);
    syncBuiltinESMExports();
    try {
      for (const token of refused) {
        work.hmacs = 0;
        work.comparisons = [];
        expect(verifyGrant(token, expected, keys), token?.slice(0, 60)).toBeUndefined();
        expect(work, token?.slice(0, 60)).toEqual({ hmacs: 1, comparisons: [43] });
      }
    } finally {
      Object.assign(crypto, { createHmac, timingSafeEqual });
      syncBuiltinESMExports();
    }
    expect(verifyGrant(good, expected, keys)).toEqual(open);
  });

  test('that is no token is refused, never an error', () => {
    fc.assert(
      fc.property(
        fc.option(fc.string(), { nil: undefined }),
        (text) => verifyGrant(text, expected, keys) === undefined,
      ),
    );
    expect(verifyGrant('x'.repeat(100_000), expected, keys)).toBeUndefined();
  });
});
