import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Table } from '../../lambdas/adapters/table';
import type { Service } from '../../lib/local/service';
import { createTable, startStore } from '../../lib/local/store';

/** An account that does not exist, for this process and for a client of its own. */
export function useTestAccount() {
  const region = 'us-east-1';
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  Object.assign(process.env, {
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  });
  return { region, credentials };
}

/** A table of its own on a DynamoDB of its own: the embedded one, or what `start` starts. */
export async function openTestTable(start: () => Promise<Service> = () => startStore()) {
  const account = useTestAccount();
  const store = await start();
  const name = `test-${randomUUID()}`;
  await createTable(store.url, name);
  const client = new DynamoDBClient({ endpoint: store.url, ...account });
  return {
    url: store.url,
    client,
    name,
    table: new Table(name, client),
    async stop() {
      client.destroy();
      await store.stop();
    },
  };
}
