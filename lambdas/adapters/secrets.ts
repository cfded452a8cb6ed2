import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SigningKey } from '../domain/approval';

/**
 * The live signing keys, newest first, from a secret `{ "id", "secret", "previous"?: { "id", "secret" } }`. Kept for
 * five minutes, so that a rotation reaches a warm lambda.
 */
export function createSigningKeys(
  secretId: string,
  client = new SecretsManagerClient({}),
): () => Promise<SigningKey[]> {
  let held: { keys: SigningKey[]; until: number } | undefined;
  return async () => {
    if (held && held.until > Date.now()) return held.keys;
    const answer = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
    const { previous, ...current } = JSON.parse(answer.SecretString ?? '{}') as SigningKey & { previous?: SigningKey };
    const keys = [current, ...(previous ? [previous] : [])];
    if (keys.some((key) => !key.id || (key.secret?.length ?? 0) < 32)) {
      throw new Error(`The secret ${secretId} must be {"id", "secret"} with a secret of at least 32 characters.`);
    }
    held = { keys, until: Date.now() + 300_000 };
    return keys;
  };
}
