import { createHmac, timingSafeEqual } from 'node:crypto';

/** One of at most two live keys: the first signs, all verify, so that a rotation breaks no link in flight. */
export interface SigningKey {
  id: string;
  secret: string;
}

/**
 * What a token allows, and nothing else: `open` is the link in the mail, `read` and `act` are the two cookies it is
 * exchanged for, `approve` is the second one for a browser in which nobody typed a word yet: it may approve, which takes a
 * word, and nothing else; `known` marks a browser in which a person once typed the word (of every issue, so its number is 0), `form` is
 * the nonce in a page and carries the session and the revision that was shown.
 */
export type Grant = { issue: number; expiresAt: string } & (
  | { purpose: 'open' }
  | { purpose: 'known' }
  | { purpose: 'read'; session: string }
  | { purpose: 'act'; session: string }
  | { purpose: 'approve'; session: string }
  | { purpose: 'form'; session: string; revision: number }
);

/** How long a visit to the desk lasts, from the link in the mail or the typed word on. */
export const sessionHours = 12;
/** How long a browser stays one in which a person typed the word. */
export const knownDays = 180;

/** The live keys; given the tokens at hand, also those of a rotation that this process has not heard of yet. */
export type SigningKeys = (tokens?: readonly (string | undefined)[]) => Promise<SigningKey[]>;

/** The id of the key that a token says it was signed with. Nothing is verified by it. */
export const keyIdOf = (token: string | undefined): string | undefined => token?.slice(0, longestToken).split('.')[2];

/** Writes a grant as `v1.<body>.<key id>.<HMAC-SHA-256>`, base64url. */
export function signGrant(grant: Grant, keys: readonly SigningKey[]): string {
  const key = keys[0];
  if (!key) throw new Error('There is no signing key.');
  const body = Buffer.from(JSON.stringify(grant)).toString('base64url');
  const signed = `v1.${body}.${key.id}`;
  return `${signed}.${hmac(signed, key.secret)}`;
}

const longestToken = 2048;

/**
 * The grant in a token, or undefined when it is forged, cut, expired at `now`, or meant for another purpose or issue. One
 * HMAC, one comparison in constant time and one reading for every token, also for none: how long it takes tells nobody what was wrong.
 */
export function verifyGrant<P extends Grant['purpose']>(
  token: string | undefined,
  expected: { purpose: P; issue: number; now: string },
  keys: readonly SigningKey[],
): Extract<Grant, { purpose: P }> | undefined {
  const given = (token ?? '').slice(0, longestToken);
  const cut = Math.max(0, given.lastIndexOf('.'));
  const signed = given.slice(0, cut);
  const [version, body, keyId, ...rest] = signed.split('.');
  const known = keys.find((candidate) => candidate.id === keyId);
  const key = known ?? keys[0];
  if (!key) throw new Error('There is no signing key.');
  const isSigned = equal(given.slice(cut + 1), hmac(signed, key.secret)) && given === token;
  const isOurs = isSigned && known !== undefined && version === 'v1' && rest.length === 0;
  const grant = JSON.parse(Buffer.from((isOurs && body) || nothing, 'base64url').toString()) as Grant;
  const isMeant = grant.purpose === expected.purpose && grant.issue === expected.issue;
  return isMeant && grant.expiresAt > expected.now ? (grant as Extract<Grant, { purpose: P }>) : undefined;
}

/** A body that grants nothing, read where there is none to be believed. */
const nothing = Buffer.from(
  JSON.stringify({ purpose: 'nothing', issue: -1, session: '0'.repeat(36), expiresAt: '' }),
).toString('base64url');

function hmac(text: string, secret: string): string {
  return createHmac('sha256', secret).update(text).digest('base64url');
}

function equal(given: string, expected: string): boolean {
  const right = Buffer.from(expected);
  const left = Buffer.alloc(right.length);
  left.write(given);
  return timingSafeEqual(left, right) && Buffer.byteLength(given) === right.length;
}
