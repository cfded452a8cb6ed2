import type { Account } from '../contract/env';
import type { PollDeliveries } from '../domain/ports';
import { signHeaders } from './parameters';
import { postJson } from './post-json';

/** Deliveries of a queue, by one call of our own: the SDK's client is a tenth of the poller's bundle, for a call that is hardly ever made. */
export function createDeliveries(queueUrl: string, account: Account): PollDeliveries {
  return {
    async bringBack(receipts, seconds) {
      const Entries = receipts.map((ReceiptHandle, index) => ({
        Id: String(index),
        ReceiptHandle,
        VisibilityTimeout: seconds,
      }));
      const suffix = account.region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
      const url = new URL(account.endpoint ?? `https://sqs.${account.region}.${suffix}`);
      const body = JSON.stringify({ QueueUrl: queueUrl, Entries });
      const headers = {
        host: url.host,
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': 'AmazonSQS.ChangeMessageVisibilityBatch',
      };
      const signed = signHeaders({ headers, body, path: '/', service: 'sqs', account, at: new Date() });
      try {
        const { status, text } = await postJson(new URL('/', url), signed, body);
        const { Failed = [] } = status === 200 ? (JSON.parse(text || '{}') as { Failed?: unknown[] }) : {};
        return status === 200 && Failed.length === 0 ? undefined : `SQS answered ${status}: ${text.slice(0, 200)}`;
      } catch (error) {
        return (error as Error).message;
      }
    },
  };
}
