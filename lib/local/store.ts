import type { Server, ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import {
  CreateTableCommand,
  DynamoDBClient,
  ListTablesCommand,
  ResourceInUseException,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { table } from '../../lambdas/contract/table';
import { listen, type Service } from './service';

/** A folder that another process holds open: the one fault of the store that a person can mend. */
export class StoreLockedError extends Error {}

/** Milliseconds that one request may take while the store is being closed. */
const longestAnswer = 2000;

/** Any will do: the laptop's account does not exist. */
const client = (endpoint: string) =>
  new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });

/** DynamoDB in the process: in memory, or in a folder that outlives it. Throws StoreLockedError. */
export async function startStore(folder?: string): Promise<Service> {
  const server = dynalite({ createTableMs: 0, ...(folder !== undefined && { path: folder }) });
  // It throws where nobody can catch it when a request is cut off, as every stop in the middle of a poll does.
  server.on('request', (request) => request.removeAllListeners('error').on('error', () => {}));
  const service = stopAfterAnswers(server, await listen(server));
  const probe = client(service.url);
  try {
    await orUncaught(probe.send(new ListTablesCommand({})));
    return service;
  } catch (error) {
    await service.stop();
    throw new StoreLockedError(`the store in ${folder} cannot be opened`, { cause: error });
  } finally {
    probe.destroy();
  }
}

/**
 * Whoever asks after the stop is cut off, and whoever asked before gets an answer: dynalite throws where nobody can catch it when it finds
 * its database closed.
 */
function stopAfterAnswers(server: Server, service: Service): Service {
  let asked = 0;
  let quiet: () => void = () => {};
  server.on('request', (_request, response: ServerResponse) => {
    asked++;
    response.once('finish', () => {
      asked--;
      if (asked === 0) quiet();
    });
  });
  return {
    url: service.url,
    async stop() {
      server.removeAllListeners('request').on('request', (request) => request.destroy());
      const answered = new Promise<void>((resolve) => {
        quiet = resolve;
      });
      if (asked > 0) await Promise.race([answered, setTimeout(longestAnswer, undefined, { ref: false })]);
      await service.stop();
    },
  };
}

/** dynalite tells that its folder is locked by throwing where nobody can catch it, and leaves the request without an answer. */
async function orUncaught(request: Promise<unknown>): Promise<void> {
  let giveUp: (error: Error) => void = () => {};
  const thrown = new Promise<never>((_, reject) => {
    giveUp = reject;
  });
  process.once('uncaughtException', giveUp);
  try {
    await Promise.race([request, thrown]);
  } finally {
    process.removeListener('uncaughtException', giveUp);
    request.catch(() => {});
  }
}

/** Makes the table in the contract's shape, unless the folder already holds it. */
export async function createTable(endpoint: string, name: string): Promise<void> {
  const maker = client(endpoint);
  const schema = (partition: string, sort: string) => [
    { AttributeName: partition, KeyType: 'HASH' as const },
    { AttributeName: sort, KeyType: 'RANGE' as const },
  ];
  const { index } = table;
  try {
    await maker.send(
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
  }
  try {
    // Only a table that is ready survives a stop: one left half made could be neither used nor made again.
    await waitUntilTableExists({ client: maker, maxWaitTime: 10, minDelay: 0.02, maxDelay: 0.2 }, { TableName: name });
  } finally {
    maker.destroy();
  }
}
