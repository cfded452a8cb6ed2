import { describe, expect, test } from 'vitest';
import { createIncidentStore } from '../../lambdas/adapters/incidents';
import { createIssueStore } from '../../lambdas/adapters/issues';
import { createReceiptStore } from '../../lambdas/adapters/receipts';
import { signGrant } from '../../lambdas/domain/approval';
import { WrongStateError } from '../../lambdas/domain/errors';
import type { Incident } from '../../lambdas/domain/incident';
import { newHabit } from '../../lambdas/domain/incident/significance';
import type { Issue } from '../../lambdas/domain/issue';
import { articleFingerprints, outageFingerprint } from '../../lambdas/domain/story/fingerprint';
import { type DeskAction, decide } from '../../lambdas/pipeline/decide';
import { showDesk } from '../../lambdas/pipeline/desk';
import { draftIssue } from '../../lambdas/pipeline/draft';
import { publishDue } from '../../lambdas/pipeline/publish';
import { draftSettings, keepMails, keys, signingKeys } from '../support/draft-world';
import { createFakeFetcher } from '../support/fake-fetcher';
import { useFaultyStore } from '../support/faulty-table';
import { makeIncident } from '../support/made';
import { makePollWorld } from '../support/poll-world';

const now = '2026-06-07T12:00:00.000Z';
const settings = {
  ...draftSettings,
  recipients: [],
  unsubscribe: [],
  timeZone: 'America/New_York',
  coolingOffMinutes: 0,
  styleNonce: 'n',
};

const store = useFaultyStore();

async function openWeek(incidents: readonly Incident[]) {
  const { table, calls } = await store.open();
  const { mails, mailer } = keepMails();
  const world = {
    ...makePollWorld(
      table,
      createFakeFetcher(() => ''),
    ),
    incidents: createIncidentStore(table),
    issues: createIssueStore(table),
    receipts: createReceiptStore(table),
    signingKeys,
    pace: { turn: async () => true, leave: async () => {} },
    mailer,
  };
  for (const incident of incidents) await world.incidents.save(incident);
  await draftIssue(world, settings, now);
  const read = async () => (await world.issues.get(7)) as Issue;
  const desk = async () => {
    const grant = { purpose: 'read' as const, issue: 7, session: 's', expiresAt: '2026-06-08T12:00:00.000Z' };
    const known = signGrant({ ...grant, purpose: 'known', issue: 0 }, keys);
    const request = { issue: 7, read: signGrant(grant, keys), known, styleNonce: 'n', query: {}, format: '' };
    const page = await showDesk(world, settings, request, now);
    return { page, form: /name="form" value="([^"]+)"/.exec(page)?.[1] ?? '' };
  };
  const press = (action: DeskAction, form: string, fields: Record<string, string> = {}) => {
    const act = signGrant({ purpose: 'act', issue: 7, session: 's', expiresAt: '2026-06-08T12:00:00.000Z' }, keys);
    return decide(world, settings, { issue: 7, action, act, form: { form, ...fields } }, now);
  };
  return { world, calls, mails, read, desk, press };
}

const word = { read: 'yes', word: 'publish' };
const text = (page: string) => page.replace(/<[^>]+>/g, '').replace(/\s+/g, ' ');

