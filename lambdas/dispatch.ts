import { createPollQueue } from './adapters/queue';
import { createSourceStore } from './adapters/sources';
import { Table } from './adapters/table';
import { readEnvironment } from './contract/env';
import { dispatchDue } from './pipeline/dispatch';
import { now } from './runtime/clock';
import { log } from './runtime/log';
import { once } from './runtime/once';

const wire = once(() => {
  const { TABLE_NAME, QUEUE_URL } = readEnvironment('dispatch', process.env);
  return { sources: createSourceStore(new Table(TABLE_NAME)), queue: createPollQueue(QUEUE_URL) };
});

/** When this copy of the lambda last sent everything: what was due by then need not be looked at again. */
let sentAt: string | undefined;

export const handler = async (): Promise<{ due: number }> => {
  const time = now();
  const due = await dispatchDue(wire(), time, sentAt);
  sentAt = time;
  log.info('dispatched', { due });
  return { due };
};
