import { CreateTableCommand, DynamoDBClient, ResourceInUseException } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { table } from '../../lambdas/contract/table';
import { listen, type Service } from './service';

/** DynamoDB in the process: in memory, or in a folder that outlives it. */
export async function startStore(folder?: string): Promise<Service> {
  const server = dynalite({ createTableMs: 0, ...(folder !== undefined && { path: folder }) });
  return listen(server);
}

/** Makes the table in the contract's shape, unless the folder already holds it. */
export async function createTable(endpoint: string, name: string): Promise<void> {
  const client = new DynamoDBClient({ endpoint });
  const schema = (partition: string, sort: string) => [
    { AttributeName: partition, KeyType: 'HASH' as const },
    { AttributeName: sort, KeyType: 'RANGE' as const },
  ];
  const { index } = table;
  try {
    await client.send(
      new CreateTableCommand({
        TableName: name,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [table.partitionKey, table.sortKey, index.partitionKey, index.sortKey].map(
          (AttributeName) => ({
            AttributeName,
            AttributeType: 'S',
          }),
        ),
        KeySchema: schema(table.partitionKey, table.sortKey),
        GlobalSecondaryIndexes: [
          {
            IndexName: index.name,
            KeySchema: schema(index.partitionKey, index.sortKey),
            Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: [...index.carries] },
          },
        ],
      }),
    );
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  } finally {
    client.destroy();
  }
}
