import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { listen, type Service } from './service';

/** The one secret there is. */
export const secretName = 'signing-secret';

/**
 * Secrets Manager, as far as one secret that can be read; a folder keeps it between runs, so that mailed links go on
 * working, and a key that is rotated there is taken up.
 */
export async function startSecret(folder?: string): Promise<Service> {
  const file = folder && join(folder, 'signing-secret.json');
  const made = file ? keepSecret(file) : makeSecret();
  const server = createServer(async (incoming, answer) => {
    const asked = await readQuestion(incoming);
    const known = asked === secretName;
    const body = known
      ? { Name: secretName, SecretString: file ? readFileSync(file, 'utf8') : made }
      : asked === undefined
        ? { __type: 'InvalidRequestException', message: 'Only GetSecretValue is answered here.' }
        : { __type: 'ResourceNotFoundException', message: `The only secret here is ${secretName}, not ${asked}.` };
    answer.writeHead(known ? 200 : 400, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
  });
  return listen(server);
}

/** The name of the secret that is asked for; undefined when something else is asked. */
async function readQuestion(incoming: IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(part as Buffer);
  if (incoming.headers['x-amz-target'] !== 'secretsmanager.GetSecretValue') return undefined;
  return String((JSON.parse(Buffer.concat(parts).toString()) as { SecretId?: unknown }).SecretId);
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
