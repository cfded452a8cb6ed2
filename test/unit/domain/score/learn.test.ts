import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldWords } from '../../../../lambdas/domain/score/field-words';
import { forget, learn, mostLearned } from '../../../../lambdas/domain/score/learn';
import { type Learned, nothingLearned, totalsOf } from '../../../../lambdas/domain/score/learned';
import { mostWeight, weigh } from '../../../../lambdas/domain/score/learned-weights';
import { scoreCandidate } from '../../../../lambdas/domain/score/score-candidate';
import { readShippedModel } from '../../../../lambdas/domain/score/shipped-model';
import { blankModel } from '../../../../lib/tools/bench/simulate-learning';
import { anyLessons, consistent, learnTooMuch, makeLesson } from '../../../support/made-lessons';

const shipped = await readShippedModel(() => {});
const teach = (...lessons: Parameters<typeof makeLesson>[0][]) => learn(nothingLearned(), lessons.map(makeLesson));
const summary = (learned: Learned) => {
  const { all, words, publishers, sources } = totalsOf(learned);
  return { all, words: [...words].sort(), publishers: [...publishers].sort(), sources: [...sources].sort() };
};

describe('learn', () => {
  it('comes to the same in any order and with any repeats', () => {
    fc.assert(
      fc.property(
        anyLessons
          .map(consistent)
          .chain((lessons) =>
            fc.tuple(fc.constant(lessons), fc.shuffledSubarray(lessons, { minLength: lessons.length })),
          ),
        ([lessons, shuffled]) => {
          const latest = new Map<string, (typeof lessons)[number]>();
          for (const lesson of lessons.toSorted((a, b) => a.revision - b.revision))
            latest.set(`${lesson.issue} ${lesson.item}`, lesson);
          const oneByOne = [...shuffled, ...shuffled].reduce(
            (learned, lesson) => learn(learned, [lesson]),
            nothingLearned(),
          );
          expect(summary(oneByOne)).toEqual(summary(learn(nothingLearned(), [...latest.values()])));
        },
      ),
    );
  });

  it('returns the very same layer for a lesson it knows, so that nothing is written', () => {
    const once = teach({});
    expect(learn(once, [makeLesson()])).toBe(once);
    expect(learn(once, [])).toBe(once);
  });

  it('is not turned back by a late lesson that a newer decision has overtaken', () => {
    const dropped = teach({ said: 'dropped', revision: 5 });
    expect(learn(dropped, [makeLesson({ said: 'kept', revision: 3 })])).toBe(dropped);
  });

  it('unlearns a decision that is taken back', () => {
    const taken = learn(teach({ said: 'dropped' }), [makeLesson({ said: 'nothing', revision: 2 })]);
    expect(totalsOf(taken).words.size).toBe(0);
    expect(weigh(taken, shipped).ofPublisher('blog.example')).toBeUndefined();
  });

  it('moves old issues into sums that weigh the same, and ignores what comes for them afterwards', () => {
    const first = teach({ issue: 1 });
    const later = learn(first, [makeLesson({ issue: 3, words: ['other'], publisher: 'x.example', sourceId: 's2' })]);
    expect(later.open.map(({ issue }) => issue)).toEqual([3]);
    expect(later.closed.words.get('incident')).toEqual(totalsOf(first).words.get('incident'));
    expect(learn(later, [makeLesson({ issue: 1, revision: 9, said: 'dropped' })])).toBe(later);
  });

  it('stays within its bounds, and lets go of what was seen least', () => {
    const learned = learnTooMuch();
    expect(learned.closed.words.size).toBe(mostLearned.words);
    expect(learned.closed.publishers.size).toBe(mostLearned.publishers);
    expect(learned.closed.words.get('incident')?.seen).toBeGreaterThan(1000);
  });
});