describe('the outages of a draft', () => {
  test('are one line for one service in a week, with the others as notes in the newsletter’s time zone', async () => {
    const { read, mails } = await openWeek([
      makeIncident('first', {
        significance: 0.9,
        startedAt: '2026-06-03T09:26:00.000Z',
        endedAt: '2026-06-03T12:00:00.000Z',
      }),
      makeIncident('second', {
        title: 'Webhooks delayed',
        startedAt: '2026-06-05T02:00:00.000Z',
        endedAt: '2026-06-05T02:40:00.000Z',
      }),
      makeIncident('other', { service: 'Another service', sourceId: 'other', significance: 0.4 }),
      makeIncident('blip', { significance: 0.1 }),
    ]);
    const { outages, leftOut } = await read();
    expect(outages.map(({ id, notes, folded }) => ({ id, notes, folded }))).toEqual([
      { id: 'first', notes: ['One more on Thu, Jun 4, for 40 min: Webhooks delayed'], folded: ['second'] },
      { id: 'other', notes: undefined, folded: undefined },
    ]);
    expect(leftOut.incidents).toBe(1);
    expect(mails[0]?.text).not.toContain('blip');
    expect(mails[0]?.text).toContain('\n  - One more on Thu, Jun 4, for 40 min: Webhooks delayed\n');
    expect(text(mails[0]?.html ?? '')).toContain('One more on Thu, Jun 4, for 40 min: Webhooks delayed');
  });

  test('have those of the week before that nobody has decided on: they went on, or were told of afterwards', async () => {
    const saturday = (hour: string) => `2026-06-0${hour}:00.000Z`;
    const facts = (firstSeen: string) => ({ firstSeen }) as NonNullable<Incident['facts']>;
    const own = (key: string, about: Partial<Incident>) => makeIncident(key, { service: key, sourceId: key, ...about });
    const growing = own('growing', { startedAt: saturday('7T11:50'), significance: 0.2 });
    const small = own('small', { startedAt: saturday('6T08:00'), endedAt: saturday('6T08:09'), significance: 0.2 });
    const shown = own('shown', { startedAt: saturday('7T09:00'), significance: 0.6 });
    const { world, desk, press } = await openWeek([growing, small, shown]);
    expect((await world.issues.get(7))?.outages.map(({ id }) => id)).toEqual(['shown']);
    await press('approve', (await desk()).form, word);
    await publishDue(world, settings, now);
    const over = { endedAt: saturday('7T23:30'), significance: 0.8 };
    for (const incident of [growing, shown]) await world.incidents.save({ ...incident, ...over });
    await world.incidents.save({ ...small, significance: 0.5 });
    const told = { startedAt: saturday('6T20:00'), endedAt: saturday('6T22:00'), significance: 0.7 };
    await world.incidents.save(own('told late', { ...told, facts: facts(saturday('7T15:00')) }));
    await world.incidents.save(
      own('history', { ...told, startedAt: saturday('3T20:00'), facts: facts(saturday('9T15:00')) }),
    );
    await draftIssue(world, settings, '2026-06-14T12:00:00.000Z');
    expect((await world.issues.get(8))?.outages.map(({ id }) => id)).toEqual(['growing', 'told late', 'shown']);
  });

  test('weigh what goes on by how long it has lasted, though its page is silent', async () => {
    const startedAt = '2026-06-07T07:00:00.000Z';
    const silent = makeIncident('silent', { startedAt, significance: 0.2 });
    const over = makeIncident('over', { startedAt, endedAt: '2026-06-07T07:05:00.000Z', significance: 0.2 });
    const { world, read } = await openWeek([silent, over]);
    const habit = { habit: newHabit('2025-06-07T00:00:00.000Z'), counted: [], begun: [], incidents: 1 };
    await world.incidents.saveHabit('source', habit);
    expect((await read()).outages).toEqual([]);
    await draftIssue(world, settings, '2026-06-14T12:00:00.000Z');
    expect((await world.issues.get(7))?.outages.map(({ id }) => id)).toEqual(['silent']);
  });

  test('are told once though two sources tell of them, now and when the second of them is late', async () => {
    const over = { endedAt: '2026-06-03T11:00:00.000Z' };
    const { world, read, desk, press } = await openWeek([
      makeIncident('one', { sourceId: 'a', title: '[Resolved] API down', ...over }),
      makeIncident('json', { sourceId: 'b', title: 'API down', url: 'https://status.example/history' }),
      makeIncident('link', {
        sourceId: 'c',
        title: 'API trouble',
        url: 'https://status.example/incidents/one',
        ...over,
      }),
      makeIncident('day after', { sourceId: 'd', title: 'API down', startedAt: '2026-06-04T09:26:00.000Z', ...over }),
      makeIncident('namesake', { sourceId: 'e', title: 'API down', service: 'Another', ...over }),
    ]);
    const told = (await read()).outages.map(({ id, folded = [] }) => [id, ...folded]).sort();
    expect(told).toEqual([['day after'], ['namesake'], ['one', 'link', 'json']]);
    expect((await read()).outages.find(({ id }) => id === 'one')).toMatchObject({ alsoAffected: [], ...over });
    await press('approve', (await desk()).form, word);
    await publishDue(world, settings, now);
    const late = { sourceId: 'f', title: 'API down', facts: { firstSeen: '2026-06-08T00:00:00.000Z' } as never };
    await world.incidents.save(makeIncident('late', late));
    await draftIssue(world, settings, '2026-06-14T12:00:00.000Z');
    expect((await world.issues.get(8))?.outages).toEqual([]);
  });

  test('say why several pages are one line, and mark what is going on', async () => {
    const at = (minute: number) => `2026-06-03T09:${String(minute).padStart(2, '0')}:00.000Z`;
    const { read, mails } = await openWeek([
      makeIncident('cause', { service: 'Cloudflare', sourceId: 'cf', startedAt: at(0), impact: 'critical' }),
      ...['Shopvane', 'Boatswain'].map((service, index) =>
        makeIncident(service, {
          service,
          sourceId: service,
          startedAt: at(10 + index),
          blames: ['Errors are caused by an outage at Cloudflare, our CDN provider.'],
        }),
      ),
    ]);
    const { outages } = await read();
    expect(outages).toHaveLength(1);
    expect(outages[0]).toMatchObject({
      id: 'cause',
      alsoAffected: ['Shopvane', 'Boatswain'],
      groupedBecause: 'Shopvane and Boatswain put it down to Cloudflare',
      folded: ['Shopvane', 'Boatswain'],
    });
    for (const part of [mails[0]?.html, mails[0]?.text]) {
      expect(part?.replace(/\s+/g, ' ')).toContain('one line because Shopvane and Boatswain put it down to Cloudflare');
      expect(part).toMatch(/ongoing\./i);
    }
  });

  test('that were folded into a printed line do not come back by themselves', async () => {
    const { world, desk, press } = await openWeek([
      makeIncident('first', { significance: 0.9, endedAt: '2026-06-03T12:00:00.000Z' }),
      makeIncident('second', { startedAt: '2026-06-05T02:00:00.000Z', endedAt: '2026-06-05T02:40:00.000Z' }),
    ]);
    await press('approve', (await desk()).form, word);
    await publishDue(world, settings, now);
    const monday = '2026-06-08T12:00:00.000Z';
    await draftIssue(world, settings, monday);
    expect((await world.issues.get(8))?.outages).toEqual([]);
  });
});

