import {
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { RefusedError } from '../domain/errors';

/** The dead-letter queue of a FIFO queue. Throws RefusedError when it has none. */
async function findDeadLetters(client: SQSClient, queueUrl: string): Promise<string> {
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['RedrivePolicy'] }),
  );
  const arn = (JSON.parse(Attributes?.['RedrivePolicy'] ?? '{}') as { deadLetterTargetArn?: string })
    .deadLetterTargetArn;
  const name = arn?.split(':').at(-1);
  if (name === undefined)
    throw new RefusedError(
      'It has no dead-letter queue; expected the poll queue, whose URL the alarm “Polls given up” names.',
    );
  const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName: name }));
  return QueueUrl as string;
}

/**
 * Moves all that was given up back into the queue it came from, each message group in its order, and says how many. A message leaves
 * the dead-letter queue once the queue has it; a move that died in between leaves it held for `heldSeconds`, and the next one sends it
 * under the same deduplication id.
 */
export async function redrive(
  queueUrl: string,
  client = new SQSClient({ useQueueUrlAsEndpoint: false }),
  heldSeconds = 30,
): Promise<number> {
  const deadUrl = await findDeadLetters(client, queueUrl);
  const receive = new ReceiveMessageCommand({
    QueueUrl: deadUrl,
    MaxNumberOfMessages: 10,
    VisibilityTimeout: heldSeconds,
    MessageSystemAttributeNames: ['MessageGroupId'],
  });
  let moved = 0;
  for (;;) {
    const { Messages = [] } = await client.send(receive);
    if (Messages.length === 0) return moved;
    await move(client, Messages, deadUrl, queueUrl);
    moved += Messages.length;
  }
}

async function move(client: SQSClient, messages: readonly Message[], from: string, to: string): Promise<void> {
  const sent = messages.map(({ MessageId, Body, Attributes }, index) => ({
    Id: String(index),
    MessageBody: Body,
    MessageGroupId: Attributes?.MessageGroupId,
    MessageDeduplicationId: `redriven-${MessageId}`,
  }));
  const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl: to, Entries: sent }));
  const stayed = new Set(Failed.map(({ Id }) => Id));
  const gone = messages.flatMap(({ ReceiptHandle }, index) =>
    stayed.has(String(index)) ? [] : [{ Id: String(index), ReceiptHandle }],
  );
  if (gone.length > 0) await client.send(new DeleteMessageBatchCommand({ QueueUrl: from, Entries: gone }));
  if (Failed.length > 0)
    throw new Error(`SQS refused ${Failed.length} of ${messages.length} messages: ${Failed[0]?.Message}`);
}