describe('what was learned', () => {
  it('raises what is kept and lowers what is dropped, more over no model than over the shipped one', () => {
    const learned = teach(
      ...Array.from({ length: 6 }, (_, item) => ({ item: `k${item}`, words: ['ferrets'], publisher: 'a.example' })),
      ...Array.from({ length: 6 }, (_, item) => ({
        item: `d${item}`,
        said: 'dropped' as const,
        words: ['llamas'],
        publisher: 'b.example',
      })),
    );
    for (const model of [shipped, blankModel()]) {
      const weights = weigh(learned, model);
      const score = (title: string, host: string) =>
        scoreCandidate(model, { title, url: `https://${host}/1` }, undefined, weights).score;
      expect(score('ferrets', 'c.example')).toBeGreaterThan(score('llamas', 'c.example'));
      expect(score('thing', 'a.example')).toBeGreaterThan(score('thing', 'b.example'));
    }
    expect(weigh(learned, blankModel()).ofWord('ferrets')).toBeGreaterThan(weigh(learned, shipped).ofWord('ferrets'));
  });

  it('begins over no model with the words of the field, which fade as decisions say otherwise, and over a model with none', () => {
    const before = weigh(nothingLearned(), blankModel());
    expect(before.ofWord('postmortem')).toBeGreaterThan(1);
    expect(before.ofWord('ferrets')).toBeLessThan(before.ofWord('postmortem') / 5);
    for (const word of fieldWords) expect(weigh(nothingLearned(), shipped).ofWord(word)).toBe(0);
    const against = ['kept', 'dropped'].flatMap((said) =>
      Array.from({ length: 40 }, (_, item) => ({
        item: `${said}${item}`,
        said: said as 'kept' | 'dropped',
        words: [said === 'kept' ? 'ferrets' : 'postmortem'],
      })),
    );
    const after = weigh(teach(...against), blankModel());
    expect(after.ofWord('postmortem')).toBeLessThan(0);
    expect(after.ofWord('ferrets')).toBeGreaterThan(1);
  });

  it('stays silent while the editor does what the scores expected', () => {
    const learned = teach(
      ...Array.from({ length: 20 }, (_, item) => ({
        item: `i${item}`,
        said: item < 10 ? ('kept' as const) : ('dropped' as const),
        expected: 0.5,
      })),
    );
    expect(Math.abs(weigh(learned, shipped).ofWord('incident'))).toBeLessThan(0.02);
  });

  it('does not turn on a well-liked publisher for one runner-up of it', () => {
    const others = Array.from({ length: 23 }, (_, at) =>
      makeLesson({
        item: `o${at}`,
        said: at < 9 ? 'kept' : 'passed over',
        words: [],
        publisher: `${at}.example`,
        expected: at < 9 ? 0.4 : 0.15,
      }),
    );
    const about = { words: [], publisher: 'sure.example' };
    const lessons = [
      makeLesson({ ...about, item: 'a', said: 'kept', expected: 0.65 }),
      makeLesson({ ...about, item: 'b', said: 'passed over', expected: 0.6 }),
    ];
    const { weight } = weigh(learn(nothingLearned(), [...others, ...lessons]), shipped).ofPublisher('sure.example')!;
    expect(weight).toBeLessThan(0);
    expect(weight).toBeGreaterThan(-0.5);
  });

  it('never moves a score by more than its bounds', () => {
    fc.assert(
      fc.property(anyLessons, fc.string(), (lessons, word) => {
        const learned = learn(nothingLearned(), lessons);
        for (const model of [shipped, blankModel()]) {
          const weights = weigh(learned, model);
          for (const name of [word, 'incident', '__proto__'])
            expect(Math.abs(weights.ofWord(name))).toBeLessThanOrEqual(mostWeight.word);
          for (const name of ['blog.example', '__proto__', ''])
            expect(Math.abs(weights.ofPublisher(name)?.weight ?? 0)).toBeLessThanOrEqual(mostWeight.publisher);
        }
      }),
    );
  });

  it('counts half for what is put off, and holds "never this source" against the source, not the words', () => {
    const later = totalsOf(teach({ said: 'later' })).words.get('incident');
    expect(later).toEqual({ seen: 0.5, kept: 0.5, expected: 0.05 });
    const never = teach({ said: 'never' });
    expect(totalsOf(never).words.size).toBe(0);
    expect(weigh(never, shipped).ofPublisher('blog.example')?.weight).toBeLessThan(-0.1);
  });

  it('is told as a reason with the editor’s own counts, in the words of the title', () => {
    const learned = teach(
      ...Array.from({ length: 9 }, (_, item) => ({ item: `k${item}`, publisher: 'new.example', words: ['zzyzx'] })),
      { item: 'd', said: 'dropped' as const, publisher: 'new.example', words: [] },
    );
    const { reasons } = scoreCandidate(
      shipped,
      { title: 'Thing', url: 'https://new.example/1' },
      undefined,
      weigh(learned, shipped),
    );
    expect(reasons).toContain('new.example: 9 of the last 10 printed');
  });

  it('says of one link in words that it was one', () => {
    const once = teach({ item: 'k', publisher: 'new.example', words: [], expected: 0.02 });
    const item = { title: 'Thing', url: 'https://new.example/1' };
    const { reasons } = scoreCandidate(shipped, item, undefined, weigh(once, shipped));
    expect(reasons).toContain('new.example: the last one was printed');
  });

  it('is no reason where one or two links of a publisher were passed over', () => {
    const passed = (count: number) =>
      teach(
        ...Array.from({ length: count }, (_, item) => ({
          item: `p${item}`,
          said: 'dropped' as const,
          publisher: 'new.example',
          words: [],
        })),
      );
    const reasonsAfter = (count: number) =>
      scoreCandidate(
        shipped,
        { title: 'Thing', url: 'https://new.example/1' },
        undefined,
        weigh(passed(count), shipped),
      ).reasons.join();
    expect(reasonsAfter(2)).not.toContain('new.example');
    expect(reasonsAfter(9)).toContain('new.example: 0 of the last 9 printed');
  });

  it('counts what became of each source’s articles', () => {
    const learned = teach(
      { item: 'a', sourceId: 's1' },
      { item: 'b', sourceId: 's1', said: 'dropped' },
      { item: 'c', sourceId: 's2', said: 'passed over' },
      { item: 'd', sourceId: 's2', said: 'nothing' },
    );
    expect(Object.fromEntries(totalsOf(learned).sources)).toEqual({
      s1: { shown: 2, printed: 1 },
      s2: { shown: 1, printed: 0 },
    });
  });
});

