import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { keyIdOf, type SigningKey, type SigningKeys } from '../domain/approval';

const keptMilliseconds = 300_000;
/** However many forged tokens name keys that do not exist, the secret is not read more often than this. */
const leastMilliseconds = 10_000;

/**
 * The live signing keys, newest first, from a secret `{ "id", "secret", "previous"?: { "id", "secret" } }`. Kept for
 * five minutes; a token signed with a key that is not among them is a rotation this process has not heard of, and the
 * secret is read again.
 */
export function createSigningKeys(
  secretId: string,
  client = new SecretsManagerClient({}),
  clock: () => number = Date.now,
): SigningKeys {
  let held: { keys: SigningKey[]; readAt: number } | undefined;
  return async (tokens = []) => {
    const age = held ? clock() - held.readAt : Number.POSITIVE_INFINITY;
    const unknown = tokens.map(keyIdOf).some((id) => id && !held?.keys.some((key) => key.id === id));
    if (held && age < (unknown ? leastMilliseconds : keptMilliseconds)) return held.keys;
    held = { keys: await readKeys(secretId, client), readAt: clock() };
    return held.keys;
  };
}

async function readKeys(secretId: string, client: SecretsManagerClient): Promise<SigningKey[]> {
  const answer = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
  const { previous, ...current } = JSON.parse(answer.SecretString ?? '{}') as SigningKey & { previous?: SigningKey };
  const keys = [current, ...(previous ? [previous] : [])];
  if (keys.some((key) => !key.id || (key.secret?.length ?? 0) < 32)) {
    throw new Error(`The secret ${secretId} must be {"id", "secret"} with a secret of at least 32 characters.`);
  }
  return keys;
}
