import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Service } from '../../lib/local/service';
import { startStore } from '../../lib/local/store';

/** A DynamoDB to test on: its name, and how it is started. */
export type DynamoDb = [name: string, start: () => Promise<Service>];

const patience = 40_000;

/**
 * Every DynamoDB this machine has: dynalite always, DynamoDB Local where the environment says in which folder its jar is,
 * the rehearsal's emulator where one is running. What is absent is said, for a contract tested on one is half tested.
 */
export function findDynamoDbs(): DynamoDb[] {
  const found: DynamoDb[] = [['dynalite', () => startStore()]];
  const jar = process.env['DYNAMODB_LOCAL'];
  if (jar === undefined)
    console.warn('NOT TESTED on DynamoDB Local: set DYNAMODB_LOCAL to the folder with DynamoDBLocal.jar (needs Java).');
  else if (!existsSync(join(jar, 'DynamoDBLocal.jar')))
    throw new Error(`DYNAMODB_LOCAL: ${jar} has no DynamoDBLocal.jar.`);
  else found.push(['DynamoDB Local', () => startDynamoDbLocal(jar)]);
  const endpoint = process.env['REHEARSAL_ENDPOINT'];
  if (endpoint === undefined)
    console.warn('NOT TESTED in the rehearsal: set REHEARSAL_ENDPOINT to the address of an AWS emulator.');
  else found.push(['the rehearsal', async () => ({ url: endpoint, stop: async () => {} })]);
  return found;
}

async function startDynamoDbLocal(folder: string): Promise<Service> {
  const port = await findFreePort();
  const options = ['-Xmx256m', '-Djava.library.path=./DynamoDBLocal_lib', '-jar', 'DynamoDBLocal.jar'];
  const child = spawn('java', [...options, '-port', String(port), '-inMemory', '-sharedDb', '-disableTelemetry'], {
    cwd: folder,
    stdio: 'ignore',
  });
  let ended: string | undefined;
  child.once('error', ({ message }) => {
    ended = message;
  });
  child.once('exit', (code) => {
    ended ??= `exit code ${code}`;
  });
  const url = `http://127.0.0.1:${port}`;
  for (const since = Date.now(); !(await answers(url)); await pause(100)) {
    if (ended !== undefined) throw new Error(`DynamoDB Local did not start: ${ended}.`);
    if (Date.now() - since > patience) throw new Error(`DynamoDB Local did not answer within ${patience / 1000} s.`);
  }
  return {
    url,
    async stop() {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill();
      await gone;
    },
  };
}

const answers = (url: string) =>
  fetch(url).then(
    () => true,
    () => false,
  );

async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
