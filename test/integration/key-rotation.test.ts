import { createServer } from 'node:http';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createSigningKeys } from '../../lambdas/adapters/signing-keys';
import type { Account } from '../../lambdas/contract/env';
import { signGrant, verifyGrant } from '../../lambdas/domain/approval';
import { listen, type Service } from '../../lib/local/service';
import { useTestAccount } from '../support/store';

const now = '2026-06-07T12:00:00.000Z';
const expiresAt = '2026-06-28T12:00:00.000Z';
const key = (id: string) => ({ id, secret: id.repeat(24) });
let secret: unknown;
let reads: number;
let manager: Service;
let own: Account;

beforeAll(async () => {
  const account = useTestAccount();
  manager = await listen(
    createServer((request, response) => {
      request.resume();
      reads++;
      response
        .writeHead(200, { 'content-type': 'application/x-amz-json-1.1' })
        .end(JSON.stringify({ Parameter: { Value: typeof secret === 'string' ? secret : JSON.stringify(secret) } }));
    }),
  );
  own = { endpoint: manager.url, ...account };
});
afterAll(async () => {
  await manager.stop();
});
beforeEach(() => {
  secret = key('k1');
  reads = 0;
});

/** A lambda that stays warm, with a clock of its own. */
function openLambda() {
  let time = 0;
  const keys = createSigningKeys('/the/key', own, () => time);
  return {
    wait: (seconds: number) => {
      time += seconds * 1000;
    },
    sign: async () => signGrant({ purpose: 'open', issue: 76, expiresAt }, await keys()),
    opens: async (token: string) =>
      verifyGrant(token, { purpose: 'open', issue: 76, now }, await keys([token])) !== undefined,
  };
}

test('a rotation with links in flight breaks none: not in a warm lambda, not in one that has not heard of it', async () => {
  const [draft, desk] = [openLambda(), openLambda()];
  const mailed = await draft.sign();
  expect(await desk.opens(mailed)).toBe(true);
  secret = { ...key('k2'), previous: key('k1') };
  draft.wait(301);
  desk.wait(11);
  const fresh = await draft.sign();
  expect(fresh.split('.')[2]).toBe('k2');
  expect(await desk.opens(fresh), 'signed with the new key, a moment after the rotation').toBe(true);
  expect(await desk.opens(mailed), 'signed with the old key').toBe(true);
  desk.wait(301);
  expect(await desk.opens(mailed), 'after every cache has ended').toBe(true);
  secret = { ...key('k3'), previous: key('k2') };
  desk.wait(301);
  expect(await desk.opens(fresh)).toBe(true);
  expect(await desk.opens(mailed), 'two rotations later').toBe(false);
});

test('forged key ids have the secret read once in ten seconds at most', async () => {
  const desk = openLambda();
  await desk.sign();
  for (let index = 0; index < 1000; index++) {
    expect(await desk.opens(`v1.eyJ9.forged-${index}.x`)).toBe(false);
    desk.wait(0.1);
  }
  expect(reads).toBeLessThanOrEqual(11);
});

test.each([{}, { id: 'k1', secret: 'short' }, { ...key('k2'), previous: { id: 'k1' } }])(
  'a secret such as %j is refused with words that say what it must be',
  async (given) => {
    secret = given;
    await expect(openLambda().sign()).rejects.toThrow(
      'must be {"id", "secret"} with a secret of at least 32 characters',
    );
  },
);

test.each([
  'a-secret-typed-by-hand',
  '{"id":"k1","secret":"a-secret-typed-by-hand',
  'null',
  '"a-secret-typed-by-hand"',
])('a parameter such as %s is refused without a word of what is in it', async (given) => {
  secret = given;
  const refusal = await openLambda()
    .sign()
    .then(
      () => undefined,
      (error: Error) => error,
    );
  expect(refusal?.message).toContain('must be {"id", "secret"}');
  expect(refusal?.cause).toBeUndefined();
  for (const part of ['a-sec', 'typed', 'by-hand']) expect(`${refusal?.stack}`).not.toContain(part);
});
