import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { buildApp } from 'fauxqs';
import type { PollMessage } from '../../lambdas/contract/messages';
import type { Service } from './service';

const receivesBeforeDeadLetter = 3;

/** SQS in the process, with the poll queue and its dead-letter queue. */
export async function startQueue(visibilitySeconds: number): Promise<Service & { queueUrl: string }> {
  const server = buildApp({ logger: false });
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  return { url, queueUrl: await createQueues(url, 'polls', visibilitySeconds), stop: () => server.close() };
}

/** Makes the poll queue and its dead-letter queue as the stack makes them; answers the address of the poll queue. */
export async function createQueues(endpoint: string, name: string, visibilitySeconds: number): Promise<string> {
  const client = new SQSClient({ endpoint });
  const create = (QueueName: string, Attributes: Record<string, string>) =>
    client.send(new CreateQueueCommand({ QueueName, Attributes: { FifoQueue: 'true', ...Attributes } }));
  try {
    await create(`${name}-dead.fifo`, {});
    const { QueueUrl } = await create(`${name}.fifo`, {
      VisibilityTimeout: String(visibilitySeconds),
      DeduplicationScope: 'messageGroup',
      FifoThroughputLimit: 'perMessageGroupId',
      RedrivePolicy: JSON.stringify({
        deadLetterTargetArn: `arn:aws:sqs:us-east-1:000000000000:${name}-dead.fifo`,
        maxReceiveCount: String(receivesBeforeDeadLetter),
      }),
    });
    return QueueUrl as string;
  } finally {
    client.destroy();
  }
}

/**
 * Delivers what is in the queue to a handler, batch by batch as Lambda does, until it is empty: what the handler does
 * not report as failed is deleted, the rest comes back. `delivered` is told how many polls were begun.
 */
export async function drainQueue(
  queue: { url: string; queueUrl: string },
  handler: (event: SQSEvent) => Promise<SQSBatchResponse>,
  options: { batchSize: number; deliveries: number; delivered: (count: number) => void; stopped: () => boolean },
): Promise<void> {
  const client = new SQSClient({ endpoint: queue.url });
  const deliver = async () => {
    while (!options.stopped()) {
      const { Messages: messages = [] } = await client.send(
        new ReceiveMessageCommand({
          QueueUrl: queue.queueUrl,
          MaxNumberOfMessages: options.batchSize,
          MessageSystemAttributeNames: ['All'],
          WaitTimeSeconds: 0,
        }),
      );
      if (messages.length === 0) return;
      const { batchItemFailures } = await handler({ Records: messages.map(recordOf) });
      const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
      const done = messages.filter(({ MessageId }) => !failed.has(MessageId as string));
      if (done.length > 0) {
        const Entries = done.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
        await client.send(new DeleteMessageBatchCommand({ QueueUrl: queue.queueUrl, Entries }));
      }
      options.delivered(done.filter(isFirst).length);
    }
  };
  try {
    await Promise.all(Array.from({ length: options.deliveries }, deliver));
  } finally {
    client.destroy();
  }
}

/** A poll that goes on in another line is one poll. */
const isFirst = ({ Body = '' }: Message) => (JSON.parse(Body) as PollMessage).leg === undefined;

function recordOf(message: Message): SQSEvent['Records'][number] {
  return {
    messageId: message.MessageId ?? '',
    receiptHandle: message.ReceiptHandle ?? '',
    body: message.Body ?? '',
    attributes: message.Attributes as unknown as SQSEvent['Records'][number]['attributes'],
    messageAttributes: {},
    md5OfBody: message.MD5OfBody ?? '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:polls.fifo',
    awsRegion: 'us-east-1',
  };
}
