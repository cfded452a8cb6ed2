import { createIssueStore } from './adapters/issues';
import { createReceiptStore } from './adapters/receipts';
import { createSourceStore } from './adapters/sources';
import { Table } from './adapters/table';
import { createTallyStore } from './adapters/tallies';
import { readEnvironment, weekdays } from './contract/env';
import { type Measures, measuredMessage } from './contract/measures';
import { watchWeek } from './pipeline/watch';
import { now } from './runtime/clock';
import { log } from './runtime/log';
import { once } from './runtime/once';

const wire = once(() => {
  const env = readEnvironment('watch', process.env);
  const table = new Table(env.TABLE_NAME);
  const world = {
    issues: createIssueStore(table),
    receipts: createReceiptStore(table),
    sources: createSourceStore(table),
    tallies: createTallyStore(table),
  };
  const draftDue = { weekday: weekdays.indexOf(env.DRAFT_DAY), hour: env.DRAFT_HOUR, timeZone: env.TIME_ZONE };
  return { world, settings: { editor: env.EDITOR, draftDue } };
});

export const handler = async (): Promise<Measures> => {
  const { world, settings } = wire();
  const { fellSilent, ...measured } = await watchWeek(world, settings, now());
  log.info(measuredMessage, { ...measured, fellSilent });
  return measured;
};
