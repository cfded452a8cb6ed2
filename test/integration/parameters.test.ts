import { createHash, createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import { SignatureV4 } from '@smithy/signature-v4';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { openParameters } from '../../lambdas/adapters/parameters';
import { signHeaders } from '../../lambdas/adapters/signed-call';
import { readAccount } from '../../lambdas/contract/env';
import { listen, type Service } from '../../lib/local/service';

// The suite's own key, in two parts, for whoever looks for keys in files.
const secretAccessKey = ['wJalrXUtnFEMI/K7MDENG', 'bPxRfiCYEXAMPLEKEY'].join('+');
const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey };
const account = { region: 'us-east-1', credentials };

describe('a signature', () => {
  test('is that of AWS’s published suite for a plain POST', () => {
    const at = new Date('2015-08-30T12:36:00Z');
    const headers = { host: 'example.amazonaws.com' };
    const signed = signHeaders({ headers, body: '', path: '/', service: 'service', account, at });
    expect(signed['authorization']).toBe(
      'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b',
    );
  });

  /** Of the algorithm, in the shape the SDK asks for. */
  class Sha256 {
    private readonly digesting;
    constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
      this.digesting = secret === undefined ? createHash('sha256') : createHmac('sha256', secret as Uint8Array);
    }
    update(data: string | Uint8Array) {
      this.digesting.update(data);
    }
    async digest() {
      return new Uint8Array(this.digesting.digest());
    }
    reset() {}
  }

  test('is the SDK’s for any body, header, moment, session and region', async () => {
    const printable = fc.stringMatching(/^[\x20-\x7e]{0,40}$/);
    const moments = fc.date({ min: new Date('2020-01-01'), max: new Date('2035-01-01'), noInvalidDate: true });
    const names = fc.constantFrom('us-east-1', 'eu-central-1', 'cn-north-1');
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'grapheme' }),
        printable,
        moments,
        fc.option(fc.base64String()),
        names,
        async (body, target, at, sessionToken, region) => {
          const given = { ...credentials, ...(sessionToken && { sessionToken }) };
          const headers = {
            host: 'ssm.amazonaws.com',
            'content-type': 'application/x-amz-json-1.1',
            'x-amz-target': target,
          };
          const signer = new SignatureV4({
            credentials: given,
            region,
            service: 'ssm',
            sha256: Sha256,
            applyChecksum: false,
          });
          const request = { method: 'POST', protocol: 'https:', hostname: 'h', path: '/', headers, body, query: {} };
          const expected = await signer.sign(request, { signingDate: at });
          const own = signHeaders({
            headers,
            body,
            path: '/',
            service: 'ssm',
            account: { region, credentials: given },
            at,
          });
          expect(own['authorization']).toBe(expected.headers['authorization']);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('a call', () => {
  let service: Service | undefined;
  afterEach(() => service?.stop());
  type Answer = 'hang' | 'reset' | { status: number; body: string };

  /** Answers one after another, the last for ever, and counts. */
  async function answering(...answers: Answer[]) {
    let asked = 0;
    service = await listen(
      createServer((request, response) => {
        request.resume();
        const answer = answers[Math.min(asked++, answers.length - 1)] as Answer;
        if (answer === 'reset') request.socket.destroy();
        else if (answer !== 'hang') response.writeHead(answer.status).end(answer.body);
      }),
    );
    return { parameters: openParameters({ ...account, endpoint: service.url }), asked: () => asked };
  }
  const good = { status: 200, body: '{"Parameter":{"Value":"v"}}' };
  const fault = (__type: string) => ({ status: 400, body: JSON.stringify({ __type, message: 'no' }) });

  test.each<[string, Answer[]]>([
    ['a throttling', [fault('ThrottlingException'), good]],
    ['a 500 and a 503 without words', [{ status: 500, body: '' }, { status: 503, body: '<html>' }, good]],
    ['a connection that breaks', ['reset', 'reset', good]],
  ])('is made again after %s', async (_, answers) => {
    const { parameters, asked } = await answering(...answers);
    expect(await parameters.read('p')).toBe('v');
    expect(asked()).toBe(answers.length);
  });

  test('is given up after three tries, with the fault’s name', async () => {
    const { parameters, asked } = await answering(fault('ThrottlingException'));
    await expect(parameters.read('p')).rejects.toMatchObject({ name: 'ThrottlingException' });
    expect(asked()).toBe(3);
  });

  test('is made once when it was refused for good', async () => {
    const { parameters, asked } = await answering(fault('com.amazonaws.ssm#AccessDeniedException'));
    await expect(parameters.read('p')).rejects.toMatchObject({ name: 'AccessDeniedException', message: 'no' });
    expect(asked()).toBe(1);
  });

  test('takes no answer over 64 KiB', async () => {
    const { parameters } = await answering({ status: 200, body: 'x'.repeat(100_000) });
    await expect(parameters.read('p')).rejects.toThrow();
  });
});

test('the account is read from the SDK’s own variables; what is missing is named', () => {
  const given = { AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 's' };
  const read = { region: 'eu-west-1', credentials: { accessKeyId: 'a', secretAccessKey: 's' } };
  expect(readAccount('SSM', given)).toEqual(read);
  const all = { ...given, AWS_SESSION_TOKEN: 't', AWS_ENDPOINT_URL: 'http://all' };
  const session = { ...read.credentials, sessionToken: 't' };
  expect(readAccount('SSM', all)).toEqual({ ...read, credentials: session, endpoint: 'http://all' });
  expect(readAccount('SSM', { ...all, AWS_ENDPOINT_URL_SSM: 'http://one' }).endpoint).toBe('http://one');
  expect(() => readAccount('SSM', { ...given, AWS_REGION: '' })).toThrow('AWS_REGION is not set');
});
