import { type Article, type Issue, isOut } from '../issue';
import { publisherOf } from '../link/publisher';
import { titleWords } from './features';

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
 * by which form, does not matter. Once an issue is being published, what is undecided in it counts as kept; once it is rejected, nothing of it does.
 */
export function lessonsOf(before: Issue | undefined, after: Issue): Lesson[] {
  const said = before ? sayingsOf(before) : new Map<string, Said>();
  const says = sayingsOf(after);
  const lessons: Lesson[] = [];
  for (const [id, now] of says) {
    const then = said.get(id);
    const isReworded = now.article.title !== then?.article.title || now.article.url !== then.article.url;
    if (now.said !== then?.said || (now.said !== undefined && isReworded))
      lessons.push(lessonFrom(now.article, after, now.said ?? 'nothing'));
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
  const said = new Map<string, Said>();
  for (const article of issue.runnersUp)
    said.set(article.id, { article, said: isOut(issue) ? 'passed over' : undefined });
  for (const article of issue.articles) said.set(article.id, { article, said: sayingOf(article, issue) });
  return said;
}

function sayingOf({ decision, byHand, silenced }: Article, issue: Issue): Saying | undefined {
  if (decision === 'dropped') return silenced ? 'never' : 'dropped';
  if (decision === 'later') return 'later';
  // Nothing of a rejected issue is printed: what was kept is offered again, and decided on again.
  if (issue.state === 'rejected') return undefined;
  if (byHand) return 'added';
  return decision === 'kept' || isOut(issue) ? 'kept' : undefined;
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
