import { describe, expect, test } from 'vitest';
import { approve, type Issue, reject } from '../../lambdas/domain/issue';
import { addArticle, changeItem, changeSection, silenceSource, writeOpening } from '../../lambdas/domain/issue/edits';
import { articleFingerprints } from '../../lambdas/domain/story/fingerprint';
import { draftIssue } from '../../lambdas/pipeline/draft';
import { publishDue } from '../../lambdas/pipeline/publish';
import { teach } from '../../lambdas/pipeline/teach';
import { draftSettings, makeDraftWorld } from '../support/draft-world';
import { useFaultyStore } from '../support/faulty-table';
import { makeArticle, makeCandidate, makeIncident } from '../support/made';

const hour = 3_600_000;
const week = 7 * 24 * hour;
/** Weeks after the first draft, and hours from then. */
const at = (weeks: number, hours = 0) =>
  new Date(Date.parse('2026-06-07T12:00:00.000Z') + weeks * week + hours * hour).toISOString();
const settings = { ...draftSettings, firstIssue: 76, recipients: [], unsubscribe: [] };

const store = useFaultyStore();

type Edit = (issue: Issue) => Issue;

async function openWeeks(candidates: readonly string[] = ['one', 'two', 'three']) {
  const { table } = await store.open();
  const { world, mails } = makeDraftWorld(table);
  for (const id of candidates)
    await world.candidates.tell(
      makeCandidate(id, { title: `An incident at ${id}`, url: `https://${id}.example/`, firstSeenAt: at(-1) }),
      undefined,
    );
  const read = async (number: number) => (await world.issues.get(number)) as Issue;
  const edit = async (number: number, ...edits: Edit[]) => {
    for (const change of edits) {
      const issue = await read(number);
      await world.issues.save(change(issue), issue.revision);
    }
  };
  return {
    world,
    mails,
    edit,
    async draft(weeks: number) {
      const { issue } = await draftIssue(world, settings, at(weeks));
      return read(issue);
    },
    async publish(number: number, weeks: number) {
      await edit(number, (issue) => approve(issue, issue.revision, at(weeks), 0));
      await publishDue(world, settings, at(weeks));
    },
  };
}

const decide =
  (id: string, decision: 'kept' | 'dropped' | 'later'): Edit =>
  (issue) =>
    changeItem(issue, issue.revision, id, { decision }, at(0, 1));
const write =
  (id: string, words: Record<string, string>): Edit =>
  (issue) =>
    changeItem(issue, issue.revision, id, { words }, at(0, 1));
const own = makeArticle('own', { title: 'On queues', url: 'https://own.example/', byHand: true, decision: 'kept' });
const add: Edit = (issue) => addArticle(issue, issue.revision, own, at(0, 1));
const open: Edit = (issue) =>
  writeOpening(
    issue,
    issue.revision,
    { intro: 'From the lake.', sponsor: { label: 'Beacon', text: 'Try it.', url: '' } },
    at(0, 1),
  );
const skip: Edit = (issue) => reject(issue, issue.revision, at(0, 2), '', true);
const throwAway: Edit = (issue) => reject(issue, issue.revision, at(0, 2), '');
const article = ({ articles }: Issue, id: string) => articles.find((each) => each.id === id);
const ids = ({ articles, runnersUp }: Issue) => [...articles, ...runnersUp].map(({ id }) => id).sort();

