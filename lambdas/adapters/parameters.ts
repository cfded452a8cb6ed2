import { setTimeout as pause } from 'node:timers/promises';
import type { Account } from '../contract/env';
import { callService } from './signed-call';

const tries = 3;

/** Parameter Store refused, by this name of a fault and in these words. */
class ParameterError extends Error {
  constructor(
    override readonly name: string,
    message: string,
  ) {
    super(message);
  }
}

/** Parameter Store, as far as one encrypted parameter: its client in the SDK is 75 KB, most of it faults of other calls. */
export interface Parameters {
  /** The value in clear. Throws ParameterError `ParameterNotFound`. */
  read(name: string): Promise<string>;
  /** Puts an encrypted one where there is none; false, and nothing changed, when there is. */
  make(name: string, value: string, description: string): Promise<boolean>;
}

/** Opens Parameter Store for an account; what was throttled, or lost on the way, is asked three times. */
export function openParameters(account: Account): Parameters {
  const ask = async <T>(action: string, input: object): Promise<T> => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await askOnce<T>(account, action, input);
      } catch (error) {
        const isFinal = error instanceof ParameterError && !/Throttl|TooMany|Internal/.test(error.name);
        if (isFinal || attempt === tries) throw error;
      }
      await pause(100 * 2 ** attempt);
    }
  };
  return {
    async read(Name) {
      const { Parameter } = await ask<{ Parameter: { Value: string } }>('GetParameter', { Name, WithDecryption: true });
      return Parameter.Value;
    },
    async make(Name, Value, Description) {
      try {
        await ask('PutParameter', { Name, Value, Description, Type: 'SecureString', Overwrite: false });
        return true;
      } catch (error) {
        if ((error as Error).name === 'ParameterAlreadyExists') return false;
        throw error;
      }
    },
  };
}

async function askOnce<T>(account: Account, action: string, input: object): Promise<T> {
  const call = { service: 'ssm', version: '1.1', target: `AmazonSSM.${action}` } as const;
  const { status, text } = await callService(account, call, input);
  if (status === 200) return JSON.parse(text) as T;
  const fault = /^\s*\{/.test(text) ? (JSON.parse(text) as { __type?: string; message?: string }) : {};
  const name = fault.__type?.split('#').at(-1) ?? (status >= 500 ? 'InternalServerError' : 'UnknownFault');
  throw new ParameterError(name, fault.message ?? `Parameter Store answered ${action} with ${status}.`);
}
