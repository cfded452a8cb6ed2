import fc from 'fast-check';
import { learn } from '../../lambdas/domain/score/learn';
import { type Learned, nothingLearned } from '../../lambdas/domain/score/learned';
import type { Lesson } from '../../lambdas/domain/score/lessons';

export const makeLesson = (about: Partial<Lesson> = {}): Lesson => ({
  issue: 1,
  item: 'a1',
  revision: 1,
  said: 'kept',
  words: ['incident', 'review'],
  publisher: 'blog.example',
  sourceId: 'source',
  expected: 0.1,
  ...about,
});

/** Lessons of a few items of two issues, many of them about the same item at different revisions. */
export const anyLessons = fc.array(
  fc.record({
    issue: fc.constantFrom(7, 8),
    item: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
    revision: fc.integer({ min: 1, max: 40 }),
    said: fc.constantFrom('kept', 'added', 'later', 'dropped', 'passed over', 'nothing'),
    words: fc.uniqueArray(fc.constantFrom('incident', 'review', '__proto__', 'constructor', '故障'), { maxLength: 4 }),
    publisher: fc.constantFrom('', 'blog.example', '__proto__'),
    sourceId: fc.constantFrom('s1', 's2'),
    expected: fc.integer({ min: 0, max: 1000 }).map((thousandths) => thousandths / 1000),
  }) as fc.Arbitrary<Lesson>,
  { maxLength: 30, size: 'max' },
);

/** One lesson for each item and revision: two different ones cannot exist. */
export const consistent = (lessons: readonly Lesson[]): Lesson[] => [
  ...new Map(lessons.map((lesson) => [`${lesson.issue} ${lesson.item} ${lesson.revision}`, lesson])).values(),
];

/** Sixty issues of a hundred and twenty lessons, each word as long as one may be and seen once, but for `incident`. */
export function learnTooMuch(): Learned {
  let learned = nothingLearned();
  for (let issue = 1; issue <= 60; issue++) {
    const lessons = Array.from({ length: 120 }, (_, item) =>
      makeLesson({
        issue,
        item: `item-${item}-0123456789abcdef`,
        words: [
          'incident',
          ...Array.from({ length: 15 }, (_, word) => `${issue}x${item}x${word}`.padStart(18, '故').slice(-17)),
        ],
        publisher: `${issue}-${item}.${'p'.repeat(64)}`.slice(0, 64),
        sourceId: `source-${issue}-${item}-0123456789`,
      }),
    );
    learned = learn(learned, lessons);
  }
  return learned;
}
