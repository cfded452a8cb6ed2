import { describe, expect, test } from 'vitest';
import { changeSection } from '../../lambdas/domain/issue/edits';
import { article, at, decide, type Edit, ids, openDraftWeeks, skip, throwAway, write } from '../support/draft-weeks';
import { makeCandidate, makeIncident } from '../support/made';
import { MemoryTable } from '../support/memory-table';

const move =
  (id: string): Edit =>
  (issue) =>
    changeSection(issue, issue.revision, id, at(0, 1));
const title = 'An incident with a forgotten certificate stopped our queue of orders';

/** A story that two pages tell, and another one. */
async function openStory() {
  const weeks = await openDraftWeeks(new MemoryTable(), ['other']);
  const tell = (id: string, hour: number) => {
    const dated = { publishedAt: at(0, hour), firstSeenAt: at(0, hour) };
    const about = { title, url: `https://${id}.example/`, sourceId: id, ...dated };
    return weeks.world.candidates.tell(makeCandidate(id, about), undefined);
  };
  await tell('story', -9);
  await tell('retold', -8);
  return weeks;
}

describe('a story that another page tells too', () => {
  test('does not come back by that page after an issue from which it was dropped', async () => {
    const { draft, edit, publish } = await openStory();
    expect(ids(await draft(0))).toEqual(['other', 'story']);
    await edit(76, decide('story', 'dropped'));
    await publish(76, 0.5);
    expect(ids(await draft(1))).toEqual([]);
  });

  test('nor after two drafts that were thrown away, of which only the first had it', async () => {
    const { draft, edit } = await openStory();
    await draft(0);
    await edit(76, decide('story', 'dropped'), throwAway);
    expect(ids(await draft(1))).toEqual(['other']);
    await edit(76, throwAway);
    expect(ids(await draft(2))).toEqual(['other']);
  });

  test('is not offered beside itself when it was moved to the outages, nor when it was dropped there', async () => {
    for (const decision of ['kept', 'dropped'] as const) {
      const { draft, edit } = await openStory();
      await draft(0);
      await edit(76, move('story'), decide('story', decision), skip);
      const next = await draft(1);
      expect(ids(next)).toEqual(['other']);
      expect(next.outages.map(({ id }) => id)).toEqual(decision === 'kept' ? ['story'] : []);
    }
  });
});

describe('an outage', () => {
  const about = { sourceId: 'b', service: 'B', title: 'API down', startedAt: at(0, -30) };

  test('that was moved to the articles and dropped there stays away, of whatever became of the draft', async () => {
    for (const end of ['published', 'thrown away twice'] as const) {
      const { world, draft, edit, publish } = await openDraftWeeks(new MemoryTable());
      await world.incidents.save(makeIncident('outage', about));
      await draft(0);
      await edit(76, move('outage'), decide('outage', 'dropped'));
      expect(article((await world.issues.get(76))!, 'outage')).toMatchObject({ byHand: true });
      if (end === 'published') await publish(76, 0.5);
      else {
        await edit(76, throwAway);
        await draft(1);
        await edit(76, throwAway);
      }
      expect((await draft(2)).outages, end).toEqual([]);
    }
  });

  test('that was kept comes along with the line that covers it by then, also through a draft that was thrown away', async () => {
    const { world, draft, edit } = await openDraftWeeks(new MemoryTable());
    await world.incidents.save(makeIncident('kept', { ...about, endedAt: at(0, -29) }));
    await draft(0);
    await edit(76, decide('kept', 'kept'));
    const great = { ...about, title: 'Everything down', startedAt: at(0, 20), endedAt: at(0, 40), significance: 0.9 };
    await world.incidents.save(makeIncident('great', great));
    const lines = async (week: number) => (await draft(week)).outages.map(({ id, folded = [] }) => [id, ...folded]);
    expect(await lines(1)).toEqual([['great', 'kept']]);
    await edit(76, throwAway);
    expect(await lines(2)).toEqual([['great', 'kept']]);
  });

  test('that was written on is told once, in its line, though its other source was the first to say that it is over', async () => {
    const { world, draft, edit } = await openDraftWeeks(new MemoryTable());
    await world.incidents.save(makeIncident('rss', about));
    await draft(0);
    await edit(76, write('rss', { comment: 'Read their post-mortem.' }), decide('rss', 'later'));
    const url = 'https://status.example/incidents/of-another-number';
    await world.incidents.save(makeIncident('json', { ...about, sourceId: 'a', url, endedAt: at(0, 2) }));
    expect((await draft(1)).outages).toMatchObject([
      { id: 'rss', folded: ['json'], comment: 'Read their post-mortem.' },
    ]);
  });

  test('that went on in the notes of another is told once more when it is over, and one that was over is not', async () => {
    const { world, draft, publish } = await openDraftWeeks(new MemoryTable());
    const great = makeIncident('great', { ...about, startedAt: at(0, -60), endedAt: at(0, -50), significance: 0.9 });
    const lesser = makeIncident('lesser', about);
    const over = makeIncident('over', { ...about, title: 'Web down', startedAt: at(0, -9), endedAt: at(0, -8) });
    for (const incident of [great, lesser, over]) await world.incidents.save(incident);
    expect((await draft(0)).outages[0]?.notes?.join()).toMatch(/, still going on: API down.*, for .*: Web down/);
    await publish(76, 0.5);
    await world.candidates.tell(makeCandidate('new', { title: 'An incident', firstSeenAt: at(0, 9) }), undefined);
    expect((await draft(1)).outages).toEqual([]);
    await publish(77, 1.5);
    await world.incidents.save({ ...lesser, endedAt: at(1, 40) });
    expect((await draft(2)).outages).toMatchObject([
      {
        id: 'lesser',
        endedAt: at(1, 40),
        notes: ['Still going on when issue #76 was written'],
        followsUp: { issue: 76 },
      },
    ]);
    await publish(78, 2.5);
    expect((await draft(3)).outages).toEqual([]);
  });
});
