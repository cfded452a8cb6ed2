import { disclose } from '../disclosure';
import { BadRequestError, WrongStateError } from '../errors';
import {
  type Act,
  type Article,
  type Decision,
  type Issue,
  mustBe,
  mustMatch,
  type Outage,
  type Sponsor,
} from '../issue';
import { bytesOf, longestDraft } from './fit';
import { type Content, contentOf, type Doing, restore, undoable, withChange } from './history';
import { cleanOpening, cleanWords, type Words } from './words';

const mostItems = 200;

/** What one press of a button asks of an item: any of these, at once. */
export interface ItemChange {
  decision?: Decision;
  /** The place it takes in its section, from 0. */
  to?: number;
  words?: Words;
}

/** The source of an item that nobody polled for. */
export const byHandSource = 'by-hand';

/**
 * Keeps, drops, moves or rewrites one article or outage by its id. A runner-up that is kept moves into the articles. The same issue
 * comes back when nothing is different. Throws BadRequestError for an unknown item or a text that is too long.
 */
export function changeItem(issue: Issue, revision: number, id: string, change: ItemChange, at: string): Issue {
  const act: Act = change.decision ?? (change.to === undefined ? 'edited' : 'moved');
  return edit(issue, revision, { act, item: id }, at, (content) => {
    const pulled = pullIn(content, id, change.decision);
    const outage = pulled.outages.find((item) => item.id === id);
    if (outage) {
      return { ...pulled, outages: placed(pulled.outages, reworded(outage, change), change.to) };
    }
    const article = pulled.articles.find((item) => item.id === id);
    if (!article) throw noItem();
    return { ...pulled, articles: placed(pulled.articles, reworded(article, change), change.to) };
  });
}

/** Puts an article among the articles, kept, with its host's disclosure, unless the draft has it. One among the runners-up moves in. Throws BadRequestError. */
export function addArticle(issue: Issue, revision: number, article: Article, at: string): Issue {
  return edit(issue, revision, { act: 'added', item: article.id }, at, (content) => {
    if (has(content.runnersUp, article.id)) return pullIn(content, article.id, 'kept');
    const twin = [...content.articles, ...content.outages].find((item) => item.id === article.id);
    if (twin) throw new BadRequestError(`“${twin.title.slice(0, 80)}” is in this draft already.`);
    return { ...content, articles: [...content.articles, disclose(article, issue.disclosed ?? {})] };
  });
}

/** Moves an article to the outages or an outage to the articles, at the end. What the other section does not show is kept where it has a place. */
export function changeSection(issue: Issue, revision: number, id: string, at: string): Issue {
  return edit(issue, revision, { act: 'section', item: id }, at, (content) => {
    const outage = content.outages.find((item) => item.id === id);
    if (outage) {
      const article = articleFromOutage(outage);
      return { ...content, outages: without(content.outages, id), articles: [...content.articles, article] };
    }
    const article = content.articles.find((item) => item.id === id);
    if (!article) throw noItem();
    const moved = outageFromArticle(article);
    return { ...content, articles: without(content.articles, id), outages: [...content.outages, moved] };
  });
}

/** Writes the lines at the top and the sponsor's message; empty texts take them away. Throws BadRequestError. */
export function writeOpening(
  issue: Issue,
  revision: number,
  written: { intro: string; sponsor: Sponsor },
  at: string,
): Issue {
  const { intro, sponsor } = cleanOpening(written);
  return edit(issue, revision, { act: 'opening' }, at, ({ intro: _intro, sponsor: _sponsor, ...lists }) => ({
    ...lists,
    ...(intro !== '' && { intro }),
    ...(sponsor !== undefined && { sponsor }),
  }));
}

/**
 * Drops an article and whatever else its source brought that is not kept. Retiring the source is the caller's. Throws BadRequestError for
 * an article without a source.
 */
export function silenceSource(issue: Issue, revision: number, id: string, at: string): Issue {
  return edit(issue, revision, { act: 'silenced', item: id }, at, (content) => {
    const article = [...content.articles, ...content.runnersUp].find((item) => item.id === id);
    if (!article) throw noItem();
    if (article.byHand) throw new BadRequestError('You added this link by hand: there is no source to retire.');
    const its = (item: Article) => item.sourceId === article.sourceId;
    return {
      ...content,
      articles: mapped(content.articles, (item) => {
        if (item.id === id) return { ...item, decision: 'dropped', silenced: true };
        return its(item) && item.decision === 'undecided' ? { ...item, decision: 'dropped' } : item;
      }),
      runnersUp: content.runnersUp.some(its) ? content.runnersUp.filter((item) => !its(item)) : content.runnersUp,
    };
  });
}

