import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import { createSourceStore } from '../../lambdas/adapters/sources';
import { Table } from '../../lambdas/adapters/table';
import { createTable, startStore } from '../../lib/local/store';

export const root = join(import.meta.dirname, '..', '..');
export const tsx = join(root, 'node_modules', '.bin', 'tsx');
export const commandNow = '2026-06-07T12:00:00.000Z';
const table = 'sre-digest';
const region = 'us-east-1';
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };

/** Runs `bin/NAME.ts` as a person would, in a process of its own that knows no deployed table and no queue. */
export function runCommand(name: string, args: readonly string[], environment: Record<string, string> = {}) {
  return new Promise<{ code: number; out: string; err: string }>((resolve) => {
    const { TABLE_NAME: _table, QUEUE_URL: _queue, AWS_REGION: _region, ...inherited } = process.env;
    const env = { ...inherited, SRE_DIGEST_NOW: commandNow, ...environment };
    const program = join(root, 'bin', `${name}.ts`);
    execFile(tsx, [program, ...args], { cwd: root, maxBuffer: 1e8, env }, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out, err }),
    );
  });
}

/** Makes a laptop's folder with an empty ledger, as `npm start -- --data` leaves it. */
export async function makeData(data: string): Promise<string> {
  mkdirSync(join(data, 'store'), { recursive: true });
  const store = await startStore(join(data, 'store'));
  await createTable(store.url, table);
  const client = new DynamoDBClient({ endpoint: store.url, region, credentials });
  await waitUntilTableExists({ client, maxWaitTime: 20, minDelay: 1 }, { TableName: table });
  client.destroy();
  await store.stop();
  return data;
}

/** Opens the ledger of such a folder between two commands. */
export async function withLedger<T>(
  data: string,
  use: (sources: ReturnType<typeof createSourceStore>) => Promise<T>,
): Promise<T> {
  const store = await startStore(join(data, 'store'));
  const client = new DynamoDBClient({ endpoint: store.url, region, credentials });
  try {
    return await use(createSourceStore(new Table(table, client)));
  } finally {
    client.destroy();
    await store.stop();
  }
}
