import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { createCandidateStore } from './adapters/candidates';
import { createDeliveries } from './adapters/deliveries';
import { createFetcher, userAgent } from './adapters/http-fetch';
import { createIncidentStore } from './adapters/incidents';
import { readMessage } from './adapters/poll-message';
import { createSourceStore } from './adapters/sources';
import { Table } from './adapters/table';
import { readAccount, readEnvironment } from './contract/env';
import { pollBatch } from './pipeline/poll-batch';
import { now } from './runtime/clock';
import { log } from './runtime/log';
import { once } from './runtime/once';
import { readRankingModel } from './runtime/ranking-model';

const wire = once(async () => {
  const settings = readEnvironment('poll', process.env);
  const table = new Table(settings.TABLE_NAME);
  return {
    sources: createSourceStore(table),
    candidates: createCandidateStore(table),
    incidents: createIncidentStore(table),
    fetcher: createFetcher({
      userAgent: userAgent('newsletter back office', settings.CONTACT),
      allowed: settings.ALLOWED_HOSTS,
      hostPauseMs: settings.HOST_PAUSE_MS,
    }),
    model: await readRankingModel(),
    hostPauseMilliseconds: settings.HOST_PAUSE_MS,
    deliveries: createDeliveries(settings.QUEUE_URL, readAccount('SQS', process.env)),
  };
});

type Clock = Pick<Context, 'getRemainingTimeInMillis'>;

/** Without a context there is no end to the time. */
export const handler = async (event: SQSEvent, context?: Clock): Promise<SQSBatchResponse> => {
  const messages = event.Records.map(({ messageId: id, receiptHandle: receipt, attributes, body }) => {
    const { MessageGroupId: group = '', ApproximateReceiveCount = '1' } = attributes;
    return { id, receipt, group, deliveries: Number(ApproximateReceiveCount), ...readMessage(body) };
  });
  const timeLeft = () => context?.getRemainingTimeInMillis() ?? Number.POSITIVE_INFINITY;
  const { failed, postponed, outcomes, late } = await pollBatch(await wire(), messages, now, timeLeft);
  for (const { sourceId, outcome, reason } of outcomes)
    log.info(outcome === 'handed on' ? outcome : 'polled', { sourceId, outcome, reason });
  for (const { id, error } of failed) log.error('poll failed', { messageId: id, error });
  if (postponed.length > 0) log.info('out of time', { postponed: postponed.length });
  if (late !== undefined) log.info('delivered again late', { late });
  const again = [...failed.map(({ id }) => id), ...postponed];
  return { batchItemFailures: again.map((id) => ({ itemIdentifier: id })) };
};
