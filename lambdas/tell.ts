import { createOperator } from './adapters/operator';
import { Table } from './adapters/table';
import { createToldStore } from './adapters/told';
import { readEnvironment } from './contract/env';
import type { LogEvent } from './contract/messages';
import { tellFindings } from './pipeline/tell';
import { now } from './runtime/clock';
import { log } from './runtime/log';
import { readLogEvent } from './runtime/log-event';
import { once } from './runtime/once';

const wire = once(() => {
  const env = readEnvironment('tell', process.env);
  const world = { told: createToldStore(new Table(env.TABLE_NAME)), operator: createOperator(env.ALARM_TOPIC) };
  return { world, runbook: env.RUNBOOK };
});

export const handler = async (event: LogEvent): Promise<{ told: number }> => {
  const { world, runbook } = wire();
  const told = await tellFindings(world, readLogEvent(event), runbook, now());
  log.info('told', { told });
  return { told };
};
