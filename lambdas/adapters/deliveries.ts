import type { Account } from '../contract/env';
import type { PollDeliveries } from '../domain/ports';
import { spellMessage } from './poll-message';
import { callService } from './signed-call';

/** Deliveries of a queue, by calls of our own: the SDK's client is a tenth of the poller's bundle, for calls that are made rarely. */
export function createDeliveries(queueUrl: string, account: Account): PollDeliveries {
  return {
    async handOn(poll, leg) {
      const call = { service: 'sqs', version: '1.0', target: 'AmazonSQS.SendMessage' } as const;
      const { status, text } = await callService(account, call, { QueueUrl: queueUrl, ...spellMessage(poll, leg) });
      if (status !== 200)
        throw new Error(
          `SQS would not have a poll handed on to ${poll.host}; it answered ${status}: ${text.slice(0, 200)}`,
        );
    },
    async bringBack(receipts, seconds) {
      const Entries = receipts.map((ReceiptHandle, index) => ({
        Id: String(index),
        ReceiptHandle,
        VisibilityTimeout: seconds,
      }));
      const call = { service: 'sqs', version: '1.0', target: 'AmazonSQS.ChangeMessageVisibilityBatch' } as const;
      try {
        const { status, text } = await callService(account, call, { QueueUrl: queueUrl, Entries });
        const { Failed = [] } = status === 200 ? (JSON.parse(text || '{}') as { Failed?: unknown[] }) : {};
        return status === 200 && Failed.length === 0 ? undefined : `SQS answered ${status}: ${text.slice(0, 200)}`;
      } catch (error) {
        return (error as Error).message;
      }
    },
  };
}
