import { beforeAll, describe, expect, test } from 'vitest';
import { newSource, type PollOutcome, type Source } from '../../../lambdas/domain/source';
import { nextSource } from '../../../lambdas/domain/source/next-poll';
import { sourceDay } from '../../../lib/tools/bench/bill';
import {
  createDice,
  days,
  end,
  minute,
  publishesDaily,
  type Reply,
  type SimulatedFeed,
  simulateWeb,
  start,
} from '../../support/simulated-web';

/** What one poller did to one feed: its requests, and when it first saw each item that the month brought. */
interface Diary {
  feed: SimulatedFeed;
  requests: number;
  bytes: number;
  /** Answers by status. */
  answers: Map<number, number>;
  seen: Map<number, number>;
  /** Polls after which the source's place in the list of due sources was another. */
  moves: number;
  source?: Source;
}

const iso = (at: number) => new Date(at).toISOString();
const firstPoll = (index: number) => start + createDice(index)() * 60 * minute;

const openDiary = (feed: SimulatedFeed): Diary => ({
  feed,
  requests: 0,
  bytes: 0,
  answers: new Map(),
  seen: new Map(),
  moves: 0,
});

/** Writes a reply down; says how many items of the month came with it for the first time. */
function noteReply(diary: Diary, reply: Reply, at: number): number {
  const { seen, answers } = diary;
  diary.requests += 1;
  diary.bytes += reply.bytes;
  answers.set(reply.status, (answers.get(reply.status) ?? 0) + 1);
  if (reply.status !== 200) return 0;
  const fresh = reply.published.filter((item) => item >= start && !seen.has(item));
  for (const item of fresh) seen.set(item, at);
  return fresh.length;
}

/** A poller that knows validators, and otherwise nothing but its clock. */
function pollFixed(feed: SimulatedFeed, index: number, every: number): Diary {
  const diary = openDiary(feed);
  let etag: string | undefined;
  for (let at = firstPoll(index); at < end; at += every) {
    const reply = feed.ask({ url: feed.url, ...(etag !== undefined && { etag }) }, at);
    if (reply.status === 200) etag = reply.etag;
    noteReply(diary, reply, at);
  }
  return diary;
}

/** Our own poller: the domain decides, as it does in the pipeline, from what it was told and nothing else. */
function pollByHabit(feed: SimulatedFeed, index: number): Diary {
  const diary = openDiary(feed);
  let source = newSource(feed.id, { url: feed.url, kind: feed.kind, title: feed.id }, iso(firstPoll(index)));
  while (source.nextPollAt < iso(end)) {
    const at = Date.parse(source.nextPollAt);
    const { url, etag } = source;
    const reply = feed.ask({ url, ...(etag !== undefined && { etag }) }, at);
    const outcome = outcomeOf(source, reply, noteReply(diary, reply, at));
    const before = placeOf(source);
    source = nextSource(source, outcome, iso(at));
    if (placeOf(source) !== before) diary.moves += 1;
  }
  return { ...diary, source };
}

/** Where the index has it: a plan that is kept stays where it is. */
const placeOf = ({ plan, nextPollAt }: Source) => (plan ? `${plan.from} ${plan.steps}` : nextPollAt);

function outcomeOf(source: Source, reply: Reply, entries: number): PollOutcome {
  switch (reply.status) {
    case 200: {
      const { status: _status, bytes: _bytes, body, published, ...told } = reply;
      if (body === source.bodyHash) return { kind: 'unchanged', ...told };
      const taken = { entries, brought: entries, joined: 0, incidents: 0 };
      const about = { bodyHash: body, sourceKind: source.kind, published: published.map(iso) };
      return { kind: 'fetched', ...told, ...taken, ...about };
    }
    case 304: {
      const { status: _status, bytes: _bytes, ...told } = reply;
      return { kind: 'unchanged', ...told };
    }
    case 410:
      return { kind: 'gone', reason: 'It is gone.' };
    default: {
      const { status, bytes: _bytes, ...told } = reply;
      return { kind: 'failed', reason: `It answered ${status}.`, status, ...told };
    }
  }
}

/** Minutes from publication to first sight, sorted. What was published on the last day may still be on its way. */
function latenciesOf(diaries: readonly Diary[]): number[] {
  const last = end - 24 * 60 * minute;
  return diaries
    .flatMap(({ feed, seen }) =>
      feed.items
        .filter((item) => item >= start && item < last)
        .map((item) => ((seen.get(item) ?? end) - item) / minute),
    )
    .sort((a, b) => a - b);
}

const quantile = (sorted: readonly number[], share: number) => sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
const isDaily = ({ feed }: Diary) => publishesDaily.has(feed.habit);
const isBlog = ({ feed }: Diary) => feed.kind === 'blog';

function describePoller(poller: string, diaries: readonly Diary[]) {
  const sum = (count: (diary: Diary) => number) => diaries.reduce((total, diary) => total + count(diary), 0);
  const requests = sum((diary) => diary.requests);
  const answered = (status: number) => sum(({ answers }) => answers.get(status) ?? 0);
  const daily = latenciesOf(diaries.filter(isDaily));
  const other = latenciesOf(diaries.filter((diary) => isBlog(diary) && !isDaily(diary)));
  const status = latenciesOf(diaries.filter((diary) => !isBlog(diary)));
  return {
    poller,
    requests,
    blogRequests: sum((diary) => (isBlog(diary) ? diary.requests : 0)),
    notModified: answered(304) / requests,
    tooMany: answered(429),
    megabytes: sum(({ bytes }) => bytes) / 1e6,
    blogMegabytes: sum((diary) => (isBlog(diary) ? diary.bytes : 0)) / 1e6,
    dailyMedian: quantile(daily, 0.5),
    dailyP95: quantile(daily, 0.95),
    otherMedian: quantile(other, 0.5),
    otherP95: quantile(other, 0.95),
    statusMedian: quantile(status, 0.5),
    statusP95: quantile(status, 0.95),
  };
}

