import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { PollQueue } from '../domain/ports';
import { spellMessage } from './poll-message';

/** The poll queue, as dispatch fills it. */
export function createPollQueue(queueUrl: string, client = new SQSClient({ useQueueUrlAsEndpoint: false })): PollQueue {
  return {
    async send(sources) {
      let refused = 0;
      let reason: string | undefined;
      for (let from = 0; from < sources.length; from += 10) {
        const Entries = sources
          .slice(from, from + 10)
          .map((source, index) => ({ Id: String(index), ...spellMessage(source) }));
        const answer = await client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
        refused += answer.Failed?.length ?? 0;
        reason ??= answer.Failed?.[0]?.Message;
      }
      if (refused > 0) throw new Error(`SQS refused ${refused} of ${sources.length} poll messages: ${reason}`);
    },
  };
}
