import { createHash, createHmac } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Account } from '../contract/env';
import { postJson } from './post-json';

const tries = 3;

/** Parameter Store refused, by this name of a fault and in these words. */
export class ParameterError extends Error {
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
  const suffix = account.region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const url = new URL(account.endpoint ?? `https://ssm.${account.region}.${suffix}`);
  const body = JSON.stringify(input);
  const headers = {
    host: url.host,
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': `AmazonSSM.${action}`,
  };
  const signed = signHeaders({ headers, body, path: '/', service: 'ssm', account, at: new Date() });
  const { status, text } = await postJson(url, signed, body);
  if (status === 200) return JSON.parse(text) as T;
  const fault = /^\s*\{/.test(text) ? (JSON.parse(text) as { __type?: string; message?: string }) : {};
  const name = fault.__type?.split('#').at(-1) ?? (status >= 500 ? 'InternalServerError' : 'UnknownFault');
  throw new ParameterError(name, fault.message ?? `Parameter Store answered ${action} with ${status}.`);
}

/** A POST to one path without a query, as it is signed. */
export interface Signable {
  headers: Readonly<Record<string, string>>;
  body: string;
  path: string;
  service: string;
  account: Account;
  at: Date;
}

const hash = (text: string) => createHash('sha256').update(text).digest('hex');
const mac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();

/** The headers with date, session and signature added: AWS Signature Version 4. Their names must be in lower case. */
export function signHeaders({ headers, body, path, service, account, at }: Signable): Record<string, string> {
  const { accessKeyId, secretAccessKey, sessionToken } = account.credentials;
  const time = at.toISOString().replace(/[-:]|\.\d+/g, '');
  const day = time.slice(0, 8);
  const all: Record<string, string> = {
    ...headers,
    'x-amz-date': time,
    ...(sessionToken !== undefined && { 'x-amz-security-token': sessionToken }),
  };
  const names = Object.keys(all).sort();
  const lines = names.map((name) => `${name}:${(all[name] as string).trim().replace(/ +/g, ' ')}\n`).join('');
  const request = ['POST', path, '', lines, names.join(';'), hash(body)].join('\n');
  const scope = `${day}/${account.region}/${service}/aws4_request`;
  const key = [day, account.region, service, 'aws4_request'].reduce<string | Buffer>(mac, `AWS4${secretAccessKey}`);
  const signature = mac(key, `AWS4-HMAC-SHA256\n${time}\n${scope}\n${hash(request)}`).toString('hex');
  const authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  return { ...all, authorization };
}