/** Takes the last change back, which can itself be taken back. Throws WrongStateError when there is none. */
export function undoLast(issue: Issue, revision: number, at: string): Issue {
  const undo = undoable(issue);
  if (!undo) {
    mustBe(issue, 'draft', 'change it');
    mustMatch(issue, revision);
    throw new WrongStateError('There is nothing to undo.');
  }
  const { act, item, undid = act, again } = undo.of;
  const isRedo = act === 'undone' && !again;
  const doing: Doing = {
    act: 'undone',
    ...(undid !== 'undone' && { undid }),
    ...(isRedo && { again: true }),
    ...(item !== undefined && { item }),
  };
  return edit(issue, revision, doing, at, () => restore(issue, undo));
}

function edit(issue: Issue, revision: number, about: Doing, at: string, change: (content: Content) => Content): Issue {
  mustBe(issue, 'draft', 'change it');
  mustMatch(issue, revision);
  const before = contentOf(issue);
  const after = settled(before, change(before));
  if (after === before) return issue;
  const changed = withChange(issue, after, about, at);
  // A draft that came larger, with what others left to it, can still be made smaller.
  if (itemsOf(after) > mostItems && itemsOf(after) > itemsOf(before))
    throw new BadRequestError(
      `A draft holds at most ${mostItems} items, dropped ones too, and this one has them. Keep this one for the next issue.`,
    );
  if (bytesOf(changed) > longestDraft && bytesOf(after) > bytesOf(before))
    throw new BadRequestError(`The draft would be larger than ${longestDraft / 1000} KB. Shorten something first.`);
  return changed;
}

const itemsOf = ({ articles, outages }: Content) => articles.length + outages.length;

/** The same object when nothing is different, so that a save that changes nothing is none. */
function settled(before: Content, after: Content): Content {
  const same = JSON.stringify(before) === JSON.stringify(after);
  return same ? before : after;
}

function pullIn(content: Content, id: string, decision: Decision | undefined): Content {
  const runnerUp = content.runnersUp.find((article) => article.id === id);
  if (!runnerUp || decision === undefined) return content;
  return {
    ...content,
    articles: [...content.articles, { ...runnerUp, decision }],
    runnersUp: without(content.runnersUp, id),
  };
}

function reworded<T extends Article | Outage>(item: T, { decision, words }: ItemChange): T {
  const worded = words ? cleanWords(item, words) : item;
  const written = worded === item ? item : { ...worded, written: true as const };
  return decision === undefined || decision === written.decision ? written : decided(written, decision);
}

/** Whoever decides anew on an article hears its source again. */
function decided<T extends Article | Outage>(item: T, decision: Decision): T {
  const { silenced: _silenced, ...heard } = item as T & Pick<Article, 'silenced'>;
  return { ...heard, decision } as T;
}

/** The list with the item in its new form, at the place asked for; the list itself when neither differs. */
function placed<T extends { id: string }>(list: T[], item: T, to: number | undefined): T[] {
  const from = list.findIndex(({ id }) => id === item.id);
  const target = to === undefined ? from : Math.min(Math.max(0, to), list.length - 1);
  if (target === from) return list[from] === item ? list : list.with(from, item);
  return without(list, item.id).toSpliced(target, 0, item);
}

const mapped = <T>(list: T[], map: (item: T) => T): T[] => {
  const made = list.map(map);
  return made.every((item, index) => item === list[index]) ? list : made;
};
const without = <T extends { id: string }>(list: T[], id: string) => list.filter((item) => item.id !== id);
const has = (list: { id: string }[], id: string) => list.some((item) => item.id === id);
const noItem = () => new BadRequestError('This item is no longer in the draft. Open the desk again to see what is.');

const outageFromArticle = (article: Article): Outage => ({
  id: article.id,
  service: article.company ?? article.source,
  title: article.title,
  url: article.url,
  impact: 'none',
  updates: 0,
  alsoAffected: [],
  ...(article.comment && { comment: article.comment }),
  ...(article.written && { written: true }),
  ...(article.summary && { quote: article.summary }),
  wasArticle: true,
  significance: article.score,
  decision: article.decision,
});

const articleFromOutage = (outage: Outage): Article => ({
  id: outage.id,
  title: outage.title,
  url: outage.url,
  source: outage.service,
  sourceId: byHandSource,
  byHand: true,
  ...(outage.comment && { comment: outage.comment }),
  ...(outage.written && { written: true }),
  ...(outage.quote && { summary: outage.quote }),
  score: outage.significance,
  reasons: [],
  toldBy: 1,
  decision: outage.decision,
});
