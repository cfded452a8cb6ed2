import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Incident } from '../../lambdas/domain/incident';
import { pollSource } from '../../lambdas/pipeline/poll';
import { createFakeFetcher } from '../support/fake-fetcher';
import { MemoryTable } from '../support/memory-table';
import { addSources, makePollWorld } from '../support/poll-world';
import { spellFeed } from '../support/spell-feed';

const minute = 60_000;
const site = 'https://status.harbourly.example';
const iso = (at: number) => new Date(at).toISOString();
/** How many incidents a page shows, and a feed of messages how many of those: fewer than there will be. */
const shown = 6;

/** One incident as a person with a pencil would have it. */
interface Noted {
  name: string;
  title: string;
  says: { at: number; stage: string }[];
}
const isOver = ({ says }: Noted) => says.at(-1)?.stage === 'Resolved';
const said = (stage: string, name: string) => `${stage} of ${name}.`;

type Spell = (noted: readonly Noted[], numbering: number) => string;
const code = ({ name }: Noted, numbering: number) => `${name}x${numbering}q1w2`;
const newestFirst = (noted: readonly Noted[]) => [...noted].reverse().slice(0, shown);
const messages = (noted: readonly Noted[]) =>
  newestFirst(noted)
    .flatMap((one) => one.says.map((message) => ({ one, ...message })))
    .sort((a, b) => b.at - a.at)
    .slice(0, shown * 2);

const lines = ({ name, says }: Noted) =>
  [...says]
    .reverse()
    .map(({ at, stage }) => {
      const day = new Date(at).toUTCString().slice(5, 11).split(' ').reverse().join(' ');
      return `<p><small>${day}, ${iso(at).slice(11, 16)} UTC</small><br><strong>${stage}</strong> - ${said(stage, name)}</p>`;
    })
    .join('');

const spellJson = (listed: readonly Noted[], numbering: number) =>
  JSON.stringify({
    page: { name: 'Harbourly', url: site },
    incidents: listed.map((one) => ({
      id: code(one, numbering),
      name: one.title,
      status: one.says.at(-1)?.stage.toLowerCase(),
      impact: 'major',
      incident_updates: one.says.map(({ at, stage }) => ({
        status: stage.toLowerCase(),
        body: said(stage, one.name),
        display_at: iso(at),
      })),
    })),
  });

/** Statuspage's JSON and RSS of one page, two feeds that have an item for each message, and the documents of four that have a form of their own. */
const spellings: Record<string, Spell> = {
  'Statuspage’s JSON': (noted, numbering) => spellJson(newestFirst(noted), numbering),
  'Statuspage’s RSS': (noted, numbering) =>
    spellFeed(
      newestFirst(noted).map((one) => {
        const link = `${site}/incidents/${code(one, numbering)}`;
        return { title: one.title, link, guid: `${numbering}-${one.name}`, text: lines(one), at: iso(one.says[0]!.at) };
      }),
      { title: 'Harbourly Status - Incident History', link: site },
    ),
  'Better Stack’s feed': (noted, numbering) =>
    spellFeed(
      messages(noted).map(({ one, at, stage }) => {
        const link = `${site}/incident/${numbering}${noted.indexOf(one) + 100}#${at / minute}`;
        return { title: one.title, link, guid: link, text: said(stage, one.name), at: iso(at) };
      }),
      { title: 'Harbourly status', link: site },
    ),
  'a list of outages': (noted) =>
    spellFeed(
      messages(noted).map(({ one, at, stage }) => ({
        title: `${stage}: ${one.title}`,
        link: `${site}/outages/${one.name}`,
        guid: `${one.name}-${at / minute}`,
        text: said(stage, one.name),
        at: iso(at),
      })),
      { title: 'Harbourly Status', link: site },
    ),
  'Slack’s history': (noted, numbering) =>
    JSON.stringify(
      newestFirst(noted).map((one) => ({
        id: `${numbering}-${one.name}`,
        date_created: iso(one.says[0]!.at),
        date_updated: iso(one.says.at(-1)!.at),
        title: one.title,
        type: 'incident',
        status: isOver(one) ? 'resolved' : 'active',
        url: `https://slack-status.com/2026-03/${code(one, numbering)}`,
        services: ['Messaging'],
        notes: one.says.map(({ at, stage }) => ({ date_created: iso(at), body: said(stage, one.name) })).reverse(),
      })),
    ),
  'Cachet’s incidents': (noted, numbering) =>
    JSON.stringify({
      meta: {},
      data: newestFirst(noted).map((one) => ({
        id: `${numbering}${noted.indexOf(one) + 100}`,
        name: one.title,
        status: 1,
        message: said('Investigating', one.name),
        created_at: iso(one.says[0]!.at),
        updated_at: iso(one.says.at(-1)!.at),
        permalink: `${site}/incidents/${numbering}${noted.indexOf(one) + 100}`,
        updates: one.says.slice(1).map(({ at, stage }) => ({
          status: isOver({ ...one, says: [{ at, stage }] }) ? 4 : 2,
          message: said(stage, one.name),
          created_at: iso(at),
        })),
      })),
    }),
  'Heroku’s incidents': (noted, numbering) =>
    JSON.stringify(
      newestFirst(noted).map((one) => ({
        id: `${numbering}${noted.indexOf(one) + 100}`,
        title: one.title,
        state: isOver(one) ? 'resolved' : 'open',
        created_at: iso(one.says[0]!.at),
        updated_at: iso(one.says.at(-1)!.at),
        full_url: `https://status.heroku.com/incidents/${numbering}${noted.indexOf(one) + 100}`,
        updates: one.says.map(({ at, stage }) => ({
          contents: said(stage, one.name),
          update_type: stage,
          created_at: iso(at),
        })),
      })),
    ),
  'Salesforce’s incidents': (noted, numbering) =>
    JSON.stringify(
      newestFirst(noted).map((one) => ({
        id: `${numbering}${noted.indexOf(one) + 100}`,
        message: { subject: one.title },
        updatedAt: iso(one.says.at(-1)!.at),
        IncidentImpacts: [{ startTime: iso(one.says[0]!.at), endTime: isOver(one) ? iso(one.says.at(-1)!.at) : null }],
        IncidentEvents: one.says.map(({ at, stage }) => ({
          type: stage,
          message: said(stage, one.name),
          createdAt: iso(at),
        })),
      })),
    ),
};

