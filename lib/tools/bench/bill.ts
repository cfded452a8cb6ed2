import type { BenchTable } from './part';

/**
 * A day of one source: polls, how many of them moved it in the list of due sources, and new entries. As simulated for 30 days
 * of 500 sources; the simulation's test compares.
 */
export const sourceDay = {
  blog: { share: 0.9, polls: 11.02, moves: 2.3, news: 0.94 },
  status: { share: 0.1, polls: 95.41, moves: 6.58, news: 0.46 },
};

const days = 30.4;
const minutes = days * 24 * 60;

/** What no bench on one machine can measure: how AWS hands out the work, and what people do. */
const assumed = {
  /** Of one poll lambda: the slowest feed, and the pause after each host. */
  batchSeconds: 1.4,
  coldDispatchesADay: 10,
  /** Share of feeds whose bytes differ every time, so that their memory is read. */
  restless: 0.08,
  lineBytes: 300,
  /** What Lambda itself logs of a run. */
  runBytes: 650,
  webRequests: 5000,
  mails: 100,
  kilobytesASource: 50,
};

/** Dollars in us-east-1, and what of it stays free for good, for every account. */
const pricesAsOf = '2026-11-23: from public copies of the price pages and guides of 2025 and 2026, SES from memory';
const prices: Record<keyof Usage, { what: string; part: string; dollars: number; per: number; free: number }> = {
  writes: { what: 'DynamoDB, write units', part: 'DynamoDB', dollars: 0.625, per: 1e6, free: 0 },
  reads: { what: 'DynamoDB, read units', part: 'DynamoDB', dollars: 0.125, per: 1e6, free: 0 },
  stored: { what: 'DynamoDB, GB stored', part: 'DynamoDB', dollars: 0.25, per: 1, free: 25 },
  recoverable: { what: 'DynamoDB, GB recoverable', part: 'DynamoDB', dollars: 0.2, per: 1, free: 0 },
  gigabyteSeconds: { what: 'Lambda on arm64, GB-seconds', part: 'Lambda', dollars: 13.3334, per: 1e6, free: 400_000 },
  runs: { what: 'Lambda, runs', part: 'Lambda', dollars: 0.2, per: 1e6, free: 1e6 },
  queueRequests: { what: 'SQS FIFO, requests', part: 'SQS', dollars: 0.5, per: 1e6, free: 1e6 },
  schedules: { what: 'EventBridge Scheduler, runs', part: 'other', dollars: 1, per: 1e6, free: 14e6 },
  logs: { what: 'CloudWatch logs, GB', part: 'watching', dollars: 0.5, per: 1, free: 5 },
  metrics: { what: 'CloudWatch, metrics of our own', part: 'watching', dollars: 0.3, per: 1, free: 10 },
  alarms: { what: 'CloudWatch, alarms', part: 'watching', dollars: 0.1, per: 1, free: 10 },
  dashboards: { what: 'CloudWatch, dashboards', part: 'watching', dollars: 3, per: 1, free: 3 },
  traces: { what: 'X-Ray, traces', part: 'watching', dollars: 5, per: 1e6, free: 100_000 },
  webRequests: { what: 'API Gateway, requests', part: 'other', dollars: 1, per: 1e6, free: 0 },
  mails: { what: 'SES, mails', part: 'other', dollars: 0.1, per: 1000, free: 0 },
  decryptions: { what: 'KMS, readings of the signing key', part: 'other', dollars: 0.03, per: 10_000, free: 20_000 },
};

/** What a month consumes, in the units that are paid for. */
export interface Usage {
  writes: number;
  reads: number;
  stored: number;
  recoverable: number;
  gigabyteSeconds: number;
  runs: number;
  queueRequests: number;
  schedules: number;
  logs: number;
  metrics: number;
  alarms: number;
  dashboards: number;
  traces: number;
  webRequests: number;
  mails: number;
  decryptions: number;
}

/** The parts of the stack that are paid by their number; a test compares them with the template. */
export const stackParts = {
  metrics: 4,
  alarms: 10,
  dashboards: 1,
  pollGigabytes: 0.5,
  smallGigabytes: 0.25,
  /** Minutes between two runs. */
  dispatch: 2,
  remind: 1,
  publish: 5,
  watch: 5,
};

export interface Sources {
  blog: number;
  status: number;
}

const unitsOf = (stages: BenchTable, stage: string) => {
  const row = stages.rows.find(([name]) => name === stage);
  if (!row) throw new Error(`The bench measured no stage "${stage}".`);
  return { reads: Number(row[1]), writes: Number(row[2]) };
};

