import { expect, test } from 'vitest';
import type { FetchAnswer } from '../../lambdas/domain/fetch/fetch-answer';
import { isoWeek } from '../../lambdas/domain/week';
import { pollSource } from '../../lambdas/pipeline/poll';
import { createFakeFetcher } from '../support/fake-fetcher';
import { useFaultyStore } from '../support/faulty-table';
import { addSources, makePollWorld } from '../support/poll-world';

const pages = 60;
const incidentsAPage = 3;
const quarter = 15 * 60_000;
const hour = 3_600_000;
const day = 24 * hour;
const january = Date.UTC(2026, 0, 1);
const iso = (at: number) => new Date(at).toISOString();

/** One incident of a page: when each of its four messages came. */
interface Planned {
  id: string;
  messages: { status: string; at: number }[];
}

/** Spread over the year by page and number, so that every run is the same. */
function plan(page: number): Planned[] {
  return Array.from({ length: incidentsAPage }, (_, n) => {
    const start =
      january + Math.floor(((n + ((page * 7) % 10) / 10) * 365 * day) / incidentsAPage) + page * 11 * 60_000;
    const stages = ['investigating', 'identified', 'monitoring', 'resolved'];
    return { id: `p${page}n${n}`, messages: stages.map((status, step) => ({ status, at: start + step * 6 * hour })) };
  });
}

/** The page's incidents.json at a moment: what it has said by then, newest incident first. */
function documentOf(page: number, planned: readonly Planned[], now: number): string {
  const incidents = planned
    .filter(({ messages }) => messages[0]!.at <= now)
    .map(({ id, messages }) => {
      const said = messages.filter(({ at }) => at <= now);
      const last = said.at(-1)!;
      return {
        id,
        name: `Trouble ${id}`,
        status: last.status,
        impact: 'major',
        created_at: iso(messages[0]!.at),
        updated_at: iso(last.at),
        ...(last.status === 'resolved' && { resolved_at: iso(last.at) }),
        shortlink: `https://s${page}.example/incidents/${id}`,
        incident_updates: said
          .map(({ status, at }) => ({ status, body: `Now ${status}.`, display_at: iso(at) }))
          .reverse(),
      };
    })
    .reverse();
  return JSON.stringify({ page: { name: `Service ${page}`, url: `https://s${page}.example` }, incidents });
}

const store = useFaultyStore();

// A year has two million polls of sixty pages. Those that bring nothing are all alike, so that only the two after each
// change are made (once as 304, once as the same bytes again) and the others are counted.
test('a year of sixty status pages writes an incident only when it changed, by the same reads in December as in January', {
  timeout: 280_000,
}, async () => {
  const { table, calls, items } = await store.open();
  let clock = january;
  let unchanged = false;
  const plans = Array.from({ length: pages }, (_, page) => plan(page));
  const fetcher = createFakeFetcher(({ url }): string | FetchAnswer => {
    if (unchanged) return { kind: 'unchanged', finalUrl: url };
    const page = Number(/s(\d+)/.exec(url)?.[1]);
    return documentOf(page, plans[page]!, clock);
  });
  const world = makePollWorld(table, fetcher);
  const sources = plans.map((_, page) => ({
    id: `s${page}`,
    url: `https://s${page}.example/api/v2/incidents.json`,
    kind: 'status' as const,
  }));
  await addSources(world, sources, iso(january));

  const costs = { changed: new Map<string, number>(), same: new Set<string>(), notModified: new Set<string>() };
  const poll = async (id: string, at: number) => {
    const due = Date.parse((await world.sources.get(id))?.nextPollAt ?? '');
    clock = Math.ceil(Math.max(at, due) / quarter) * quarter;
    const before = calls.length;
    const outcome = await pollSource(world, id, iso(clock));
    const cost = calls.slice(before).map((call) => call.replace('Command', ''));
    return { outcome: outcome?.kind, cost: cost.join(' ') };
  };
  const changes = plans.flatMap((planned, page) =>
    planned.flatMap(({ messages }) => messages.map(({ at }) => ({ page, at }))),
  );
  changes.sort((a, b) => a.at - b.at || a.page - b.page);
  let madeChanged = 0;
  let made = 0;
  for (const { page, at } of changes) {
    const id = `s${page}`;
    const first = await poll(id, at);
    made += 3;
    if (first.outcome === 'fetched') {
      madeChanged++;
      costs.changed.set(first.cost, (costs.changed.get(first.cost) ?? 0) + 1);
    }
    const same = await poll(id, at);
    expect(same.outcome).toBe('unchanged');
    costs.same.add(same.cost);
    unchanged = true;
    costs.notModified.add((await poll(id, at)).cost);
    unchanged = false;
  }

  // Every incident once, with its own beginning and end.
  const stored = (await items()).filter(({ sk }) => sk === 'INCIDENT');
  const spans = (list: Record<string, unknown>[]) =>
    list.map(({ title, startedAt, endedAt, updates }) => [title, startedAt, endedAt, updates].join(' ')).sort();
  expect(spans(stored)).toEqual(
    plans
      .flat()
      .map(({ id, messages }) => `Trouble ${id} ${iso(messages[0]!.at)} ${iso(messages[3]!.at)} 4`)
      .sort(),
  );
  // A poll that brings nothing is one read and one write, of its own source.
  expect([...costs.same]).toEqual(['GetItem PutItem']);
  expect([...costs.notModified]).toEqual(['GetItem PutItem']);
  // A poll that brings something reads its source, its habit, and its incidents in one batch, whatever the month.
  const reads = new Set([...costs.changed.keys()].map((cost) => cost.replace(/ ?PutItem/g, '')));
  expect([...reads]).toEqual(['GetItem GetItem BatchGetItem']);
  // It writes its source, the one incident that changed, and the habit when one began or ended.
  for (const cost of costs.changed.keys()) expect(cost.match(/PutItem/g)?.length).toBeLessThanOrEqual(3);

  // A week's outages are one query of their list, and one batch.
  const busiest = isoWeek(iso(plans[0]![0]!.messages[0]!.at));
  const from = calls.length;
  const week = await world.incidents.ofWeeks([busiest]);
  expect(calls.slice(from)).toEqual(['QueryCommand', 'BatchGetItemCommand']);
  expect(week.length).toBeGreaterThan(1);
  expect(new Set(week.map(({ startedAt }) => isoWeek(startedAt)))).toEqual(new Set([busiest]));

  const year = pages * 365 * 96;
  const writes = [...costs.changed].reduce(
    (sum, [cost, times]) => sum + times * (cost.match(/PutItem/g)?.length ?? 0),
    0,
  );
  console.log(
    `a year: ${year.toLocaleString('en-US')} polls of ${pages} pages (${made.toLocaleString('en-US')} made, the others like their neighbours); ` +
      `${stored.length} incidents, ${madeChanged} polls that brought something with 3 reads and ${(writes / madeChanged).toFixed(2)} writes each; ` +
      `all others 1 read and 1 write; a week: ${week.length} outages by 1 query and 1 batch`,
  );
});
