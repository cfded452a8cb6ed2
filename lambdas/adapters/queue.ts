import { createHash } from 'node:crypto';
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { PollMessage } from '../contract/messages';
import type { PollQueue } from '../domain/ports';

const hash = (text: string) => createHash('sha256').update(text).digest('hex');

/** The poll queue: FIFO, one message group per host, so that a host is never asked by two pollers at once. */
export function createPollQueue(queueUrl: string, client = new SQSClient({ useQueueUrlAsEndpoint: false })): PollQueue {
  return {
    async send(sources) {
      for (let from = 0; from < sources.length; from += 10) {
        const Entries = sources.slice(from, from + 10).map(({ id, host, dueAt }, index) => ({
          Id: String(index),
          MessageBody: JSON.stringify({ sourceId: id, dueAt } satisfies PollMessage),
          MessageGroupId: hash(host),
          MessageDeduplicationId: hash(`${id} ${dueAt}`),
        }));
        const answer = await client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
        const [refused] = answer.Failed ?? [];
        if (refused)
          throw new Error(
            `SQS refused ${answer.Failed?.length} of ${Entries.length} poll messages: ${refused.Message}`,
          );
      }
    },
  };
}