/** A month's consumption with these sources, from the units that the stages consumed. */
export function computeUsage(stages: BenchTable, sources: Sources): Usage {
  const a = (what: 'polls' | 'moves' | 'news') =>
    (sources.blog * sourceDay.blog[what] + sources.status * sourceDay.status[what]) * days;
  const count = sources.blog + sources.status;
  const runs = (every: number) => minutes / every;
  const kept = unitsOf(stages, 'poll, unchanged, by its plan');
  const moved = unitsOf(stages, 'poll, unchanged, plan made anew');
  const news = unitsOf(stages, 'poll, one new entry of 15');
  const idle = unitsOf(stages, 'dispatch, nothing due');
  const planned = unitsOf(stages, 'dispatch, 1,000 sources on their plans');
  const each = (stage: string, every: number) => unitsOf(stages, stage).reads * runs(every);
  const dispatches = runs(stackParts.dispatch);
  const perDispatch = a('polls') / dispatches;
  // Lambda's five pollers share what a dispatch sent.
  const batches = a('polls') / Math.min(10, Math.max(1, perDispatch / 5));
  const small = dispatches + runs(stackParts.remind) + runs(stackParts.publish) + runs(stackParts.watch);
  return {
    writes:
      a('polls') * kept.writes + a('moves') * (moved.writes - kept.writes) + a('news') * (news.writes - moved.writes),
    reads:
      a('polls') * (kept.reads + assumed.restless) +
      a('news') * (news.reads - kept.reads) +
      dispatches * Math.max(idle.reads, (planned.reads * count) / 1000) +
      assumed.coldDispatchesADay * days * count * 0.5 +
      each('remind, nothing to do', stackParts.remind) +
      each('publish, nothing to do', stackParts.publish) +
      each('watch, a good week', stackParts.watch),
    stored: (count * assumed.kilobytesASource) / 1e6,
    recoverable: (count * assumed.kilobytesASource) / 1e6,
    gigabyteSeconds:
      batches * assumed.batchSeconds * stackParts.pollGigabytes + small * 0.1 * stackParts.smallGigabytes,
    runs: batches + small + assumed.webRequests,
    // Sent in tens; received and deleted by the batch; and an empty queue is asked all the same, three times a minute by each of five.
    queueRequests: dispatches * Math.ceil(perDispatch / 10) + 2 * batches + 5 * 3 * minutes,
    schedules: small,
    logs:
      (a('polls') * assumed.lineBytes + batches * assumed.runBytes + small * (assumed.runBytes + assumed.lineBytes)) /
      1e9,
    ...{ metrics: stackParts.metrics, alarms: stackParts.alarms, dashboards: stackParts.dashboards },
    traces: assumed.webRequests,
    webRequests: assumed.webRequests,
    mails: assumed.mails,
    // At worst every request of the web meets a lambda that has not read it yet.
    decryptions: assumed.webRequests,
  };
}

const payFor = (usage: Usage, wanted: (part: string) => boolean, tier: 'paid' | 'free tier') =>
  (Object.keys(prices) as (keyof Usage)[])
    .filter((name) => wanted(prices[name].part))
    .reduce((sum, name) => sum + costOf(name, usage[name], tier), 0);

function costOf(name: keyof Usage, units: number, tier: 'paid' | 'free tier'): number {
  const { dollars, per, free } = prices[name];
  return (Math.max(0, units - (tier === 'free tier' ? free : 0)) / per) * dollars;
}

/** What a month costs in dollars, with what stays free taken off. */
export const billWithFreeTier = (usage: Usage): number => payFor(usage, () => true, 'free tier');

const mixed = (count: number): Sources => ({
  blog: count * sourceDay.blog.share,
  status: count * sourceDay.status.share,
});

/** The bill for three sizes and for the shipped catalogue, and what it is made of, from the capacity measured in the same run. */
export function billTables(stages: BenchTable, shipped: Sources): BenchTable[] {
  const parts = [...new Set(Object.values(prices).map(({ part }) => part))];
  const sizes: [string, Sources][] = [
    ...[100, 1_000, 5_000].map((count): [string, Sources] => [count.toLocaleString('en'), mixed(count)]),
    [`${shipped.blog + shipped.status}, as shipped`, shipped],
  ];
  const rows = sizes.map(([name, sources]) => {
    const usage = computeUsage(stages, sources);
    const paid = parts.map((part) => payFor(usage, (other) => other === part, 'paid'));
    const together = paid.reduce((sum, dollars) => sum + dollars, 0);
    return [name, ...[...paid, together, billWithFreeTier(usage)].map((dollars) => dollars.toFixed(2))];
  });
  const thousand = computeUsage(stages, mixed(1_000));
  const lines = (Object.keys(prices) as (keyof Usage)[]).map((name) => {
    const { what, dollars, per, free } = prices[name];
    const units = thousand[name];
    const spell = (number: number) =>
      (number < 10 ? Number(number.toFixed(2)) : Math.round(number)).toLocaleString('en');
    const price = per === 1 ? `${dollars}` : `${dollars} per ${per.toLocaleString('en')}`;
    const costs = (['paid', 'free tier'] as const).map((tier) => costOf(name, units, tier).toFixed(3));
    return [what, spell(units), price, free.toLocaleString('en'), ...costs];
  });
  const day = (kind: 'blog' | 'status') =>
    `${sourceDay[kind].polls} polls (${sourceDay[kind].moves} change its plan), ${sourceDay[kind].news} new entries`;
  return [
    {
      title: "The month's bill, in dollars",
      columns: ['sources', ...parts, 'together', 'with the free tier'],
      rows,
      chart: { file: 'bench-bill.svg', column: parts.length + 2 },
      note: `us-east-1, ${pricesAsOf}. One source in ten is a status page; of those shipped, ${shipped.status} are. A blog's day, as simulated: ${day('blog')}; a status page's: ${day('status')}. The free tier is what stays free for good, if nothing else in the account uses it.`,
    },
    {
      title: 'What 1,000 sources pay for, in a month',
      columns: ['what', 'units', 'dollars a unit', 'free units', 'dollars', 'with the free tier'],
      rows: lines,
      note: `Assumed: ${assumed.batchSeconds} s a batch of polls, five pollers of Lambda that share what a dispatch sends, ${assumed.coldDispatchesADay} cold dispatches a day, ${assumed.mails} mails and ${assumed.webRequests} requests.`,
    },
  ];
}
