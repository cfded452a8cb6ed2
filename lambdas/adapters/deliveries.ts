import type { Account } from '../contract/env';
import type { PollDeliveries } from '../domain/ports';
import { callService } from './signed-call';

/** Deliveries of a queue, by one call of our own: the SDK's client is a tenth of the poller's bundle, for a call that is hardly ever made. */
export function createDeliveries(queueUrl: string, account: Account): PollDeliveries {
  return {
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
