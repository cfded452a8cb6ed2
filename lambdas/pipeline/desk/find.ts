import { findAmong } from '../../domain/candidate-search';
import type { Article, Issue } from '../../domain/issue';
import { articleFrom } from '../../domain/issue/article-from';
import { type Found, findPage } from '../../pages/desk/add';
import { gatePage } from '../../pages/desk/gate';
import type { DeskRequest, DeskSettings, DeskWorld } from '../desk';
import { findPrinted } from '../find-printed';
import { readVisit } from './session';

/** Candidates: a hundred are read in some twenty milliseconds. A quarter's worth of a few hundred sources is within the second. */
const searched = { best: 1000, all: 8000 };
const shown = 30;

/**
 * What a search among the draft, the runners-up and the best candidates finds, or among all of them when asked for, with the issue that
 * printed it before. Writes nothing.
 */
export async function showFound(
  world: DeskWorld,
  settings: DeskSettings,
  request: DeskRequest,
  now: string,
): Promise<string> {
  const { issue, formToken, isKnown } = await readVisit(world, request, now);
  if (!isKnown) return gatePage(issue, { ...settings, formToken, styleNonce: request.styleNonce });
  const question = (request.query['q'] ?? '').slice(0, 200);
  const among = request.query['among'] === 'all' ? 'all' : 'best';
  const candidates = await world.candidates.best(searched[among]);
  const all = mergeAll(issue, candidates.map(articleFrom));
  const matches = findAmong(all, question);
  const best = matches.slice(0, shown);
  const printed = await findPrinted(world.candidates, best);
  const found = best.map((article) => placeOf(issue, article, printed));
  const isCut = candidates.length === searched[among];
  const rest = isCut ? (among === 'best' ? 'unsearched' : 'too many') : 'none';
  const search = { question, found, more: matches.length - best.length, searched: all.length, rest } as const;
  return findPage(issue, search, { ...settings, formToken, styleNonce: request.styleNonce });
}

/** What the draft shows comes first, and as the draft shows it. */
function mergeAll(issue: Issue, candidates: Article[]): Article[] {
  const here = [...issue.articles, ...issue.runnersUp];
  const known = new Set(here.map(({ id }) => id));
  return [...here, ...candidates.filter(({ id }) => !known.has(id))];
}

function placeOf(issue: Issue, article: Article, printed: ReadonlyMap<string, number>): Found {
  const printedIn = printed.get(article.id);
  const holds = (list: readonly { id: string }[]) => list.some(({ id }) => id === article.id);
  const where = holds(issue.articles) ? 'here' : holds(issue.runnersUp) ? 'runner-up' : 'candidate';
  return { article, where, ...(printedIn !== undefined && { printedIn }) };
}
