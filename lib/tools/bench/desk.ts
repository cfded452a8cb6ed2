import { createIssueStore } from '../../../lambdas/adapters/issues';
import { Table } from '../../../lambdas/adapters/table';
import type { Issue } from '../../../lambdas/domain/issue';
import { type Answer, DeskClient, formTokenOf, quantile } from './desk-client';
import type { BenchPart, BenchTable, DeskHost } from './part';
import { tellRefusals } from './refusals';

const items = 20;
const rounds = 100;
const warming = 10;
/** Milliseconds and bytes that were asked for. */
const aim = { milliseconds: 50, bytes: 60_000 };

const words = (seed: number, count: number) =>
  Array.from({ length: count }, (_, index) => ((seed + index) * 2654435761).toString(36).slice(-6)).join(' ');

/** A draft of twenty articles, twenty outages and twenty runners-up, with sentences that do not compress too well. */
function longDraft(now: string): Issue {
  const all = Array.from({ length: items }, (_, index) => index);
  const article = (id: string, seed: number) => ({
    id,
    title: words(seed, 9),
    url: `https://blog${seed}.example/${id}`,
    author: words(seed + 7, 2),
    source: words(seed + 3, 2),
    sourceId: 's',
    publishedAt: now,
    summary: words(seed * 50, 45),
    score: 0.7,
    reasons: ['a write-up of an incident', 'told by 3 sources', '“postmortem” · “game day”'],
    toldBy: 3,
    decision: 'undecided' as const,
  });
  return {
    number: 1,
    week: '2026-W23',
    state: 'draft',
    revision: 2,
    createdAt: now,
    updatedAt: now,
    articles: all.map((index) => article(`a${index}`, index)),
    outages: all.map((index) => ({
      id: `o${index}`,
      service: words(index + 500, 2),
      title: words(index + 600, 7),
      url: `https://status${index}.example/incidents/${index}`,
      startedAt: now,
      endedAt: now,
      impact: 'major' as const,
      updates: 5,
      quote: words(1000 + index * 50, 45),
      alsoAffected: [words(index + 700, 2)],
      significance: 0.6,
      decision: 'undecided' as const,
    })),
    runnersUp: all.map((index) => article(`r${index}`, index + 100)),
    leftOut: { candidates: 214, incidents: 31, printedBefore: 6, quarantined: [], failures: [] },
  };
}

type Act = { name: string; act(round: number): Promise<Answer> };

/** What an editor does to the desk, each once a round, on the page that the round before left. */
function actsOn(client: DeskClient): Act[] {
  const desk = '/desk/1';
  let token = '';
  const post = (action: string, fields: Record<string, string>) =>
    client.ask(`${desk}/${action}`, { form: token, ...fields });
  const look = async () => {
    const page = await client.ask(desk);
    token = formTokenOf(page.text);
    return page;
  };
  const item = (round: number) => `a${round % items}`;
  const toggled = (round: number) => (Math.floor(round / items) % 2 ? 'undecided' : 'kept');
  const comment = (round: number) =>
    `Round ${round}: **why** this matters.\n\n- one\n- two\n\n> said ${words(round, 8)}`;
  return [
    { name: 'the desk', act: look },
    { name: 'keep or not', act: (round) => post('item', { item: item(round), decision: toggled(round) }) },
    { name: 'the desk, after it', act: look },
    { name: 'a comment', act: (round) => post('item', { item: item(round), comment: comment(round) }) },
    { name: 'the desk, after that', act: look },
    { name: 'undo', act: () => post('undo', {}) },
    { name: 'the mail as it will go out', act: () => client.ask(`${desk}/raw/mail`) },
    { name: 'a search', act: () => client.ask(`${desk}/find?q=outage`) },
    { name: 'a page that is stale', act: () => post('undo', {}) },
  ];
}

async function timeDesk({ deskUrl, deskLink, tableName }: DeskHost, now: string): Promise<BenchTable> {
  const issues = createIssueStore(new Table(tableName));
  const drawn = (await issues.get(1)) as Issue;
  await issues.save(longDraft(now), drawn.revision);
  const client = new DeskClient(deskUrl);
  await client.open(deskLink);
  const acts = actsOn(client);
  const taken = acts.map(() => [] as Answer[]);
  const worked = acts.map(() => [] as number[]);
  for (let round = 0; round < warming + rounds; round++)
    for (const [index, { act }] of acts.entries()) {
      const before = process.cpuUsage();
      const answer = await act(round);
      const { user, system } = process.cpuUsage(before);
      if (round < warming) continue;
      taken[index]?.push(answer);
      worked[index]?.push((user + system) / 1000);
    }
  client.close();
  const rows = acts.map(({ name }, index) => {
    const answers = taken[index] ?? [];
    const times = answers.map(({ milliseconds }) => milliseconds);
    const last = answers.at(-1);
    return [
      name,
      [...new Set(answers.map(({ status }) => status))].join(', '),
      ...[0.5, 0.95, 1].map((share) => quantile(times, share).toFixed(1)),
      quantile(worked[index] ?? [], 0.5).toFixed(1),
      ((last?.wire ?? 0) / 1000).toFixed(1),
      (Buffer.byteLength(last?.text ?? '') / 1000).toFixed(1),
    ];
  });
  return {
    title: 'The desk of sixty items, over HTTP',
    columns: ['what', 'status', 'ms, half', 'ms, 95 %', 'ms, worst', 'CPU ms', 'KB over the wire', 'KB'],
    rows,
    note: `Twenty articles, twenty outages, twenty runners-up; ${rounds} rounds after ${warming} to warm up, one after another, from the request to the last byte: the deployed handlers with signature, table and gzip, on the embedded store in the same process, run by the TypeScript loader; the CPU is that of both ends. At most ${aim.milliseconds} ms and ${aim.bytes / 1000} KB over the wire are wanted.`,
  };
}

/** The desk's pages and forms over real HTTP, and how long it takes to be refused there. */
export const deskPart: BenchPart = {
  name: 'desk',
  async measure({ startDesk, tell }) {
    tell(`desk: ${rounds} rounds of an editor's day …`);
    const host = await startDesk();
    try {
      return [await timeDesk(host, host.now()), await tellRefusals(host, tell)];
    } finally {
      await host.stop();
    }
  },
};