describe('an outage that an earlier issue printed', () => {
  test('is named by the desk’s checks, unless it is there to say that it is over', async () => {
    const { world, read, desk } = await openWeek([makeIncident('i1', { significance: 0.9 })]);
    expect(text((await desk()).page)).not.toContain('in an earlier issue');
    await world.candidates.markPrinted([outageFingerprint('i1')], 6);
    expect(text((await desk()).page)).toContain('1 item in an earlier issue: #6.');
    const issue = await read();
    const outages = issue.outages.map((outage) => ({ ...outage, followsUp: { issue: 6 } }));
    await world.issues.save({ ...issue, revision: issue.revision + 1, outages }, issue.revision);
    expect(text((await desk()).page)).not.toContain('in an earlier issue');
  });

  test('is named too when it came as an article, and was moved', async () => {
    const { world, read, desk } = await openWeek([makeIncident('i1', { significance: 0.9 })]);
    const issue = await read();
    const outages = issue.outages.map((outage) => ({ ...outage, wasArticle: true as const }));
    await world.issues.save({ ...issue, revision: issue.revision + 1, outages }, issue.revision);
    expect(text((await desk()).page)).not.toContain('in an earlier issue');
    await world.candidates.markPrinted(outages.flatMap(articleFingerprints), 6);
    expect(text((await desk()).page)).toContain('1 item in an earlier issue: #6.');
  });
});

