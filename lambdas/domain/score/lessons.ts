import type { Article, Issue } from '../issue';
import { titleWords } from './features';
import { publisherOf } from './publisher';

/**
 * What the editor said of an article: `passed over` is a runner-up that stayed one when the issue was published, `never` is "never this
 * source", `nothing` takes back what was said before.
 */
export type Saying = 'kept' | 'added' | 'later' | 'dropped' | 'passed over' | 'never' | 'nothing';

/** One decision on one article, with what it teaches. Of two lessons of one item, the one of the later revision holds. */
export interface Lesson {
  issue: number;
  item: string;
  /** The revision of the issue that says so. */
  revision: number;
  said: Saying;
  /** Words of the title, each once. */
  words: string[];
  /** Who published the link; '' for what is not a link. */
  publisher: string;
  sourceId: string;
  /** The score it was shown with, 0…1: what a decision is measured against. */
  expected: number;
}

const mostWords = 16;
const longestWord = 32;
const expectedByHand = 0.1;

/**
 * The lessons in the difference between two revisions of an issue; without `before`, all that `after` teaches. Whoever changed the issue, and
 * by which form, does not matter. Once an issue is being published, what is undecided in it counts as kept.
 */
export function lessonsOf(before: Issue | undefined, after: Issue): Lesson[] {
  const said = before ? sayingsOf(before) : new Map<string, Said>();
  const says = sayingsOf(after);
  const newest = after.changes?.at(-1);
  const last = before && newest?.revision === after.revision ? newest : undefined;
  const silenced = last?.act === 'silenced' ? says.get(last.item ?? '') : undefined;
  if (silenced) says.set(silenced.article.id, { ...silenced, said: 'never' });
  const lessons: Lesson[] = [];
  for (const [id, { article, said: now }] of says) {
    const touched = (silenced || last?.act === 'undone') && last?.item === id && now !== undefined;
    if (now !== said.get(id)?.said || touched) lessons.push(lessonFrom(article, after, now ?? 'nothing'));
  }
  for (const [id, { article, said: then }] of said)
    if (then !== undefined && !says.has(id)) lessons.push(lessonFrom(article, after, 'nothing'));
  return lessons;
}

interface Said {
  article: Article;
  /** Undefined while nothing was said. */
  said: Saying | undefined;
}

function sayingsOf(issue: Issue): Map<string, Said> {
  const isOut = issue.state === 'publishing' || issue.state === 'published';
  const said = new Map<string, Said>();
  for (const article of issue.runnersUp) said.set(article.id, { article, said: isOut ? 'passed over' : undefined });
  for (const article of issue.articles) said.set(article.id, { article, said: sayingOf(article, isOut) });
  return said;
}

function sayingOf({ decision, byHand }: Article, isOut: boolean): Saying | undefined {
  switch (decision) {
    case 'dropped':
      return 'dropped';
    case 'later':
      return 'later';
    case 'kept':
      return byHand ? 'added' : 'kept';
    case 'undecided':
      if (byHand) return 'added';
      return isOut ? 'kept' : undefined;
  }
}

const lessonFrom = (article: Article, { number, revision }: Issue, said: Saying): Lesson => ({
  issue: number,
  item: article.id,
  revision,
  said,
  words: teachingWords(article),
  publisher: publisherOf(article.url).slice(0, 64),
  sourceId: article.sourceId,
  expected: Math.round(expectedOf(article) * 1000) / 1000,
});

/** The model's own score, without what was learned: else the layer would unlearn what it already says. A link added by hand was not expected. */
function expectedOf({ byHand, expected, score }: Article): number {
  return byHand ? expectedByHand : Math.min(1, Math.max(0, expected ?? score));
}

/** The first sixteen different words; one of more than 32 bytes is no word. */
function teachingWords(article: Article): string[] {
  const words = new Set(titleWords(article));
  return [...words].filter((word) => Buffer.byteLength(word) <= longestWord).slice(0, mostWords);
}
