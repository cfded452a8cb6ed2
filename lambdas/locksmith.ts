import { makeSigningKey } from './adapters/signing-keys';
import { readAccount, readEnvironment } from './contract/env';
import { log } from './runtime/log';

/** Says whether a key was made, and nothing of the key. */
export const handler = async (): Promise<{ key: 'made' | 'kept' }> => {
  const { SIGNING_KEY_NAME } = readEnvironment('locksmith', process.env);
  const key = await makeSigningKey(SIGNING_KEY_NAME, readAccount('SSM', process.env));
  log.info('signing key', { key });
  return { key };
};
