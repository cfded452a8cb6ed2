import { createPollQueue } from './adapters/queue';
import { createSourceStore } from './adapters/sources';
import { Table } from './adapters/table';
import { readEnvironment } from './contract/env';
import { dispatchDue, type KnownRedirects } from './pipeline/dispatch';
import { now } from './runtime/clock';
import { log } from './runtime/log';
import { once } from './runtime/once';

const wire = once(() => {
  const { TABLE_NAME, QUEUE_URL } = readEnvironment('dispatch', process.env);
  return { sources: createSourceStore(new Table(TABLE_NAME)), queue: createPollQueue(QUEUE_URL) };
});

/** When this copy of the lambda last sent everything: what was due by then need not be looked at again. */
let sentAt: string | undefined;
/** Who leads where, as far as this copy saw it: sources sent before may still be under way. */
const redirects: KnownRedirects = new Map();

export const handler = async (): Promise<{ due: number }> => {
  const time = now();
  const due = await dispatchDue(wire(), time, sentAt, redirects);
  sentAt = time;
  log.info('dispatched', { due });
  return { due };
};
