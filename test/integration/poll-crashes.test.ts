import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { pollSource } from '../../lambdas/pipeline/poll';
import { createFakeFetcher } from '../support/fake-fetcher';
import { type Fault, type FaultyTable, faults, Killed, tryAll, useFaultyStore } from '../support/faulty-table';
import { addSources, makePollWorld, type PollWorld } from '../support/poll-world';
import { spellFeed } from '../support/spell-feed';

const now = '2026-06-07T12:00:00.000Z';
const later = '2026-06-08T14:00:00.000Z';
const blogUrl = 'https://blog.example/feed';
const linkerUrl = 'https://linker.example/feed';
const statusUrl = 'https://status.harbourly.example/history.atom';
const statusPage = readFileSync(join(import.meta.dirname, '../fixtures/status/statuspage.atom'), 'utf8');
const statusBefore = statusPage.replace(/ {2}<entry><id>[^<]*Incident\/8101[\s\S]*?<\/entry>\n/, '');

const story = (n: number) => ({
  title: `How the queue of region ${n} ran dry and what we changed`,
  link: `https://blog.example/stories/${n}`,
  guid: `story-${n}`,
  at: `2026-06-0${Math.min(6, n + 1)}T08:00:00Z`,
  text: `Number ${n}: the consumers kept up until the retries did not.`,
});
const azureUrl = 'https://rssfeed.azure.status.microsoft/en-us/status/feed/';
const azurePage = readFileSync(join(import.meta.dirname, '../fixtures/status/azure.rss'), 'utf8');
const stories = [...Array(8).keys()].map(story);
const linked = [
  { ...story(2), guid: 'seen-elsewhere-2' },
  { ...story(4), guid: 'seen-elsewhere-4', link: 'https://linker.example/read/4' },
];

const store = useFaultyStore();

interface Scenario {
  name: string;
  id: string;
  at: string;
  prepare(world: PollWorld): Promise<void>;
  web(at: string): Record<string, string>;
}

const worldOn = (faulty: FaultyTable, scenario: Scenario, instant: string) => ({
  faulty,
  world: makePollWorld(
    faulty.table,
    createFakeFetcher(({ url }) => scenario.web(instant)[url] as string),
  ),
});

/** What is stored before the scenario begins. */
const prepare = async (scenario: Scenario) => {
  const { faulty, world } = worldOn(await store.open(), scenario, now);
  const sources = [
    { id: 'linker', url: linkerUrl },
    { id: 'blog', url: blogUrl },
    { id: 'status', url: statusUrl, kind: 'status' as const },
    { id: 'azure', url: azureUrl, kind: 'status' as const },
  ];
  await addSources(world, sources, now);
  await scenario.prepare(world);
  return faulty.items();
};
const openWorld = async (scenario: Scenario, prepared: readonly Record<string, unknown>[]) => {
  const faulty = await store.open();
  await faulty.fill(prepared);
  return worldOn(faulty, scenario, scenario.at);
};
const pollLinker = (world: PollWorld) => pollSource(world, 'linker', now).then(() => {});

const scenarios: Scenario[] = [
  {
    name: 'the first poll of a blog, two of whose stories another source told',
    id: 'blog',
    at: now,
    prepare: pollLinker,
    web: () => ({ [linkerUrl]: spellFeed(linked), [blogUrl]: spellFeed(stories) }),
  },
  {
    name: 'a later poll of it that brings three more',
    id: 'blog',
    at: later,
    async prepare(world) {
      await pollLinker(world);
      await pollSource(world, 'blog', now);
    },
    web: (at) => ({ [linkerUrl]: spellFeed(linked), [blogUrl]: spellFeed(at === now ? stories.slice(3) : stories) }),
  },
  {
    name: 'the first poll of a source that tells a story its own site tells under another link',
    id: 'linker',
    at: now,
    prepare: (world) => pollSource(world, 'blog', now).then(() => {}),
    web: () => ({ [linkerUrl]: spellFeed(linked), [blogUrl]: spellFeed(stories) }),
  },
  {
    name: 'the first poll of a status page',
    id: 'status',
    at: now,
    prepare: async () => {},
    web: () => ({ [statusUrl]: statusPage }),
  },
  {
    name: 'a later poll of it with an incident begun and one told anew',
    id: 'status',
    at: later,
    prepare: (world) => pollSource(world, 'status', now).then(() => {}),
    web: (at) => ({
      [statusUrl]: at === now ? statusBefore : statusPage.replace('API unreachable', 'API and console unreachable'),
    }),
  },
  {
    name: 'a later poll of a page of what is going on, which an incident has left',
    id: 'azure',
    at: later,
    prepare: (world) => pollSource(world, 'azure', now).then(() => {}),
    web: (at) => ({ [azureUrl]: at === now ? azurePage : azurePage.replace(/<item>[\s\S]*<\/item>/, '') }),
  },
];

