import { randomBytes } from 'node:crypto';
import {
  GetParameterCommand,
  ParameterAlreadyExists,
  ParameterNotFound,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { keyIdOf, type SigningKey, type SigningKeys } from '../domain/approval';

const keptMilliseconds = 300_000;
/** However many forged tokens name keys that do not exist, the secret is not read more often than this. */
const leastMilliseconds = 10_000;

/**
 * The live signing keys, newest first, from an encrypted parameter `{ "id", "secret", "previous"?: { "id", "secret" } }`.
 * Kept for five minutes; a token signed with a key that is not among them is a rotation this process has not heard of,
 * and the parameter is read again.
 */
export function createSigningKeys(
  parameter: string,
  client = new SSMClient({}),
  clock: () => number = Date.now,
): SigningKeys {
  let held: { keys: SigningKey[]; readAt: number } | undefined;
  return async (tokens = []) => {
    const age = held ? clock() - held.readAt : Number.POSITIVE_INFINITY;
    const unknown = tokens.map(keyIdOf).some((id) => id && !held?.keys.some((key) => key.id === id));
    if (held && age < (unknown ? leastMilliseconds : keptMilliseconds)) return held.keys;
    held = { keys: await readKeys(parameter, client), readAt: clock() };
    return held.keys;
  };
}

async function readKeys(parameter: string, client: SSMClient): Promise<SigningKey[]> {
  const { previous, ...current } = JSON.parse(await readParameter(parameter, client)) as SigningKey & {
    previous?: SigningKey;
  };
  const keys = [current, ...(previous ? [previous] : [])];
  if (keys.some((key) => !key.id || (key.secret?.length ?? 0) < 32)) {
    throw new Error(`The parameter ${parameter} must be {"id", "secret"} with a secret of at least 32 characters.`);
  }
  return keys;
}

async function readParameter(Name: string, client: SSMClient): Promise<string> {
  try {
    const { Parameter } = await client.send(new GetParameterCommand({ Name, WithDecryption: true }));
    return Parameter?.Value ?? '{}';
  } catch (error) {
    // The service says nothing but its name.
    if (!(error instanceof ParameterNotFound)) throw error;
    throw new Error(`There is no parameter ${Name}: invoke the lambda "locksmith", which makes it.`, { cause: error });
  }
}

/** Puts a first key where there is none; what is there stays, and is not read. */
export async function makeSigningKey(parameter: string, client = new SSMClient({})): Promise<'made' | 'kept'> {
  const first: SigningKey = { id: 'k1', secret: randomBytes(48).toString('base64url') };
  const Description = 'Signs the links in the draft mail.';
  const Value = JSON.stringify(first);
  try {
    const input = { Name: parameter, Type: 'SecureString', Value, Description, Overwrite: false } as const;
    await client.send(new PutParameterCommand(input));
    return 'made';
  } catch (error) {
    if (error instanceof ParameterAlreadyExists) return 'kept';
    throw error;
  }
}
