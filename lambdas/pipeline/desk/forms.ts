import { BadRequestError } from '../../domain/errors';
import type { Article, Decision, Issue } from '../../domain/issue';
import { articleFrom } from '../../domain/issue/article-from';
import {
  addArticle,
  byHandSource,
  changeItem,
  changeSection,
  type ItemChange,
  silenceSource,
} from '../../domain/issue/edits';
import { cleanWords, isWebAddress, longestOpening, longestWords, type Words } from '../../domain/issue/words';
import { hostOf } from '../../domain/link/publisher';
import type { CandidateStore } from '../../domain/ports';
import { linkFingerprint } from '../../domain/story/fingerprint';
import { approvalWord } from '../../pages/desk/decision';

type Form = Record<string, string>;

const decisions: readonly string[] = ['kept', 'dropped', 'later', 'undecided'] satisfies Decision[];
const wordNames = Object.keys(longestWords) as (keyof Words)[];

/** Throws BadRequestError unless a person ticked the box and typed the word. */
export function checkHumanStep(form: Form): void {
  if (form['read'] === undefined || form['word']?.trim().toLowerCase() !== approvalWord)
    throw new BadRequestError(`To approve, tick the box and type the word “${approvalWord}”.`);
}

/** One press of a button on an item's card, with whatever was typed there. Throws BadRequestError naming the field. */
export function changeFromForm(issue: Issue, revision: number, form: Form, now: string): Issue {
  const id = form['item'] ?? '';
  const { decision, to, act } = form;
  if (act === 'never') return silenceSource(issue, revision, id, now);
  if (act === 'section') return changeSection(issue, revision, id, now);
  const asks = to !== undefined || act === 'save' || wordNames.some((name) => name in form);
  if (decision === undefined ? !asks : !decisions.includes(decision))
    throw new BadRequestError(`"decision" must be one of ${decisions.join(', ')}.`);
  if (to !== undefined && !/^\d{1,3}$/.test(to))
    throw new BadRequestError('"to" must be a place in the list, such as 0.');
  const change: ItemChange = {
    ...(decision !== undefined && { decision: decision as Decision }),
    ...(to !== undefined && { to: Number(to) }),
    words: wordsIn(form),
  };
  return changeItem(issue, revision, id, change, now);
}

/** Adds a candidate or runner-up by its id, or a link by hand. Throws BadRequestError naming the field. */
export async function addFromForm(
  candidates: Pick<CandidateStore, 'get'>,
  issue: Issue,
  revision: number,
  form: Form,
  now: string,
): Promise<Issue> {
  const { item } = form;
  if (item === undefined) return addArticle(issue, revision, articleByHand(form), now);
  const here = issue.runnersUp.find(({ id }) => id === item);
  const candidate = here ? undefined : await candidates.get(item);
  const article = here ?? (candidate && articleFrom(candidate));
  if (!article) throw new BadRequestError('This candidate is no longer kept. Add its link by hand.');
  return addArticle(issue, revision, { ...article, decision: 'kept' }, now);
}

function articleByHand(form: Form): Article {
  const url = form['url']?.trim() ?? '';
  if (!isWebAddress(url) || url.length > longestOpening.url)
    throw new BadRequestError('“Link” must be an address that begins with http:// or https://.');
  const { title = '', ...words } = wordsIn(form);
  if (title.trim() === '') throw new BadRequestError('“Title” may not be empty.');
  const bare: Article = {
    id: linkFingerprint(url),
    title: '',
    url,
    source: words.company?.trim() || hostOf(url),
    sourceId: byHandSource,
    byHand: true,
    score: 0,
    reasons: [],
    toldBy: 1,
    decision: 'kept',
  };
  const { company, ...article } = cleanWords(bare, { title, ...words });
  return company === undefined ? article : { ...article, source: company };
}

const wordsIn = (form: Form): Words =>
  Object.fromEntries(wordNames.flatMap((name) => (form[name] === undefined ? [] : [[name, form[name]]])));