describe('an unfinished draft and the next one', () => {
  for (const [name, end] of [
    ['a skipped week', skip],
    ['a draft nobody decided on', undefined],
  ] as const) {
    test(`of ${name}, what was written, kept or added comes along, and what was dropped does not come back`, async () => {
      const { draft, edit } = await openWeeks();
      await draft(0);
      await edit(
        76,
        write('one', { comment: 'Read this.', title: 'My title of one', author: 'Ada', company: 'One' }),
        decide('two', 'dropped'),
        add,
        open,
        ...(end ? [end] : []),
      );
      const next = await draft(1);
      expect(next.number).toBe(end ? 76 : 77);
      expect(article(next, 'one')).toMatchObject({
        comment: 'Read this.',
        title: 'My title of one',
        author: 'Ada',
        company: 'One',
        decision: 'undecided',
      });
      expect(article(next, 'one')?.reasons[0]).toBe(`written on in the ${end ? 'skipped draft' : 'draft of #76'}`);
      expect(article(next, 'own')).toMatchObject({ byHand: true, url: own.url, decision: 'undecided' });
      expect(article(next, 'three')).not.toHaveProperty('comment');
      expect(ids(next)).toEqual(['one', 'own', 'three']);
      expect(next.intro, 'a draft that is still one keeps its own').toBe(end && 'From the lake.');
      expect(next.sponsor?.label).toBe(end && 'Beacon');
    });
  }

  test('a second week off loses nothing either, and brings nothing back', async () => {
    const { draft, edit } = await openWeeks();
    await draft(0);
    await edit(76, write('one', { comment: 'Read this.' }), decide('two', 'dropped'), add, open, skip);
    await draft(1);
    await edit(76, skip);
    const third = await draft(2);
    expect(ids(third)).toEqual(['one', 'own', 'three']);
    expect(article(third, 'one')).toMatchObject({ comment: 'Read this.' });
    expect(third.intro).toBe('From the lake.');
  });

  test('a title typed with the press of Keep comes along, also after forty changes more and a second week off', async () => {
    const { draft, edit } = await openWeeks();
    await draft(0);
    await edit(
      76,
      (issue) => changeItem(issue, issue.revision, 'one', { decision: 'kept', words: { title: 'My title' } }, at(0, 1)),
      ...Array.from({ length: 41 }, (_, step) => decide('two', step % 2 === 0 ? 'dropped' : 'kept')),
      skip,
    );
    expect(article(await draft(1), 'one')).toMatchObject({ title: 'My title', decision: 'undecided' });
    await edit(76, skip);
    const third = article(await draft(2), 'one');
    expect(third?.title).toBe('My title');
    expect(third?.reasons.filter((reason) => reason.includes('draft'))).toEqual(['kept in the skipped draft']);
  });

  test('what was kept or put off comes along through a second week off, however low it ranks', async () => {
    const { world, draft, edit } = await openWeeks();
    await world.incidents.save(makeIncident('i1', { startedAt: at(0, -30), endedAt: at(0, -20) }));
    await draft(0);
    await edit(76, decide('one', 'kept'), decide('two', 'later'), decide('i1', 'later'), skip);
    await draft(1);
    await edit(76, skip);
    await world.candidates.unlist(['one', 'two']);
    const third = await draft(2);
    expect(ids(third)).toEqual(['one', 'three', 'two']);
    expect(third.outages.map(({ id }) => id)).toEqual(['i1']);
  });

  test('what was moved to the other section stays there, and is not in both', async () => {
    const { world, draft, edit } = await openWeeks();
    await world.incidents.save(makeIncident('i1', { startedAt: at(0, -30), endedAt: at(0, -20) }));
    const move =
      (id: string): Edit =>
      (issue) =>
        changeSection(issue, issue.revision, id, at(0, 1));
    await draft(0);
    await edit(76, decide('one', 'kept'), move('one'), move('i1'));
    const next = await draft(1);
    expect(ids(next)).toEqual(['i1', 'three', 'two']);
    expect(next.outages.map(({ id }) => id)).toEqual(['one']);
  });

  test('what was moved to the outages and printed elsewhere meanwhile does not come along', async () => {
    const { world, draft, edit } = await openWeeks();
    await draft(0);
    await edit(76, decide('one', 'kept'), (issue) => changeSection(issue, issue.revision, 'one', at(0, 1)));
    await world.candidates.markPrinted(articleFingerprints({ title: 'One', url: 'https://one.example/' }), 75);
    const next = await draft(1);
    expect(next.outages).toEqual([]);
    expect(ids(next)).toEqual(['three', 'two']);
  });

  test('what a dropped outage covered stays away with it', async () => {
    const { world, draft, edit } = await openWeeks();
    const about = { service: 'A', sourceId: 'a' };
    await world.incidents.save(makeIncident('i1', { ...about, startedAt: at(0, -30), endedAt: at(0, -20) }));
    await world.incidents.save(
      makeIncident('i2', { ...about, significance: 0.4, startedAt: at(0, -50), endedAt: at(0, -45) }),
    );
    expect((await draft(0)).outages).toMatchObject([{ id: 'i1', folded: ['i2'] }]);
    await edit(76, decide('i1', 'dropped'), skip);
    expect((await draft(1)).outages).toEqual([]);
  });

  test('after a rejection starts afresh, but for what was dropped', async () => {
    const { draft, edit } = await openWeeks();
    await draft(0);
    await edit(76, write('one', { comment: 'No.' }), decide('two', 'dropped'), add, open, throwAway);
    const next = await draft(1);
    expect(ids(next)).toEqual(['one', 'three']);
    expect(article(next, 'one')).not.toHaveProperty('comment');
    expect(next).not.toHaveProperty('intro');
  });

  test('words come along whole or not at all: the newest facts stay beside them, and a struck author stays struck', async () => {
    const { world, draft, edit } = await openWeeks(['one']);
    await world.candidates.tell(
      makeCandidate('two', {
        title: 'An incident at two',
        url: 'https://two.example/',
        author: 'Bob',
        firstSeenAt: at(-1),
      }),
      undefined,
    );
    await draft(0);
    await edit(76, write('two', { author: '', comment: 'By nobody.' }), skip);
    await world.candidates.tell(
      makeCandidate('two', { title: 'An incident at two', sourceId: 'another', firstSeenAt: at(0, 5) }),
      undefined,
    );
    const two = article(await draft(1), 'two');
    expect(two).toMatchObject({ comment: 'By nobody.', toldBy: 2 });
    expect(two).not.toHaveProperty('author');
  });

  test('what nobody approved has not taught the ranking that it was printed', async () => {
    const { world, draft, edit } = await openWeeks();
    await draft(0);
    const before = (await draft(0)).articles.find(({ id }) => id === 'one');
    await edit(76, decide('one', 'kept'));
    await teach(world, undefined, (await world.issues.get(76)) as Issue);
    const again = article(await draft(1), 'one');
    expect(again?.score).toBe(before?.score);
    expect(again?.reasons.join()).not.toContain('printed');
    const third = article(await draft(2), 'one');
    expect(third?.score, 'nor after a second one').toBe(before?.score);
  });

  test('what was printed meanwhile does not come along', async () => {
    const { world, draft, edit } = await openWeeks();
    await draft(0);
    await edit(76, write('one', { comment: 'Read this.' }), decide('three', 'kept'));
    await world.candidates.markPrinted(articleFingerprints({ title: 'One', url: 'https://one.example/' }), 75);
    const next = await draft(1);
    expect(ids(next)).toEqual(['three', 'two']);
    expect(article(next, 'three')?.reasons[0]).toBe('kept in the draft of #76');
  });
});

