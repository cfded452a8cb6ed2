import { addLessons, byItem, type Learned, type Tally, type Totals } from './learned';
import type { Lesson } from './lessons';

/** Issues whose decisions are kept one by one: the draft at the desk, and the one before it. */
const openIssues = 2;
/** Lessons kept of one issue; a draft shows fewer. */
const mostInIssue = 80;
/** What the layer may hold: all of it fits one item of 400 KB, whatever the titles are. */
export const mostLearned = { words: 2500, publishers: 600, sources: 1000 } as const;

/**
 * The layer with these lessons. Each item of an issue counts once, by its latest revision: a lesson that is repeated, or that a newer one has
 * overtaken, changes nothing, and the very same layer is returned. Lessons of issues long closed are ignored.
 */
export function learn(learned: Learned, lessons: readonly Lesson[]): Learned {
  const open = new Map(learned.open.map((lesson) => [keyOf(lesson), lesson]));
  let changed = false;
  for (const lesson of lessons) {
    if (lesson.issue <= learned.closedThrough) continue;
    const before = open.get(keyOf(lesson));
    if (before ? lesson.revision <= before.revision : isFull(open, lesson.issue)) continue;
    open.set(keyOf(lesson), lesson);
    changed = true;
  }
  return changed ? close({ ...learned, open: [...open.values()].toSorted(byItem) }) : learned;
}

const keyOf = ({ issue, item }: Lesson) => `${issue} ${item}`;

function isFull(open: ReadonlyMap<string, Lesson>, issue: number): boolean {
  let count = 0;
  for (const lesson of open.values()) if (lesson.issue === issue) count += 1;
  return count >= mostInIssue;
}

/** Moves the lessons of older issues into the sums, and lets go of what was seen least. */
function close(learned: Learned): Learned {
  const newest = Math.max(...learned.open.map(({ issue }) => issue));
  const closedThrough = Math.max(learned.closedThrough, newest - openIssues);
  const old = learned.open.filter(({ issue }) => issue <= closedThrough);
  if (old.length === 0) return { ...learned, closedThrough };
  return {
    closed: bounded(addLessons(learned.closed, old)),
    closedThrough,
    open: learned.open.filter(({ issue }) => issue > closedThrough),
  };
}

function bounded(totals: Totals): Totals {
  const evidence = ({ seen, kept, expected }: Tally) => seen + 4 * Math.abs(kept - expected);
  return {
    all: totals.all,
    words: strongest(totals.words, mostLearned.words, evidence),
    publishers: strongest(totals.publishers, mostLearned.publishers, evidence),
    sources: strongest(totals.sources, mostLearned.sources, ({ shown, printed }) => shown + 4 * printed),
  };
}

function strongest<T>(all: ReadonlyMap<string, T>, most: number, evidence: (value: T) => number): Map<string, T> {
  const ranked = [...all].sort(([a, left], [b, right]) => evidence(right) - evidence(left) || (a < b ? -1 : 1));
  return new Map(ranked.slice(0, most));
}

/** The layer without what was kept in issues that have not gone out: reasons count what was printed. */
export function withoutKept(learned: Learned, issues: ReadonlySet<number>): Learned {
  const isKept = (lesson: Lesson) => issues.has(lesson.issue) && (lesson.said === 'kept' || lesson.said === 'added');
  return { ...learned, open: learned.open.filter((lesson) => !isKept(lesson)) };
}

/**
 * The layer as if it had never heard of a word, or of a publisher (a host, or host/author on hosts of many). What was printed stays counted in
 * the ledger. Returns the same layer when it knows neither.
 */
export function forget(learned: Learned, name: string): Learned {
  const { closed, open } = learned;
  const knows = closed.words.has(name) || closed.publishers.has(name);
  const isTaught = ({ words, publisher }: Lesson) => words.includes(name) || publisher === name;
  if (!knows && !open.some(isTaught)) return learned;
  const without = <T>(all: ReadonlyMap<string, T>) => new Map([...all].filter(([key]) => key !== name));
  return {
    ...learned,
    closed: { ...closed, words: without(closed.words), publishers: without(closed.publishers) },
    open: open.map((lesson) => ({
      ...lesson,
      words: lesson.words.filter((word) => word !== name),
      publisher: lesson.publisher === name ? '' : lesson.publisher,
    })),
  };
}
