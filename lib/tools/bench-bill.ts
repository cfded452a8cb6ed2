import type { BenchTable } from './bench-part';

/** us-east-1, dollars, as remembered on this date and not looked up: check them before you budget. */
const prices = {
  asOf: '2026-11-23, from memory',
  writeMillion: 0.625,
  readMillion: 0.125,
  lambdaGigabyteSecond: 0.0000133334,
  lambdaMillion: 0.2,
  fifoMillion: 0.5,
  logsGigabyte: 0.5,
  secret: 0.4,
  alarm: 0.1,
};

/** Assumed, because no bench can measure them: what sources do in a month of 30.4 days. */
const month = { days: 30.4, pollsADay: 12, newEntriesADay: 0.3, pollSeconds: 0.25, pollGigabytes: 0.5, alarms: 10 };
const minutes = month.days * 24 * 60;
const idleReceives = 5 * 3 * minutes;

const unitsOf = (table: BenchTable, stage: string) => {
  const row = table.rows.find(([name]) => name === stage);
  if (!row) throw new Error(`The bench measured no stage "${stage}".`);
  return { reads: Number(row[1]), writes: Number(row[2]) };
};

/** The month's bill for so many sources, from the units the stages consumed, without any free tier. */
export function computeBill(stages: BenchTable, sources: number): Record<string, number> {
  const unchanged = unitsOf(stages, 'poll, unchanged');
  const changed = unitsOf(stages, 'poll, one new entry of 15');
  const idle = unitsOf(stages, 'dispatch, nothing due');
  const polls = sources * month.pollsADay * month.days;
  const news = sources * month.newEntriesADay * month.days;
  const writes = (polls - news) * unchanged.writes + news * changed.writes;
  const reads = (polls - news) * unchanged.reads + news * changed.reads + minutes * idle.reads;
  const seconds = polls * month.pollSeconds * month.pollGigabytes + minutes * 0.1 * 0.25 + (minutes / 5) * 0.1 * 0.5;
  // Sent, received and deleted in batches of ten; an empty queue is asked all the same.
  const requests = polls * 0.3 + idleReceives;
  return {
    DynamoDB: (writes * prices.writeMillion + reads * prices.readMillion) / 1e6,
    Lambda: seconds * prices.lambdaGigabyteSecond + ((polls / 10 + minutes * 1.2) * prices.lambdaMillion) / 1e6,
    SQS: (requests * prices.fifoMillion) / 1e6,
    logs: ((polls * 400) / 1e9) * prices.logsGigabyte,
    'secret, alarms': prices.secret + month.alarms * prices.alarm,
  };
}

/** What stays free for good: 400,000 GB-seconds and a million requests of each, 25 GB of table, 5 GB of logs, ten alarms. */
function withFreeTier(bill: Record<string, number>): number {
  const lambda = Math.max(0, (bill['Lambda'] ?? 0) - 400_000 * prices.lambdaGigabyteSecond);
  const sqs = Math.max(0, (bill['SQS'] ?? 0) - prices.fifoMillion);
  return (bill['DynamoDB'] ?? 0) + lambda + sqs + prices.secret;
}

/** The bill for three sizes, made of the capacity that was measured in the same run. */
export function billTable(stages: BenchTable): BenchTable {
  const rows = [100, 1_000, 5_000].map((sources) => {
    const bill = computeBill(stages, sources);
    const whole = Object.values(bill).reduce((sum, part) => sum + part, 0);
    return [sources, ...Object.values(bill), whole, withFreeTier(bill)].map((value, index) =>
      index === 0 ? value : value.toFixed(2),
    );
  });
  return {
    title: "The month's bill, in dollars",
    columns: ['sources', 'DynamoDB', 'Lambda', 'SQS', 'logs', 'secret, alarms', 'together', 'with the free tier'],
    rows,
    chart: { file: 'bench-bill.svg', column: 7 },
    note: `Prices of us-east-1, ${prices.asOf}. Assumed of a source: ${month.pollsADay} polls and ${month.newEntriesADay} new entries a day, ${month.pollSeconds} s of a ${month.pollGigabytes} GB lambda a poll. Mail and traffic are cents.`,
  };
}
