import { createHash } from 'node:crypto';
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { PollMessage } from '../contract/messages';
import type { PollQueue } from '../domain/ports';

const hash = (text: string) => createHash('sha256').update(text).digest('hex');

/** The poll queue: FIFO, one message group per host, so that a host is never asked by two pollers at once. */
export function createPollQueue(queueUrl: string, client = new SQSClient({ useQueueUrlAsEndpoint: false })): PollQueue {
  return {
    async send(sources) {
      let refused = 0;
      let reason: string | undefined;
      for (let from = 0; from < sources.length; from += 10) {
        const Entries = sources.slice(from, from + 10).map(({ id, host, dueAt }, index) => ({
          Id: String(index),
          MessageBody: JSON.stringify({ sourceId: id, dueAt } satisfies PollMessage),
          MessageGroupId: hash(host),
          MessageDeduplicationId: hash(`${id} ${dueAt}`),
        }));
        const answer = await client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
        refused += answer.Failed?.length ?? 0;
        reason ??= answer.Failed?.[0]?.Message;
      }
      if (refused > 0) throw new Error(`SQS refused ${refused} of ${sources.length} poll messages: ${reason}`);
    },
  };
}
