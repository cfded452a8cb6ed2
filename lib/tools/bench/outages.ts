import { createCandidateStore } from '../../../lambdas/adapters/candidates';
import { createIncidentStore } from '../../../lambdas/adapters/incidents';
import { createSourceStore } from '../../../lambdas/adapters/sources';
import type { FetchAnswer } from '../../../lambdas/domain/fetch/fetch-answer';
import type { Incident } from '../../../lambdas/domain/incident';
import { readShippedModel } from '../../../lambdas/domain/score/shipped-model';
import { newSource } from '../../../lambdas/domain/source';
import { isoWeek } from '../../../lambdas/domain/week';
import { pollSource } from '../../../lambdas/pipeline/poll';
import { type Counted, CountedTable } from './counted-table';
import { meterTable } from './meter';
import type { BenchOptions, BenchPart, BenchTable } from './part';

const pages = 60;
const incidentsAPage = 500;
/** The page lists this many; older ones roll past it. */
const listed = 10;
const quarter = 15 * 60_000;
const quarters = 365 * 96;
const january = Date.UTC(2026, 0, 1);
const stages = ['investigating', 'identified', 'monitoring', 'resolved'];
const texts = [
  'We are investigating elevated error rates for API requests in the EU.',
  'The cause has been identified: a faulty index after a deploy. Requests to /v1/search fail with status 503.',
  'A fix has been implemented and we are monitoring the results; about 12% of requests were affected.',
  'This incident has been resolved.',
];

/** One incident of a page: its name, and the quarter of an hour in which each of its four messages comes (two in one). */
interface Planned {
  id: string;
  at: number[];
}

/** What polls of one kind cost, in one month. */
interface Cost extends Counted {
  polls: number;
  shapes: Set<string>;
}

/** Spread over the year by arithmetic, so that every run is the same: an incident every 17 hours and a half, from half an hour to six hours long. */
function plan(page: number): Planned[] {
  return Array.from({ length: incidentsAPage }, (_, n) => {
    const begins = Math.floor((n * (quarters - 48)) / incidentsAPage) + ((page * 13 + n * 7) % 30);
    const step = 1 + ((n * 5 + page) % 12);
    return { id: `p${page}n${n}`, at: [0, 1, 1, 2].map((steps) => begins + steps * step) };
  });
}

const iso = (tick: number) => new Date(january + tick * quarter).toISOString();

/** The page's incidents.json in a quarter of an hour: what it has said by then, newest incident first. */
function documentOf(page: number, planned: readonly Planned[], tick: number): string {
  const begun = planned.filter(({ at }) => at[0]! <= tick).slice(-listed);
  const incidents = begun.reverse().map(({ id, at }) => {
    const said = at.filter((each) => each <= tick);
    return {
      id,
      name: `Elevated error rates ${id}`,
      status: stages[said.length - 1],
      impact: 'major',
      created_at: iso(at[0]!),
      updated_at: iso(said.at(-1)!),
      ...(said.length === stages.length && { resolved_at: iso(said.at(-1)!) }),
      shortlink: `https://s${page}.example/incidents/${id}`,
      incident_updates: said
        .map((each, index) => ({ status: stages[index], body: texts[index], display_at: iso(each) }))
        .reverse(),
    };
  });
  return JSON.stringify({ page: { name: `Service ${page}`, url: `https://s${page}.example` }, incidents });
}

/** A year of sixty pages asked every quarter of an hour, every poll made: 2,102,400 of them. */
async function playYear(table: CountedTable, tell: (line: string) => void) {
  const plans = Array.from({ length: pages }, (_, page) => plan(page));
  const changes = plans.map((planned) => new Set(planned.flatMap(({ at }) => at)));
  let tick = 0;
  const fetch = async ({ url }: { url: string }): Promise<FetchAnswer> => {
    const page = Number(/s(\d+)/.exec(url)?.[1]);
    if (!changes[page]!.has(tick)) return { kind: 'unchanged', finalUrl: url };
    const body = Buffer.from(documentOf(page, plans[page]!, tick));
    return { kind: 'fetched', status: 200, body, wireBytes: body.length, finalUrl: url, etag: `"${tick}"` };
  };
  const sources = createSourceStore(table);
  const incidents = createIncidentStore(table);
  const model = await readShippedModel((line) => process.stderr.write(`${line}\n`));
  // Each source is due whenever it is asked: the year is of fixed quarters, not of the pages' own habits.
  const world = {
    sources: { ...sources, get: async (id: string) => dueAt(await sources.get(id), iso(tick)) },
    candidates: createCandidateStore(table),
    incidents,
    fetcher: { fetch },
    model,
  };
  for (let page = 0; page < pages; page++)
    await sources.add(
      newSource(
        `s${page}`,
        { url: `https://s${page}.example/api/v2/incidents.json`, kind: 'status', title: `S${page}` },
        iso(0),
      ),
    );
  table.take();
  const costs = new Map<string, Cost>();
  for (; tick < quarters; tick++) {
    if (tick % 2_976 === 0) tell(`outages: ${iso(tick).slice(0, 7)} …`);
    for (let page = 0; page < pages; page++) {
      const outcome = await pollSource(world, `s${page}`, iso(tick));
      note(costs, `${outcome?.kind} ${iso(tick).slice(0, 7)}`, table.take());
    }
  }
  return { plans: plans.flat(), costs };
}

