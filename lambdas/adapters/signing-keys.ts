import { randomBytes } from 'node:crypto';
import type { Account } from '../contract/env';
import { keyIdOf, type SigningKey, type SigningKeys } from '../domain/approval';
import { openParameters, type Parameters } from './parameters';

const keptMilliseconds = 300_000;
/** However many forged tokens name keys that do not exist, the secret is not read more often than this. */
const leastMilliseconds = 10_000;

/**
 * The live signing keys, newest first, from an encrypted parameter `{ "id", "secret", "previous"?: { "id", "secret" } }`.
 * Kept for five minutes; a token signed with a key that is not among them is a rotation this process has not heard of,
 * and the parameter is read again.
 */
export function createSigningKeys(parameter: string, account: Account, clock: () => number = Date.now): SigningKeys {
  const parameters = openParameters(account);
  let held: { keys: SigningKey[]; readAt: number } | undefined;
  return async (tokens = []) => {
    const age = held ? clock() - held.readAt : Number.POSITIVE_INFINITY;
    const unknown = tokens.map(keyIdOf).some((id) => id && !held?.keys.some((key) => key.id === id));
    if (held && age < (unknown ? leastMilliseconds : keptMilliseconds)) return held.keys;
    held = { keys: await readKeys(parameter, parameters), readAt: clock() };
    return held.keys;
  };
}

async function readKeys(parameter: string, parameters: Parameters): Promise<SigningKey[]> {
  const keys = parseKeys(await readParameter(parameter, parameters));
  if (keys === undefined) {
    throw new Error(
      `The parameter ${parameter} must be {"id", "secret"} with a secret of at least 32 characters, and perhaps a "previous" key like it; DEPLOY.md has the command that puts a new key there.`,
    );
  }
  return keys;
}

/** Undefined for anything else. What the parser says of a text quotes it, and the text is a secret. */
function parseKeys(text: string): SigningKey[] | undefined {
  try {
    const { previous, ...current } = JSON.parse(text) as SigningKey & { previous?: SigningKey };
    const keys = [current, ...(previous ? [previous] : [])];
    return keys.every((key) => key.id && (key.secret?.length ?? 0) >= 32) ? keys : undefined;
  } catch {
    return undefined;
  }
}

async function readParameter(name: string, parameters: Parameters): Promise<string> {
  try {
    return await parameters.read(name);
  } catch (error) {
    if ((error as Error).name !== 'ParameterNotFound') throw error;
    throw new Error(`There is no parameter ${name}: invoke the lambda "locksmith", which makes it.`, { cause: error });
  }
}

/** Puts a first key where there is none; what is there stays, and is not read. */
export async function makeSigningKey(parameter: string, account: Account): Promise<'made' | 'kept'> {
  const first: SigningKey = { id: 'k1', secret: randomBytes(48).toString('base64url') };
  const description = 'Signs the links in the draft mail.';
  const made = await openParameters(account).make(parameter, JSON.stringify(first), description);
  return made ? 'made' : 'kept';
}
