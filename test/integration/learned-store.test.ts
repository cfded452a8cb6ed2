import { describe, expect, test } from 'vitest';
import { createCandidateStore } from '../../lambdas/adapters/candidates';
import { createIncidentStore } from '../../lambdas/adapters/incidents';
import { createIssueStore } from '../../lambdas/adapters/issues';
import { createLearnedStore } from '../../lambdas/adapters/learned';
import { createSourceStore } from '../../lambdas/adapters/sources';
import { signGrant } from '../../lambdas/domain/approval';
import { learn } from '../../lambdas/domain/score/learn';
import { totalsOf } from '../../lambdas/domain/score/learned';
import { newSource } from '../../lambdas/domain/source';
import { decide } from '../../lambdas/pipeline/decide';
import { keys, signingKeys } from '../support/draft-world';
import { faults, useFaultyStore } from '../support/faulty-table';
import { makeIssue } from '../support/made';
import { learnTooMuch, makeLesson } from '../support/made-lessons';

const store = useFaultyStore();

const open = async () => {
  const faulty = await store.open();
  return { faulty, learned: createLearnedStore(faulty.table) };
};

describe('the learned layer in the table', () => {
  test('comes back as it was saved, names of every kind included', async () => {
    const { learned } = await open();
    const lessons = [
      makeLesson({ issue: 1, words: ['__proto__', '故障', 'constructor', ''], publisher: '__proto__' }),
      makeLesson({ issue: 3, said: 'later' }),
    ];
    const saved = await learned.change((before) => learn(before, lessons));
    expect(await learned.get()).toEqual(saved);
    expect(totalsOf(await learned.get()).words.get('__proto__')?.kept).toBe(1);
  });

  test('loses none of forty decisions made at once', { timeout: 60_000 }, async () => {
    const { learned } = await open();
    for (let batch = 0; batch < 10; batch++)
      await Promise.all(
        [0, 1, 2, 3].map((n) => learned.change((before) => learn(before, [makeLesson({ item: `${batch}-${n}` })]))),
      );
    expect(totalsOf(await learned.get()).all).toMatchObject({ seen: 40, kept: 40 });
  });

  test('fits one item, whatever it was taught', async () => {
    const { learned } = await open();
    const full = learnTooMuch();
    await learned.change(() => full);
    expect(await learned.get()).toEqual(full);
  });

  test('writes nothing for a lesson it knows', async () => {
    const { faulty, learned } = await open();
    await learned.change((before) => learn(before, [makeLesson()]));
    const before = await faulty.items();
    await learned.change((layer) => learn(layer, [makeLesson()]));
    expect(await faulty.items()).toEqual(before);
    expect(faulty.calls.at(-1)).toBe('GetItemCommand');
  });
});

describe('a decision at the desk', () => {
  const now = '2026-06-07T12:00:00.000Z';
  const expiresAt = '2026-06-07T20:00:00.000Z';
  const act = signGrant({ purpose: 'act', issue: 7, session: 's', expiresAt }, keys);
  const settings = {
    newsletter: 'N',
    deskUrl: 'https://desk.example',
    timeZone: 'Etc/UTC',
    coolingOffMinutes: 0,
    styleNonce: 'n',
  };
  const decideOnce = async (world: Parameters<typeof decide>[0], decision: string, revision: number) => {
    const form = signGrant({ purpose: 'form', issue: 7, session: 's', revision, expiresAt }, keys);
    return decide(world, settings, { issue: 7, action: 'item', act, form: { form, item: 'a1', decision } }, now);
  };
  const openDesk = async () => {
    const { faulty, learned } = await open();
    const issues = createIssueStore(faulty.table);
    await issues.create(makeIssue(7));
    const stores = {
      issues,
      learned,
      candidates: createCandidateStore(faulty.table),
      incidents: createIncidentStore(faulty.table),
      sources: createSourceStore(faulty.table),
    };
    return { faulty, world: { ...stores, signingKeys } };
  };

  test('is one read and one conditional write more, and changes with the editor’s mind', async () => {
    const { faulty, world } = await openDesk();
    expect(await decideOnce(world, 'dropped', 1)).not.toHaveProperty('unlearned');
    expect(faulty.calls.slice(-2)).toEqual(['GetItemCommand', 'PutItemCommand']);
    expect(totalsOf(await world.learned.get()).words.get('title')).toMatchObject({ seen: 1, kept: 0 });
    await decideOnce(world, 'kept', 2);
    expect(totalsOf(await world.learned.get()).words.get('title')).toMatchObject({ seen: 1, kept: 1 });
    await decideOnce(world, 'undecided', 3);
    expect(totalsOf(await world.learned.get()).words.size).toBe(0);
  });

  test('to hear no more of a source retires it, undone it is polled again, and done again it is retired again', async () => {
    const { world } = await openDesk();
    await world.sources.add(newSource('source', { url: 'https://blog.example/feed', kind: 'blog', title: 'B' }, now));
    const press = async (revision: number, action: 'item' | 'undo') => {
      const form = signGrant({ purpose: 'form', issue: 7, session: 's', revision, expiresAt }, keys);
      const item = action === 'item' ? { item: 'a1', act: 'never' } : {};
      await decide(world, settings, { issue: 7, action, act, form: { form, ...item } }, now);
      const layer = totalsOf(await world.learned.get()).publishers.get('blog.example');
      return [(await world.sources.get('source'))?.state, layer?.seen];
    };
    const [silenced, spoken] = [await press(1, 'item'), await press(2, 'undo')];
    expect(silenced).toEqual(['retired', 11]);
    expect(spoken).toEqual(['active', undefined]);
    expect(await press(3, 'undo')).toEqual(silenced);
    expect(await press(4, 'undo')).toEqual(spoken);
  });

  test('stands when the lesson is lost, and says so', { timeout: 60_000 }, async () => {
    let lost = 0;
    for (const fault of faults.filter((name) => name !== 'does half a batch')) {
      for (const call of [1, 2]) {
        const { faulty, world } = await openDesk();
        const failing = {
          ...world,
          learned: {
            change: (by: Parameters<typeof world.learned.change>[0]) => {
              faulty.failAt(call, fault);
              return world.learned.change(by);
            },
          },
        };
        const decided = await decideOnce(failing, 'kept', 1);
        faulty.heal();
        expect(decided, `${fault} at call ${call}`).toMatchObject({ kind: 'done' });
        expect((await world.issues.get(7))?.articles[0]?.decision).toBe('kept');
        if ('unlearned' in decided) lost++;
        else expect(totalsOf(await world.learned.get()).all.kept).toBe(1);
      }
    }
    expect(lost).toBeGreaterThan(0);
  });
});