const dueAt = <T extends { nextPollAt: string } | undefined>(source: T, now: string): T =>
  source && { ...source, nextPollAt: now };

function note(costs: Map<string, Cost>, name: string, counted: Counted): void {
  const cost = costs.get(name) ?? { polls: 0, reads: 0, writes: 0, readUnits: 0, writeUnits: 0, shapes: new Set() };
  cost.polls += 1;
  for (const each of ['reads', 'writes', 'readUnits', 'writeUnits'] as const) cost[each] += counted[each];
  cost.shapes.add(`${counted.reads}`);
  costs.set(name, cost);
}

/** Incidents that are not stored exactly once with their own beginning and end. */
function faultsIn(plans: readonly Planned[], stored: readonly Incident[]): number {
  const spans = new Set(
    stored.map(({ title, startedAt, endedAt, updates }) => `${title} ${startedAt} ${endedAt} ${updates}`),
  );
  const missing = plans.filter(
    ({ id, at }) => !spans.has(`Elevated error rates ${id} ${iso(at[0]!)} ${iso(at[3]!)} ${stages.length}`),
  );
  return missing.length + Math.abs(stored.length - plans.length);
}

/** All incidents of the year in a real store, and one week of them asked for. */
async function readWeek(stored: readonly Incident[], startTable: BenchOptions['startTable']) {
  const store = await startTable('outages');
  const metered = await meterTable(store.url, 'outages');
  try {
    for (let from = 0; from < stored.length; from += 32)
      await Promise.all(stored.slice(from, from + 32).map((incident) => metered.world.incidents.save(incident)));
    const week = isoWeek(iso(quarters / 2));
    return await metered.measure(() => metered.world.incidents.ofWeeks([week]));
  } finally {
    metered.close();
    await store.stop();
  }
}

const perPoll = (sum: number, polls: number) => Number((sum / polls).toFixed(2));

/** What a year of sixty status pages costs, every poll made, and what a week of it costs to read. */
export const outagesPart: BenchPart = {
  name: 'outages',
  whenNamed: true,
  async measure({ startTable, tell }) {
    const table = new CountedTable();
    const began = performance.now();
    const { plans, costs } = await playYear(table, tell);
    const seconds = Math.round((performance.now() - began) / 1000);
    const stored = [...table.items.values()].filter(({ sk }) => sk === 'INCIDENT') as unknown as Incident[];
    const faults = faultsIn(plans, stored);
    tell(`outages: ${stored.length.toLocaleString('en')} incidents into the embedded store …`);
    const week = await readWeek(stored, startTable);
    const rows = [...costs]
      .filter(([name]) => /-(01|06|12)$/.test(name))
      .map(([name, { polls, shapes, reads: _, ...sums }]) => [
        name.replace('fetched', 'something new,').replace('unchanged', 'nothing new,'),
        polls,
        [...shapes].sort().join(' or '),
        perPoll(sums.writes, polls),
        perPoll(sums.readUnits, polls),
        perPoll(sums.writeUnits, polls),
      ]);
    const polls = [...costs.values()].reduce((sum, cost) => sum + cost.polls, 0);
    return [
      {
        title: 'A year of sixty status pages, asked every quarter of an hour',
        columns: ['polls that brought', 'polls', 'reads a poll', 'writes a poll', 'read units', 'write units'],
        rows,
        note: `${polls.toLocaleString('en')} polls made in ${seconds} s on the real adapters over a table in memory that counts; ${stored.length.toLocaleString('en')} incidents stored, ${faults} of them wrong, missing or invented.`,
      },
      weekTable(stored.length, week),
    ];
  },
};

function weekTable(
  kept: number,
  { result, reads, milliseconds }: { result: Incident[]; reads: number; milliseconds: number },
): BenchTable {
  return {
    title: 'The outages of one week of that year',
    columns: ['incidents kept', 'in the week', 'read units', 'ms'],
    rows: [[kept, result.length, Math.round(reads * 10) / 10, Math.round(milliseconds)]],
    note: 'One query of the list of that week, then batches of a hundred, on dynalite in the process.',
  };
}