const poll = async (world: PollWorld, { id, at }: Scenario) => {
  try {
    return await pollSource(world, id, at);
  } catch (error) {
    if (error instanceof Killed) return 'killed';
    throw error;
  }
};

type Prepared = Awaited<ReturnType<typeof prepare>>;

async function countCalls(scenario: Scenario, prepared: Prepared) {
  const { faulty, world } = await openWorld(scenario, prepared);
  await poll(world, scenario);
  return { calls: faulty.calls, items: await faulty.items() };
}

async function pollWithFault(scenario: Scenario, prepared: Prepared, call: number, fault: Fault) {
  const { faulty, world } = await openWorld(scenario, prepared);
  faulty.failAt(call, fault);
  const died = (await poll(world, scenario)) === 'killed';
  expect(faulty.struck(), `${fault} at call ${call} struck`).toBe(1);
  faulty.heal();
  // The message comes back, and once more for good measure.
  await poll(world, scenario);
  await poll(world, scenario);
  return { ...faulty, died };
}

describe('a poll cut short at any call to the table, and done again', () => {
  for (const scenario of scenarios) {
    test(`${scenario.name}: leaves what the undisturbed poll leaves`, async () => {
      const prepared = await prepare(scenario);
      const undisturbed = await countCalls(scenario, prepared);
      const cases = faults.flatMap((fault) =>
        undisturbed.calls.map((name, index) => ({ fault, name, call: index + 1 })),
      );
      let [injected, deaths] = [0, 0];
      await tryAll(cases, async ({ fault, name, call }) => {
        if (fault === 'does half a batch' && name !== 'BatchGetItemCommand') return;
        const faulty = await pollWithFault(scenario, prepared, call, fault);
        expect(await faulty.items(), `${fault} at call ${call}, ${name}`).toEqual(undisturbed.items);
        injected++;
        if (faulty.died) deaths++;
      });
      expect(deaths).toBe(2 * undisturbed.calls.length);
      console.log(
        `${scenario.name}: ${undisturbed.calls.length} calls, ${injected} faults injected, ${deaths} deaths, 0 differences (three in a row: alarm PollsGivenUp)`,
      );
    });
  }

  test('a fetch or a reader that throws changes nothing, and the next try finds everything', async () => {
    const [scenario] = scenarios as [Scenario];
    const prepared = await prepare(scenario);
    const undisturbed = await countCalls(scenario, prepared);
    const { faulty, world } = await openWorld(scenario, prepared);
    const before = await faulty.items();
    const dying = { ...world, fetcher: { fetch: () => Promise.reject(new Killed('while fetching')) } };
    await expect(pollSource(dying, 'blog', now)).rejects.toThrow(Killed);
    expect(await faulty.items()).toEqual(before);
    await poll(world, scenario);
    expect(await faulty.items()).toEqual(undisturbed.items);
  });
});

describe('two sources that tell the same stories, one of them cut short between', () => {
  test('still make one candidate a story, told by both', async () => {
    const scenario: Scenario = {
      ...(scenarios[0] as Scenario),
      prepare: async () => {},
    };
    const storiesIn = (items: Record<string, unknown>[]) =>
      items
        .filter(({ sk }) => sk === 'CANDIDATE')
        .map(({ title, toldBy }) => `${title}: ${[...(toldBy as Set<string>)].sort().join(', ')}`)
        .sort();
    const prepared = await prepare(scenario);
    const clean = await openWorld(scenario, prepared);
    await pollLinker(clean.world);
    const calls = clean.faulty.calls.length;
    await poll(clean.world, scenario);
    const expected = storiesIn(await clean.faulty.items());
    expect(expected).toHaveLength(stories.length);
    let injected = 0;
    for (const fault of ['dies before', 'dies after'] as const) {
      for (let call = 1; call <= calls; call++) {
        const { faulty, world } = await openWorld(scenario, prepared);
        faulty.failAt(call, fault);
        await pollLinker(world).catch(() => {});
        faulty.heal();
        await poll(world, scenario);
        await pollLinker(world);
        expect(storiesIn(await faulty.items()), `${fault} at call ${call}`).toEqual(expected);
        injected++;
      }
    }
    console.log(`interleaved sources: ${injected} deaths injected, 0 differences`);
  });
});