describe('an outage that moves on after the draft was drawn up', () => {
  const ongoing = makeIncident('i1', { significance: 0.9 });
  const over = { ...ongoing, endedAt: '2026-06-03T12:06:00.000Z', updates: 6 };

  test('is shown on the desk as it is now, by the same reads however many there are', async () => {
    const many = [...Array(10).keys()].map((n) => makeIncident(`o${n}`, { service: `S${n}` }));
    const { world, calls, desk } = await openWeek(many);
    const readsOf = async () => {
      const before = calls.length;
      const { page } = await desk();
      return { page, reads: calls.slice(before) };
    };
    const still = await readsOf();
    const batches = ['BatchGetItemCommand', 'BatchGetItemCommand'];
    expect(still.reads).toEqual(['GetItemCommand', 'BatchGetItemCommand', 'QueryCommand', ...batches]);
    expect(still.page).not.toContain('moved on');
    for (const incident of many) await world.incidents.save({ ...incident, endedAt: over.endedAt });
    const moved = await readsOf();
    expect(moved.reads).toEqual(still.reads);
    expect(text(moved.page)).toContain('10 outages have moved on since the draft was drawn up.');
    expect(text(moved.page)).toContain('Over since then: Wed, Jun 3, 5:26 am EDT, for 2 h 40 min');
  });

  test('does not change the text by itself: opening the desk writes nothing', async () => {
    const { world, calls, read, desk } = await openWeek([ongoing]);
    const before = await read();
    await world.incidents.save(over);
    const from = calls.length;
    await desk();
    expect(calls.slice(from).filter((call) => !/Get|Query/.test(call))).toEqual([]);
    expect(await read()).toEqual(before);
  });

  test('is taken up by a press, as a new revision that has to be read before it is approved', async () => {
    const { world, read, desk, press } = await openWeek([ongoing]);
    const stale = (await desk()).form;
    await world.incidents.save({ ...over, postmortem: { url: 'https://status.example/pm' } });
    expect((await press('outages', (await desk()).form)).kind).toBe('done');
    const { outages, revision } = await read();
    expect(revision).toBe(2);
    expect(outages[0]).toMatchObject({
      endedAt: over.endedAt,
      updates: 6,
      notes: ['The provider has published its post-mortem'],
    });
    expect(text((await desk()).page)).not.toContain('moved on');
    expect((await press('approve', stale, word)).kind).toBe('refused');
    expect((await read()).state).toBe('draft');
    expect((await press('outages', stale)).kind).toBe('refused');
    expect((await press('approve', (await desk()).form, word)).kind).toBe('done');
  });

  test('is told in the history and can be taken back, and then is shown as moved on again', async () => {
    const { world, read, desk, press } = await openWeek([ongoing]);
    const before = await read();
    await world.incidents.save(over);
    await press('outages', (await desk()).form);
    const saved = await desk();
    expect(text(saved.page)).toContain('Put into the text what became of the outages');
    expect(saved.page).toContain('id="undo"');
    expect((await press('undo', saved.form)).kind).toBe('done');
    const undone = await read();
    expect(undone.outages).toEqual(before.outages);
    expect(undone.revision).toBe(3);
    expect(undone.changes?.map(({ act }) => act)).toEqual(['updated', 'undone']);
    expect(text((await desk()).page)).toContain('1 outage has moved on since the draft was drawn up.');
    expect((await press('undo', (await desk()).form)).kind).toBe('done');
    expect((await read()).outages[0]).toMatchObject({ endedAt: over.endedAt, updates: 6 });
  });

  test('cannot slip into an approved text: what goes out is what was read', async () => {
    const { world, read, desk, press } = await openWeek([ongoing]);
    const { form } = await desk();
    await world.incidents.save(over);
    expect((await press('approve', form, word)).kind).toBe('done');
    const approved = await read();
    expect(text((await desk()).page)).toContain('The text stays what was read.');
    await expect(press('outages', form)).rejects.toThrow(WrongStateError);
    await publishDue(world, settings, now);
    const published = await read();
    expect(published.state).toBe('published');
    expect(published.outages).toEqual(approved.outages);
    expect(published.outages[0]?.endedAt).toBeUndefined();
  });
});
