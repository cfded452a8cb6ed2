import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Table } from '../../lambdas/adapters/table';
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

/** The table on an embedded DynamoDB of its own. */
export async function openTestTable() {
  const account = useTestAccount();
  const store = await startStore();
  await createTable(store.url, 'test');
  const client = new DynamoDBClient({ endpoint: store.url, ...account });
  return {
    client,
    table: new Table('test', client),
    async stop() {
      client.destroy();
      await store.stop();
    },
  };
}