type Step = { does: 'begin' | 'say' | 'end' | 'retitle' | 'renumber' | 'respell'; which: number; after: number };
const step: fc.Arbitrary<Step> = fc.record({
  does: fc.constantFrom('begin', 'begin', 'say', 'say', 'end', 'retitle', 'renumber', 'respell'),
  which: fc.nat({ max: 5 }),
  after: fc.integer({ min: 1, max: 900 }),
});

/** A source on the table in memory, polled whenever a test says; answers what is stored of its incidents then. */
async function openPage(body: () => string, now: number) {
  const table = new MemoryTable();
  const world = makePollWorld(table, createFakeFetcher(body));
  await addSources(world, [{ id: 'page', url: `${site}/feed`, kind: 'status', site }], iso(now));
  return {
    dueAt: async () => Date.parse((await world.sources.get('page'))?.nextPollAt ?? ''),
    async poll(at: number) {
      await pollSource(world, 'page', iso(at));
      return table.items().filter(({ sk }) => sk === 'INCIDENT') as unknown as Incident[];
    },
  };
}

async function play(format: string, steps: readonly Step[]): Promise<number> {
  let now = Date.parse('2026-03-02T00:00:00.000Z');
  let numbering = 1;
  let spell = spellings[format] as Spell;
  const noted: Noted[] = [];
  const page = await openPage(() => spell(noted, numbering), now);
  const poll = async () => {
    now = Math.ceil(Math.max(now, await page.dueAt()) / minute) * minute;
    const stored = await page.poll(now);
    for (const one of newestFirst(noted)) {
      const same = stored.filter(({ title }) => title.includes(one.name));
      expect(same, `${one.title}, once`).toMatchObject([{ title: one.title, startedAt: iso(one.says[0]!.at) }]);
      expect(same[0]?.endedAt, `when ${one.title} ended`).toBe(isOver(one) ? iso(one.says.at(-1)!.at) : undefined);
    }
    expect(stored.length).toBe(noted.length);
  };
  for (const { does, which, after } of steps) {
    const open = newestFirst(noted).filter((one) => !isOver(one));
    const one = open[which % Math.max(1, open.length)];
    if (does === 'begin') {
      const name = `service${noted.length}z`;
      noted.push({ name, title: `Errors in ${name}`, says: [{ at: now, stage: 'Investigating' }] });
    } else if (does === 'renumber') numbering++;
    else if (does === 'respell' && format.startsWith('Statuspage'))
      spell = spellings[`Statuspage’s ${which % 2 === 0 ? 'JSON' : 'RSS'}`] as Spell;
    else if (one && does === 'say') one.says.push({ at: now, stage: 'Identified' });
    else if (one && does === 'end') one.says.push({ at: now, stage: 'Resolved' });
    else if (one && does === 'retitle') one.title = `${which % 2 === 0 ? 'Delays' : 'Outage'} of ${one.name}`;
    now += after * minute;
    await poll();
  }
  return noted.length;
}

for (const format of Object.keys(spellings))
  test(`whatever becomes of a page in ${format}, each of its incidents is stored once, as the page last told of it`, async () => {
    let incidents = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 30 }), async (steps) => {
        incidents += await play(format, steps);
      }),
      { numRuns: 12 },
    );
    expect(incidents).toBeGreaterThan(12);
  });

test('a page that shows more than a hundred incidents and numbers them anew is known again in each of its later messages', async () => {
  const past = 150;
  let now = Date.parse('2026-03-02T00:00:00.000Z');
  const begins = (n: number) => now - (past - n) * 24 * 60 * minute;
  const noted = Array.from({ length: past }, (_, n): Noted => {
    const says = ['Investigating', 'Resolved'].map((stage, index) => ({ at: begins(n) + index * 60 * minute, stage }));
    return { name: `service${n}z`, title: n % 2 === 0 ? 'Elevated error rates' : 'Failing logins', says };
  });
  let numbering = 1;
  let listed: readonly Noted[] = noted.slice(-shown);
  const page = await openPage(() => spellJson(listed, numbering), now);
  const poll = async () => {
    now = Math.max(now, await page.dueAt());
    return (await page.poll(now)).length;
  };
  expect(await poll()).toBe(shown);
  listed = noted;
  expect(await poll()).toBe(past);
  for (numbering = 2; numbering < 5; numbering++) {
    noted.at(-1)?.says.push({ at: now, stage: 'Resolved' });
    expect(await poll()).toBe(past);
  }
});
