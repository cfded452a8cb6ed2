import { articleFrom } from '../domain/article-from';
import { findAmong } from '../domain/candidate-search';
import { articleFingerprints } from '../domain/fingerprint';
import type { Article, Issue } from '../domain/issue';
import { type Found, findPage } from '../pages/desk-add';
import { gatePage } from '../pages/desk-gate';
import type { DeskRequest, DeskSettings, DeskWorld } from './desk';
import { readVisit } from './desk-session';

const searched = 400;
const shown = 30;

/** What a search among the best candidates, the runners-up and the draft finds, with the issue that printed it before. Writes nothing. */
export async function showFound(
  world: DeskWorld,
  settings: DeskSettings,
  request: DeskRequest,
  now: string,
): Promise<string> {
  const { issue, formToken, isKnown } = await readVisit(world, request, now);
  if (!isKnown) return gatePage(issue, { ...settings, formToken, styleNonce: request.styleNonce });
  const question = (request.query['q'] ?? '').slice(0, 200);
  const all = mergeAll(issue, (await world.candidates.best(searched)).map(articleFrom));
  const matches = findAmong(all, question);
  const best = matches.slice(0, shown);
  const printed = await world.candidates.printed(best.flatMap(articleFingerprints));
  const found = best.map((article) => placeOf(issue, article, printed));
  const search = { question, found, more: matches.length - best.length, searched: all.length };
  return findPage(issue, search, { ...settings, formToken, styleNonce: request.styleNonce });
}

/** What the draft shows comes first, and as the draft shows it. */
function mergeAll(issue: Issue, candidates: Article[]): Article[] {
  const here = [...issue.articles, ...issue.runnersUp];
  const known = new Set(here.map(({ id }) => id));
  return [...here, ...candidates.filter(({ id }) => !known.has(id))];
}

function placeOf(issue: Issue, article: Article, printed: ReadonlyMap<string, number>): Found {
  const printedIn = articleFingerprints(article)
    .map((fingerprint) => printed.get(fingerprint))
    .find((number) => number !== undefined);
  const holds = (list: readonly { id: string }[]) => list.some(({ id }) => id === article.id);
  const where = holds(issue.articles) ? 'here' : holds(issue.runnersUp) ? 'runner-up' : 'candidate';
  return { article, where, ...(printedIn !== undefined && { printedIn }) };
}
