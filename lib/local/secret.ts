import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { listen, type Service } from './service';

/** Secrets Manager, as far as one secret that can be read; a folder keeps it between runs, so that mailed links go on working. */
export async function startSecret(folder?: string): Promise<Service> {
  const SecretString = folder === undefined ? makeSecret() : keepSecret(join(folder, 'signing-secret.json'));
  const server = createServer((incoming, answer) => {
    const known = incoming.headers['x-amz-target'] === 'secretsmanager.GetSecretValue';
    const body = known
      ? { Name: 'signing-secret', SecretString }
      : { __type: 'InvalidRequestException', message: 'Only GetSecretValue is answered here.' };
    incoming.resume();
    answer.writeHead(known ? 200 : 400, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
  });
  return listen(server);
}

const makeSecret = () => JSON.stringify({ id: 'k1', secret: randomBytes(48).toString('base64url') });

function keepSecret(file: string): string {
  try {
    writeFileSync(file, makeSecret(), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return readFileSync(file, 'utf8');
}
