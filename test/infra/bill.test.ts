import { afterAll, beforeAll, expect, it } from 'vitest';
import { functions } from '../../lib/functions';
import { createTable, startStore } from '../../lib/local/store';
import { billTables, billWithFreeTier, computeUsage, stackParts } from '../../lib/tools/bench/bill';
import { meterTable } from '../../lib/tools/bench/meter';
import type { BenchTable } from '../../lib/tools/bench/part';
import { countUnits } from '../../lib/tools/bench/stages';
import { useTestAccount } from '../support/store';
import { type Synthesis, synthesize } from './synthesis';

let stack: Synthesis;
let stages: BenchTable;
beforeAll(async () => {
  useTestAccount();
  stack = synthesize();
  const store = await startStore();
  await createTable(store.url, 'bill');
  const metered = await meterTable(store.url, 'bill');
  const rows = (await countUnits(metered)).map(({ stage, reads, writes }) => [stage, reads, writes]);
  stages = { title: '', columns: [], rows };
  metered.close();
  await store.stop();
}, 120_000);
afterAll(() => stack.remove());

it('the bill counts what the template has: alarms, metrics, dashboards, memory, and how often things run', () => {
  const count = (type: string) => Object.values(stack.resources).filter(({ Type }) => Type === type).length;
  const filters = Object.values(stack.resources).filter(({ Type }) => Type === 'AWS::Logs::MetricFilter');
  const minutesOf = (name: keyof typeof functions) => {
    const { trigger } = functions[name];
    return trigger.kind === 'every' ? trigger.minutes : Number.NaN;
  };
  expect(stackParts).toEqual({
    metrics: new Set(filters.map(({ Properties }) => Properties.MetricTransformations[0].MetricName)).size,
    alarms: count('AWS::CloudWatch::Alarm'),
    dashboards: count('AWS::CloudWatch::Dashboard'),
    pollGigabytes: functions.poll.memoryMegabytes / 1024,
    smallGigabytes: functions.dispatch.memoryMegabytes / 1024,
    dispatch: minutesOf('dispatch'),
    remind: minutesOf('remind'),
    publish: minutesOf('publish'),
    watch: minutesOf('watch'),
  });
});

it('a poll that keeps to its plan is half a read unit and one write; one whose plan is made anew costs two more, in the index', () => {
  const of = (stage: string) => stages.rows.find(([name]) => name === stage)?.slice(1);
  expect(of('poll, unchanged, by its plan')).toEqual([0.5, 1]);
  expect(of('poll, unchanged, plan made anew')).toEqual([0.5, 3]);
});

it('a thousand sources cost less than a dollar a month beyond what is free for good, and the key costs nothing', () => {
  const dollars = billWithFreeTier(computeUsage(stages, { blog: 900, status: 100 }));
  const tables = billTables(stages, { blog: 155, status: 74 });
  for (const { columns, rows } of tables) console.info([columns, ...rows].map((row) => row.join(' | ')).join('\n'));
  expect(dollars).toBeLessThanOrEqual(0.85);
  expect(dollars).toBeGreaterThan(0.4);
});