test('what is approved and still waits to go out is not offered again, and what was put off there is', async () => {
  const { draft, edit } = await openWeeks(['one', 'two', 'three', 'four']);
  await draft(0);
  await edit(
    76,
    decide('two', 'dropped'),
    decide('three', 'later'),
    (issue) => changeSection(issue, issue.revision, 'four', at(0, 1)),
    (issue) => approve(issue, issue.revision, at(1), 30),
  );
  const next = await draft(1);
  expect(next.number).toBe(77);
  expect(ids(next)).toEqual(['three']);
});

describe('what was put off for later', () => {
  test('is in the next draft with its words, however low it ranks, also a link added by hand', async () => {
    const plants = 'acacia birch cedar dahlia elm fern gorse hazel iris juniper kelp larch'.split(' ');
    const { world, draft, edit, publish } = await openWeeks(['one']);
    await draft(0);
    await edit(76, add, decide('own', 'later'), write('one', { comment: 'Next week.' }), decide('one', 'later'));
    for (const plant of plants)
      await world.candidates.tell(
        makeCandidate(plant, {
          title: `Incident review at ${plant}: reliability, resilience and SRE on call`,
          url: `https://${plant}.example/`,
          firstSeenAt: at(0, 3),
        }),
        undefined,
      );
    await edit(76, (issue) => ({
      ...issue,
      revision: issue.revision + 1,
      articles: [...issue.articles, makeArticle('x')],
    }));
    await publish(76, 0.1);
    const next = await draft(1);
    for (const id of ['own', 'one']) expect(article(next, id)?.reasons[0]).toBe('put off for later in #76');
    expect(next.articles).toHaveLength(12);
    expect(article(next, 'one')).toMatchObject({ comment: 'Next week.', decision: 'undecided' });
    await publish(77, 1.1);
    expect(ids(await draft(2))).not.toContain('own');
  });

  test('is not a source that was silenced', async () => {
    const { draft, edit, publish } = await openWeeks();
    await draft(0);
    await edit(76, (issue) => silenceSource(issue, issue.revision, 'one', at(0, 1)), add);
    await publish(76, 0.1);
    expect(ids(await draft(1))).not.toContain('one');
  });

  test('is an outage too, with its words and as it is by now', async () => {
    const { world, draft, edit, publish } = await openWeeks();
    await world.incidents.save(makeIncident('i1', { startedAt: at(0, -30) }));
    const first = await draft(0);
    expect(first.outages.map(({ id }) => id)).toEqual(['i1']);
    await edit(76, write('i1', { comment: 'Wait for the write-up.' }), decide('i1', 'later'));
    await publish(76, 0.1);
    await world.incidents.save(makeIncident('i1', { startedAt: at(0, -30), endedAt: at(0, -20), updates: 9 }));
    const { outages } = await draft(1);
    expect(outages).toHaveLength(1);
    expect(outages[0]).toMatchObject({ id: 'i1', comment: 'Wait for the write-up.', endedAt: at(0, -20), updates: 9 });
  });
});

