import { createDoorStore } from './adapters/door';
import { createOperator } from './adapters/operator';
import { Table } from './adapters/table';
import { createToldStore } from './adapters/told';
import { readEnvironment } from './contract/env';
import type { LogEvent } from './contract/messages';
import { tellFindings } from './pipeline/tell';
import { watchDoor } from './pipeline/watch-door';
import { now } from './runtime/clock';
import { log } from './runtime/log';
import { readLogEvent, readRefusals, sayWhoTries } from './runtime/log-event';
import { once } from './runtime/once';

const wire = once(() => {
  const env = readEnvironment('tell', process.env);
  const table = new Table(env.TABLE_NAME);
  const stores = { told: createToldStore(table), door: createDoorStore(table) };
  const world = { ...stores, operator: createOperator(env.ALARM_TOPIC) };
  return { world, runbook: env.RUNBOOK };
});

export const handler = async (event: LogEvent): Promise<{ told: number }> => {
  const { world, runbook } = wire();
  const at = now();
  const found = await tellFindings(world, readLogEvent(event), runbook, at);
  const told = found + (await watchDoor(world, readRefusals(event, at), sayWhoTries, runbook, at));
  log.info('told', { told });
  return { told };
};
