import { makeSigningKey } from './adapters/secrets';
import { readEnvironment } from './contract/env';
import { log } from './runtime/log';

/** Says whether a key was made, and nothing of the key. */
export const handler = async (): Promise<{ key: 'made' | 'kept' }> => {
  const key = await makeSigningKey(readEnvironment('locksmith', process.env).SIGNING_SECRET);
  log.info('signing key', { key });
  return { key };
};