describe('forget', () => {
  it('takes a word or a publisher out of old sums and open decisions alike, and leaves the rest', () => {
    const learned = learn(teach({ issue: 1 }), [makeLesson({ issue: 3 })]);
    const without = forget(learned, 'incident');
    expect(totalsOf(without).words.has('incident')).toBe(false);
    expect(totalsOf(without).words.get('review')).toEqual(totalsOf(learned).words.get('review'));
    expect(weigh(forget(learned, 'blog.example'), shipped).ofPublisher('blog.example')).toBeUndefined();
    expect(totalsOf(forget(learned, 'blog.example')).sources).toEqual(totalsOf(learned).sources);
  });

  it('reaches what only one of several decisions taught, and what only old sums know', () => {
    const open = teach({}, { item: 'a2', words: ['other'], publisher: 'other.example' });
    expect(totalsOf(forget(open, 'other')).words.has('other')).toBe(false);
    const closed = learn(teach({ issue: 1 }), [makeLesson({ issue: 3, words: ['other'], publisher: 'other.example' })]);
    expect(totalsOf(forget(closed, 'incident')).words.has('incident')).toBe(false);
    expect(totalsOf(forget(closed, 'blog.example')).publishers.has('blog.example')).toBe(false);
  });

  it('of a word leaves its publisher what was decided on, and of a publisher its words', () => {
    const learned = teach({});
    expect(totalsOf(forget(learned, 'incident')).publishers).toEqual(totalsOf(learned).publishers);
    expect(totalsOf(forget(learned, 'blog.example')).words).toEqual(totalsOf(learned).words);
  });

  it('returns the very same layer for a name it does not know', () => {
    const learned = teach({});
    expect(forget(learned, 'unknown')).toBe(learned);
  });
});
