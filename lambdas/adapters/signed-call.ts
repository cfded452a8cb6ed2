import { createHash, createHmac } from 'node:crypto';
import type { Account } from '../contract/env';
import { postJson } from './post-json';

/** Which service of AWS is asked for what, in which version of its JSON. */
export interface ServiceCall {
  service: 'sqs' | 'ssm';
  version: '1.0' | '1.1';
  target: string;
}

/** One signed call of a service of AWS in the account's region, or at its endpoint; the answer as it came. */
export function callService(
  account: Account,
  { service, version, target }: ServiceCall,
  input: object,
): Promise<{ status: number; text: string }> {
  const suffix = account.region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const url = new URL('/', account.endpoint ?? `https://${service}.${account.region}.${suffix}`);
  const body = JSON.stringify(input);
  const headers = { host: url.host, 'content-type': `application/x-amz-json-${version}`, 'x-amz-target': target };
  return postJson(url, signHeaders({ headers, body, path: '/', service, account, at: new Date() }), body);
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
