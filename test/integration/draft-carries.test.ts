import { describe, expect, test } from 'vitest';
import { approve, type Issue } from '../../lambdas/domain/issue';
import { changeItem, changeSection, silenceSource } from '../../lambdas/domain/issue/edits';
import { articleFingerprints } from '../../lambdas/domain/story/fingerprint';
import { teach } from '../../lambdas/pipeline/teach';
import {
  add,
  article,
  at,
  decide,
  type Edit,
  ids,
  open,
  openDraftWeeks,
  own,
  skip,
  throwAway,
  write,
} from '../support/draft-weeks';
import { useFaultyStore } from '../support/faulty-table';
import { makeArticle, makeCandidate, makeIncident } from '../support/made';

const store = useFaultyStore();

const openWeeks = async (candidates?: readonly string[]) => openDraftWeeks((await store.open()).table, candidates);

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
      expect(next.number, 'no number was printed').toBe(76);
      expect(next.forgotten).toBe(end ? undefined : '2026-W23');
      expect(article(next, 'one')).toMatchObject({
        comment: 'Read this.',
        title: 'My title of one',
        author: 'Ada',
        company: 'One',
        decision: 'undecided',
      });
      expect(article(next, 'one')?.reasons[0]).toBe(`written on in the ${end ? 'skipped' : 'forgotten'} draft`);
      expect(article(next, 'own')).toMatchObject({ byHand: true, url: own.url, decision: 'undecided' });
      expect(article(next, 'three')).not.toHaveProperty('comment');
      expect(ids(next)).toEqual(['one', 'own', 'three']);
      expect(next.intro).toBe('From the lake.');
      expect(next.sponsor?.label).toBe('Beacon');
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
    expect(article(next, 'three')?.reasons[0]).toBe('kept in the forgotten draft');
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

test('whatever earlier drafts left, the next one can be saved, loses none of it, says what had no room and offers that again', async () => {
  const plants = 'acacia birch cedar dahlia elm fern gorse hazel iris juniper kelp larch maple nettle oak'.split(' ');
  const { world, mails, draft, edit } = await openWeeks([]);
  const comment = 'é'.repeat(2000);
  const pile = (from: number) =>
    Array.from({ length: 35 }, (_, n) =>
      makeArticle(`own${from + n}`, { title: `Pile ${from + n}`, url: `https://own.example/${from + n}`, comment }),
    );
  const tellPlants = async (week: number) => {
    for (const plant of plants)
      await world.candidates.tell(
        makeCandidate(`${plant}${week}`, {
          title: `Incident review at ${plant} in week ${week}: reliability, resilience and SRE on call`,
          url: `https://${plant}.example/${week}`,
          summary: 'word '.repeat(700),
          firstSeenAt: at(week, -9),
        }),
        undefined,
      );
  };
  let number = 0;
  for (let week = 0; week < 6; week++) {
    await tellPlants(week);
    const issue = await draft(week);
    number = issue.number;
    for (let n = 0; n < 35 * Math.min(week, 2); n++) expect(article(issue, `own${n}`)?.comment).toBe(comment);
    if (week >= 2) expect(issue.leftOut.noRoom).toBeGreaterThan(0);
    if (week < 2)
      await edit(number, (read) => ({
        ...read,
        revision: read.revision + 1,
        articles: [...read.articles, ...pile(35 * week)],
      }));
    await edit(number, skip);
  }
  expect(mails.at(-1)?.text.replace(/\s+/g, ' ')).toContain('had no room beside what earlier drafts left to this one');
  await edit(number, (issue) => ({
    ...issue,
    revision: issue.revision + 1,
    articles: issue.articles.map((item) => ({ ...item, decision: 'dropped' as const })),
  }));
  const next = await draft(6);
  expect(ids(next).filter((id) => id.startsWith('own'))).toEqual([]);
  expect(next.leftOut).not.toHaveProperty('noRoom');
  expect(next.articles).toHaveLength(10);
});

test('another page that tells what was put off, was dropped or is about to be printed is not offered beside it', async () => {
  const stories = {
    one: 'How a stuck lease stopped every deployment at Harbourly for two hours',
    two: 'Why our cache stampede took the ticket office of Quayside with it',
    three: 'Moving nine thousand queues to another broker without losing a message',
    four: 'What the pager taught the storage team of Lampwick about retries',
  };
  for (const [end, comes] of [
    ['skipped', ['four', 'one', 'retold-three']],
    ['approved', ['one']],
  ] as const) {
    const { world, draft, edit } = await openWeeks([]);
    const tell = (id: string, title: string) =>
      world.candidates.tell(
        makeCandidate(id, { title, url: `https://${id}.example/`, publishedAt: at(0, -9), firstSeenAt: at(0, -9) }),
        undefined,
      );
    for (const [id, title] of Object.entries(stories)) await tell(id, title);
    await draft(0);
    await edit(
      76,
      decide('one', 'later'),
      decide('two', 'dropped'),
      decide('four', 'kept'),
      end === 'skipped' ? skip : (issue) => approve(issue, issue.revision, at(1), 30),
    );
    await world.candidates.unlist(['three']);
    for (const [id, title] of Object.entries(stories)) await tell(`retold-${id}`, title);
    expect(ids(await draft(1)), end).toEqual(comes);
  }
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
    expect(next.number).toBe(76);
    expect(outagesOf(next), 'also what was not known then').toEqual(['i1', 'i3']);
    expect(next.outages.find(({ id }) => id === 'i1')?.comment).toBe('Ouch.');
  });

  test('one that was put off, and came to a draft that was thrown away, is in the draft after that', async () => {
    const { world, draft, edit, publish } = await openWeeks();
    await world.incidents.save(makeIncident('i1', { startedAt: at(0, -30), endedAt: at(0, -20) }));
    await draft(0);
    await edit(76, decide('i1', 'later'), decide('one', 'later'));
    await publish(76, 0.1);
    const second = await draft(1);
    expect(second.outages).toMatchObject([{ id: 'i1', carried: true }]);
    expect(article(second, 'one')).toMatchObject({ carried: true });
    await edit(77, throwAway);
    const third = await draft(2);
    expect(third.outages).toMatchObject([{ id: 'i1', carried: true, decision: 'undecided' }]);
    expect(article(third, 'one')?.reasons[0]).toBe('put off for later in #76');
  });

  test('one that was put off brings along what was a note under it, weeks afterwards', async () => {
    const { world, draft, edit, publish } = await openWeeks();
    await world.incidents.save(makeIncident('i1', { startedAt: at(0, -30) }));
    await world.incidents.save(
      makeIncident('i2', { significance: 0.4, startedAt: at(0, -50), endedAt: at(0, -45), title: 'Slow imports' }),
    );
    await draft(0);
    await edit(76, decide('i1', 'later'));
    await publish(76, 0.1);
    await world.incidents.save(makeIncident('i1', { startedAt: at(0, -30), endedAt: at(0, 60) }));
    for (const weeks of [1, 2]) {
      const { outages } = await draft(weeks);
      expect(outages).toMatchObject([{ id: 'i1', endedAt: at(0, 60), folded: ['i2'], carried: true }]);
      expect(outages[0]?.notes?.join()).toMatch(/One more on .*, for 5 h: Slow imports/);
    }
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