describe('outages around the hour of a draft', () => {
  const outagesOf = (issue: Issue) => issue.outages.map(({ id }) => id).sort();

  test('one that was small or unknown at that hour is in the next draft, and what was too small and over is not', async () => {
    const { world, draft, publish } = await openWeeks();
    const small = { significance: 0.1 };
    await world.incidents.save(makeIncident('grew', { ...small, service: 'A', sourceId: 'a', startedAt: at(0, -1) }));
    await world.incidents.save(
      makeIncident('blip', { ...small, service: 'B', sourceId: 'b', startedAt: at(0, -3), endedAt: at(0, -2) }),
    );
    expect(outagesOf(await draft(0))).toEqual([]);
    await publish(76, 0.1);
    await world.incidents.save(
      makeIncident('grew', { service: 'A', sourceId: 'a', startedAt: at(0, -1), endedAt: at(0, 9) }),
    );
    await world.incidents.save(
      makeIncident('late', { service: 'C', sourceId: 'c', startedAt: at(0, -0.4), endedAt: at(0, 8) }),
    );
    expect(outagesOf(await draft(1))).toEqual(['grew', 'late']);
  });

  test('one that was dropped while it went on is not offered again, nor are the outages of an issue that went out', async () => {
    const { world, draft, edit, publish } = await openWeeks();
    await world.incidents.save(makeIncident('i1', { service: 'A', sourceId: 'a', startedAt: at(0, -30) }));
    await world.incidents.save(
      makeIncident('i2', { service: 'B', sourceId: 'b', startedAt: at(0, -40), endedAt: at(0, -30) }),
    );
    await draft(0);
    await edit(76, decide('i1', 'dropped'));
    await publish(76, 0.1);
    expect(outagesOf(await draft(1))).toEqual([]);
  });

  test('one that was dropped from a draft that was skipped stays away through a second week off, and once an issue went out', async () => {
    const { world, draft, edit, publish } = await openWeeks();
    await draft(0);
    await publish(76, 0.1);
    await world.incidents.save(makeIncident('i1', { startedAt: at(0, 30), endedAt: at(0, 40) }));
    expect(outagesOf(await draft(1))).toEqual(['i1']);
    await edit(77, decide('i1', 'dropped'), skip);
    expect(outagesOf(await draft(2))).toEqual([]);
    await edit(77, skip);
    expect(outagesOf(await draft(3))).toEqual([]);
    await edit(77, add);
    await publish(77, 3.1);
    await world.incidents.save(makeIncident('i1', { startedAt: at(0, 30), endedAt: at(3, 40) }));
    expect(outagesOf(await draft(4))).toEqual([]);
  });

  test('those of a draft nobody decided on are in the next one, but for the dropped', async () => {
    const { world, draft, edit } = await openWeeks();
    await world.incidents.save(
      makeIncident('i1', { service: 'A', sourceId: 'a', startedAt: at(0, -30), endedAt: at(0, -20) }),
    );
    await world.incidents.save(
      makeIncident('i2', { service: 'B', sourceId: 'b', startedAt: at(0, -40), endedAt: at(0, -30) }),
    );
    await draft(0);
    await world.incidents.save(
      makeIncident('i3', { service: 'C', sourceId: 'c', startedAt: at(0, -100), endedAt: at(0, -90) }),
    );
    await edit(76, decide('i2', 'dropped'), write('i1', { comment: 'Ouch.' }));
    const next = await draft(1);
    expect(next.number).toBe(77);
    expect(outagesOf(next), 'also what was not known then').toEqual(['i1', 'i3']);
    expect(next.outages.find(({ id }) => id === 'i1')?.comment).toBe('Ouch.');
  });

  test('one that was printed while it went on is told once more when it is over, and never again', async () => {
    const { world, draft, publish } = await openWeeks();
    const going = makeIncident('i1', { startedAt: at(0, -30) });
    await world.incidents.save(going);
    await draft(0);
    await publish(76, 0.1);
    await world.candidates.tell(makeCandidate('new', { title: 'Reliability', firstSeenAt: at(0, 9) }), undefined);
    expect(outagesOf(await draft(1)), 'still going on').toEqual([]);
    await publish(77, 1.1);
    await world.incidents.save({ ...going, endedAt: at(1, 40) });
    const { outages, number } = await draft(2);
    expect(number).toBe(78);
    expect(outages).toHaveLength(1);
    expect(outages[0]).toMatchObject({
      id: 'i1',
      endedAt: at(1, 40),
      notes: ['Still going on when issue #76 was written'],
      followsUp: { issue: 76 },
    });
    await publish(78, 2.1);
    expect(outagesOf(await draft(3))).toEqual([]);
  });

  test('the words on its end, and its being dropped, hold through a week off', async () => {
    const { world, draft, edit, publish } = await openWeeks();
    const going = makeIncident('i1', { startedAt: at(0, -30) });
    await world.incidents.save(going);
    await draft(0);
    await publish(76, 0.1);
    await world.incidents.save({ ...going, endedAt: at(0, 40) });
    await world.candidates.tell(makeCandidate('new', { title: 'Reliability', firstSeenAt: at(0, 9) }), undefined);
    await draft(1);
    await edit(77, write('i1', { comment: 'At last.' }), skip);
    expect((await draft(2)).outages).toMatchObject([{ id: 'i1', comment: 'At last.', followsUp: { issue: 76 } }]);
    await edit(77, decide('i1', 'dropped'), skip);
    expect(outagesOf(await draft(3))).toEqual([]);
  });

  test('a post-mortem of its page that was dropped does not come back after a week off', async () => {
    const { world, draft, edit, publish } = await openWeeks();
    const over = makeIncident('i1', { startedAt: at(0, -30), endedAt: at(0, -20) });
    await world.incidents.save(over);
    await draft(0);
    await publish(76, 0.1);
    await world.incidents.save({ ...over, postmortem: { url: 'https://status.example/i1/postmortem', at: at(0, 9) } });
    const [told] = (await draft(1)).articles;
    expect(told).toMatchObject({ url: 'https://status.example/i1/postmortem', followsUp: { issue: 76 } });
    await edit(77, decide(told?.id ?? '', 'dropped'), add, skip);
    expect(ids(await draft(2))).toEqual(['own']);
  });
});
