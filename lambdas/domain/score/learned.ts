import { compareText } from '../compare-text';
import type { Lesson } from './lessons';

/** Decisions counted: how many, how many of them for printing, and how many were expected to be by the scores they were shown with. */
export interface Tally {
  seen: number;
  kept: number;
  expected: number;
}

export interface PublisherTally extends Tally {
  /** What became of the last twenty, newest last: 1 printed, 0 not. */
  recent: string;
}

/** What became of the articles one source brought into drafts. */
export interface SourceTally {
  shown: number;
  printed: number;
}

/** Decisions added up. */
export interface Totals {
  all: Tally;
  words: Map<string, Tally>;
  publishers: Map<string, PublisherTally>;
  sources: Map<string, SourceTally>;
}

/** The editor's own layer over the shipped model: sums of old decisions, and each decision of the newest issues, which may still change. */
export interface Learned {
  closed: Totals;
  /** Issues up to this number are only in the sums. */
  closedThrough: number;
  open: readonly Lesson[];
}

const recent = 20;
/** How much one decision counts, and how much of it is for printing. A runner-up was perhaps not even read; one put off is half a yes. */
const counted: Record<Lesson['said'], { seen: number; kept: number }> = {
  kept: { seen: 1, kept: 1 },
  added: { seen: 1, kept: 1 },
  later: { seen: 0.5, kept: 0.5 },
  dropped: { seen: 1, kept: 0 },
  'passed over': { seen: 0.5, kept: 0 },
  never: { seen: 0, kept: 0 },
  nothing: { seen: 0, kept: 0 },
};
/** "Never this source" is worth this many drops of its publisher, and says nothing of the title's words. */
const dropsOfNever = 10;

const emptyTotals = (): Totals => ({
  all: { seen: 0, kept: 0, expected: 0 },
  words: new Map(),
  publishers: new Map(),
  sources: new Map(),
});

/** A layer that was taught nothing. */
export const nothingLearned = (): Learned => ({ closed: emptyTotals(), closedThrough: 0, open: [] });

/** Everything that was decided, added up. The result does not depend on the order in which lessons came. */
export const totalsOf = ({ closed, open }: Learned): Totals => addLessons(closed, open);

/** Totals with these lessons added, which are taken in the order of their issue and item. */
export function addLessons(totals: Totals, lessons: readonly Lesson[]): Totals {
  const sum: Totals = {
    all: totals.all,
    words: new Map(totals.words),
    publishers: new Map(totals.publishers),
    sources: new Map(totals.sources),
  };
  for (const lesson of lessons.toSorted(byItem)) addLesson(sum, lesson);
  return sum;
}

/** By issue, then by item. */
export const byItem = (left: Lesson, right: Lesson): number =>
  left.issue - right.issue || compareText(left.item, right.item);

function addLesson(sum: Totals, { said, words, publisher, sourceId, expected }: Lesson): void {
  if (said === 'nothing') return;
  const isNever = said === 'never';
  const isPrinted = said === 'kept' || said === 'added';
  const { seen, kept } = counted[said];
  const tally = { seen, kept, expected: seen * expected };
  if (!isNever) sum.all = plus(sum.all, tally);
  for (const word of words) if (!isNever) sum.words.set(word, plus(sum.words.get(word), tally));
  if (publisher !== '') {
    const before = sum.publishers.get(publisher);
    const drops = { seen: dropsOfNever, kept: 0, expected: dropsOfNever * expected };
    const mark = said === 'later' ? '' : isPrinted ? '1' : '0';
    sum.publishers.set(publisher, {
      ...plus(before, isNever ? drops : tally),
      recent: `${before?.recent ?? ''}${mark}`.slice(-recent),
    });
  }
  const source = sum.sources.get(sourceId) ?? { shown: 0, printed: 0 };
  sum.sources.set(sourceId, { shown: source.shown + 1, printed: source.printed + (isPrinted ? 1 : 0) });
}

/** Sums are kept in thousandths, so that they are the same in every order. */
function plus(before: Tally | undefined, more: Tally): Tally {
  if (before === undefined) return { seen: more.seen, kept: more.kept, expected: thousandths(more.expected) };
  return {
    seen: before.seen + more.seen,
    kept: before.kept + more.kept,
    expected: thousandths(before.expected + thousandths(more.expected)),
  };
}

const thousandths = (value: number) => Math.round(value * 1000) / 1000;
