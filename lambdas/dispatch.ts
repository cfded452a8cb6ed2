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

export const handler = async (): Promise<{ due: number }> => {
  const due = await dispatchDue(wire(), now());
  log.info('dispatched', { due });
  return { due };
};