type Figures = ReturnType<typeof describePoller>;

function printTable(rows: readonly Figures[]): void {
  const latency = (median: number, p95: number) => `${median.toFixed(0)} / ${p95.toFixed(0)}`;
  const lines = rows.map((row) => [
    row.poller,
    row.requests.toLocaleString('en'),
    row.blogRequests.toLocaleString('en'),
    `${(row.notModified * 100).toFixed(0)} %`,
    row.tooMany.toLocaleString('en'),
    row.megabytes.toFixed(0),
    row.blogMegabytes.toFixed(0),
    latency(row.dailyMedian, row.dailyP95),
    latency(row.otherMedian, row.otherP95),
    latency(row.statusMedian, row.statusP95),
  ]);
  const head = [
    'poller',
    'requests',
    'to blogs',
    '304',
    '429',
    'MB',
    'from blogs',
    'daily or more',
    'rarer',
    'status pages',
  ];
  const widths = head.map((name, column) => Math.max(name.length, ...lines.map((line) => (line[column] ?? '').length)));
  const print = (cells: readonly string[]) =>
    cells.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join('  ');
  console.log(
    [
      `${days} days, 500 simulated sources; latency from publication to first sight, median / p95 in minutes:`,
      print(head),
      ...lines.map(print),
    ].join('\n'),
  );
}

const seed = 76;
let habit: Diary[];
let figures: { habit: Figures; hourly: Figures; quarterly: Figures };

beforeAll(() => {
  const run = (poll: (feed: SimulatedFeed, index: number) => Diary) => simulateWeb(seed).map(poll);
  habit = run(pollByHabit);
  figures = {
    habit: describePoller('by habit', habit),
    hourly: describePoller(
      'every hour',
      run((feed, index) => pollFixed(feed, index, 60 * minute)),
    ),
    quarterly: describePoller(
      'every 15 minutes',
      run((feed, index) => pollFixed(feed, index, 15 * minute)),
    ),
  };
  printTable([figures.habit, figures.hourly, figures.quarterly]);
});

describe('thirty days of polling by habit', () => {
  test('are what the bill is computed from', () => {
    const measured = (['blog', 'status'] as const).map((kind) => {
      const diaries = habit.filter(({ feed }) => feed.kind === kind);
      const aDay = (count: (diary: Diary) => number) =>
        Number((diaries.reduce((sum, diary) => sum + count(diary), 0) / diaries.length / days).toFixed(2));
      const share = diaries.length / habit.length;
      const polls = aDay(({ requests }) => requests);
      return [kind, { share, polls, moves: aDay(({ moves }) => moves), news: aDay(({ seen }) => seen.size) }];
    });
    expect(Object.fromEntries(measured)).toEqual(sourceDay);
  });

  test('take fewer requests than asking every hour, and less than half as many to blogs', () => {
    expect(figures.habit.requests).toBeLessThan(figures.hourly.requests);
    expect(figures.habit.blogRequests).toBeLessThan(figures.hourly.blogRequests / 2);
  });

  test('take less than three quarters of the bytes from blogs that asking every hour takes', () => {
    expect(figures.habit.blogMegabytes).toBeLessThan(figures.hourly.blogMegabytes * 0.75);
  });

  test('show what daily sources publish sooner than asking every hour, by median and for the slowest twentieth', () => {
    expect(figures.habit.dailyMedian).toBeLessThan(figures.hourly.dailyMedian / 2);
    expect(figures.habit.dailyP95).toBeLessThan(figures.hourly.dailyP95);
  });

  test('show what status pages say as soon as asking every 15 minutes', () => {
    expect(figures.habit.statusMedian).toBeLessThan(figures.quarterly.statusMedian + 1);
  });

  test('meet 429 in fewer than one request in a thousand', () => {
    expect(figures.habit.tooMany).toBeLessThan(figures.habit.requests / 1000);
  });

  test('lose no item: every one is seen before the feed drops it, except where the site was away', () => {
    const missed = habit.flatMap(({ feed, seen }) =>
      feed.items.filter((item) => item >= start && item < end - 2 * 24 * 60 * minute && !seen.has(item)),
    );
    expect(missed).toEqual([]);
  });

  test('follow the moves within an owner’s domain, propose the others, and retire what is gone', () => {
    const sources = habit.map(({ source }) => source as Source);
    const moved = sources.filter(({ url }) => url.endsWith('/new/feed'));
    const proposed = sources.filter(({ movedTo }) => movedTo?.proposed);
    expect(moved).toHaveLength(20);
    expect(proposed.map(({ movedTo }) => new URL(movedTo?.url ?? '').host.replace(/-\d+/, ''))).toEqual(
      Array.from({ length: 5 }, () => 'elsewhere.test'),
    );
    expect(proposed.every(({ id, url }) => url === `https://${id}.example/feed`)).toBe(true);
    expect(sources.filter(({ state }) => state === 'retired')).toHaveLength(5);
  });
});
