import { type Article, type Change, goesOut, type Issue, type Outage } from '../issue';
import { keysOf } from './outage-from';

/** What the issues before leave to the next draft. */
export interface LeftBehind {
  /** Put off for later; of a draft that never went out, what was left to it, and, unless it was rejected, what was kept, added or written on. Nothing is decided. */
  articles: Left<Article>[];
  outages: Left<Outage>[];
  /** Ids of what was dropped from a draft that never went out, with what an outage covered: nobody wants to drop it again. */
  dropped: Set<string>;
  /** Those of them that are outages, or were, which no list leaves out. */
  declined: string[];
  /** Ids of what is about to be printed, and that the memory does not know yet. */
  printing: Set<string>;
  /** The articles among what was dropped, from whichever issue, or is about to be printed: another page that tells the same is not wanted either. */
  settled: Settled[];
  /** The opening of a week that was skipped or forgotten; a draft that is still one keeps its own. */
  opening: Pick<Issue, 'intro' | 'sponsor'>;
}

type Settled = Pick<Article, 'id' | 'title' | 'url'> & { at: string };

interface Left<T> {
  item: T;
  /** The editor wrote on it: its words go wherever it goes. */
  isWritten: boolean;
}

/**
 * What the issues before the draft with this number leave to it, with the reason that says so: the one right before it, and the older ones,
 * newest first, where an editor has been at them since that one was drawn up. What a newer issue holds is that one's to leave.
 */
export function leftBehind(before: Issue | undefined, older: readonly Issue[], number: number): LeftBehind {
  const all = before ? withoutHeld([before, ...older]) : [];
  const news = all.filter((issue) => issue === all[0] || issue.updatedAt > (before as Issue).createdAt);
  const unfinished = all.filter((issue) => !goesOut(issue));
  const printing = all.filter(isPrinting).flatMap(itemsOf);
  const dropped = unfinished.flatMap((issue) => itemsOf(issue).filter(isDropped));
  const declined = [
    ...unfinished.flatMap((issue) => issue.declined ?? []),
    ...dropped.flatMap((item) => (isOutage(item) || item.byHand ? keysOf(item) : [])),
  ];
  return {
    articles: news.flatMap((issue) => articlesLeft(issue, number)),
    outages: news.flatMap((issue) => outagesLeft(issue, issue !== all[0])),
    dropped: new Set([...dropped.map(({ id }) => id), ...declined]),
    declined: [...new Set(declined)].slice(-mostDeclined),
    printing: new Set(printing.flatMap(({ id, decision }) => (decision === 'later' ? [] : id))),
    settled: all.flatMap(settledIn),
    opening: Object.assign({}, ...news.map((issue) => openingLeft(issue, number)).reverse()),
  };
}

/** What has no date is of the days before its draft. */
const settledIn = (issue: Issue): Settled[] =>
  itemsOf(issue)
    .filter((item) => !isOutage(item) || item.wasArticle)
    .filter((item) => isDropped(item) || (isPrinting(issue) && item.decision !== 'later'))
    .map(({ id, title, url, ...rest }) => ({
      id,
      title,
      url,
      at: 'publishedAt' in rest && rest.publishedAt ? rest.publishedAt : issue.createdAt,
    }));

const isPrinting = (issue: Issue) => goesOut(issue) && issue.state !== 'published';
const itemsOf = ({ articles, outages }: Issue): (Article | Outage)[] => [...articles, ...outages];
const isOutage = (item: Article | Outage): item is Outage => 'service' in item;
const isDropped = ({ decision }: Article | Outage) => decision === 'dropped';

/** Each issue, newest first, without what a newer one holds. */
function withoutHeld(issues: readonly Issue[]): Issue[] {
  const held = new Set<string>();
  return issues.map((issue) => {
    const isFree = ({ id }: { id: string }) => !held.has(id);
    const free = { ...issue, articles: issue.articles.filter(isFree), outages: issue.outages.filter(isFree) };
    for (const key of itemsOf(issue).flatMap(keysOf)) held.add(key);
    return free;
  });
}

const leaves = (issue: Issue) => {
  const isContinued = issue.state === 'draft' || issue.skipped === true;
  const isWritten = writtenOn(issue);
  return (item: Article | Outage) => {
    if (isDropped(item)) return false;
    // What came from an earlier draft was not this one's, and is not thrown away with it.
    const isHandedOn = item.carried && !goesOut(issue);
    return item.decision === 'later' || isHandedOn || (isContinued && (item.decision === 'kept' || isWritten(item)));
  };
};

const articlesLeft = (issue: Issue, number: number): Left<Article>[] =>
  issue.articles.filter(leaves(issue)).map(({ silenced: _, ...article }) => ({
    item: { ...article, reasons: [...new Set([...whyAgain(article, issue, number), ...article.reasons])], ...again },
    isWritten: writtenOn(issue)(article),
  }));

/** What nobody decided on is looked for anew, but for an older week that was skipped only now: its days are over for any later draft. */
function outagesLeft(issue: Issue, isOlder: boolean): Left<Outage>[] {
  const isLeft = leaves(issue);
  const isOver = isOlder && issue.skipped === true;
  return issue.outages
    .filter((outage) => isLeft(outage) || (isOver && outage.decision === 'undecided'))
    .map((outage) => ({ item: { ...outage, ...again }, isWritten: writtenOn(issue)(outage) }));
}

function openingLeft({ number, state, skipped, intro, sponsor }: Issue, next: number): LeftBehind['opening'] {
  const isForgotten = state === 'draft' && number === next;
  return skipped || isForgotten ? { ...(intro && { intro }), ...(sponsor && { sponsor }) } : {};
}

const carried = true as const;
const again = { decision: 'undecided', carried } as const;

/** More keys than a month's outages come to. */
const mostDeclined = 500;

/** Puts what was left among the articles chosen: one that is there has the newest facts and the editor's words, the others come after it. */
export function takeUpArticles<P extends { chosen: Article[]; runnersUp: Article[] }>(
  picked: P,
  left: LeftBehind['articles'],
): P {
  const fresh = new Map([...picked.runnersUp, ...picked.chosen].map((article) => [article.id, article]));
  const taken = new Map(left.map(({ item, isWritten }) => [item.id, reworded(fresh.get(item.id), item, isWritten)]));
  const there = new Set(picked.chosen.map(({ id }) => id));
  return {
    ...picked,
    chosen: [
      ...picked.chosen.map((article) => taken.get(article.id) ?? article),
      ...[...taken.values()].filter(({ id }) => !there.has(id)),
    ],
    runnersUp: picked.runnersUp.filter(({ id }) => !taken.has(id)),
  };
}

/**
 * The same for outages. One that another line covers by now comes with that line, and as one of its own only with the editor's words;
 * one that is only over by now, only where it is told again.
 */
export function takeUpOutages(chosen: readonly Outage[], left: LeftBehind['outages']): Outage[] {
  const taken = new Map(left.map((each) => [each.item.id, each]));
  const there = new Set(chosen.map(({ id }) => id));
  const covered = new Set(chosen.flatMap(({ folded = [] }) => folded));
  return [
    ...chosen.map((outage) => {
      const before = taken.get(outage.id);
      if (before === undefined) return keysOf(outage).some((key) => taken.has(key)) ? { ...outage, carried } : outage;
      return { ...(before.isWritten ? withWords(outage, before.item) : outage), carried };
    }),
    ...left.flatMap(({ item, isWritten }) =>
      there.has(item.id) || item.followsUp || (covered.has(item.id) && !isWritten) ? [] : item,
    ),
  ];
}

function reworded(fresh: Article | undefined, before: Article, isWritten: boolean): Article {
  if (!fresh) return before;
  const reasons = [...new Set([before.reasons[0] as string, ...fresh.reasons])];
  if (!isWritten) return { ...fresh, reasons, carried: true };
  const { author: _, ...facts } = fresh;
  const { title, author, company, comment, disclosure } = before;
  return {
    ...facts,
    title,
    ...(author && { author }),
    ...(company && { company }),
    ...(comment && { comment }),
    ...(disclosure && { disclosure }),
    reasons,
    written: true,
    carried: true,
  };
}

/** What the editor struck out of the notes stays facts, and comes again. */
function withWords({ quote: _, ...facts }: Outage, { title, service, quote, notes = [], comment }: Outage): Outage {
  const all = [...new Set([...notes, ...(facts.notes ?? [])])];
  return {
    ...facts,
    title,
    service,
    ...(quote && { quote }),
    ...(all.length > 0 && { notes: all }),
    ...(comment && { comment }),
    written: true,
  };
}

const writtenOn =
  ({ changes = [] }: Issue) =>
  (item: Article | Outage) =>
    item.written === true || 'byHand' in item || item.comment !== undefined || isEdited(item, changes);

/** Of a draft that was written on before items said so. */
const isEdited = ({ id }: Article | Outage, changes: readonly Change[]) =>
  changes.some(({ act, item }) => act === 'edited' && item === id);

function whyAgain({ decision, byHand, carried }: Article, issue: Issue, next: number): string[] {
  const { number, state, skipped } = issue;
  // Of a draft whose number the next one has, the number says nothing.
  const isReplaced = number === next;
  const how = skipped ? 'skipped ' : state === 'rejected' ? 'rejected ' : isReplaced ? 'forgotten ' : '';
  const draft = `the ${how}draft${isReplaced ? '' : ` of #${number}`}`;
  if (decision === 'later') return [`put off for later in ${how ? draft : `#${number}`}`];
  if (decision === 'kept' && !byHand) return [`kept in ${draft}`];
  if (carried) return [];
  return [byHand ? `added to ${draft}` : `written on in ${draft}`];
}
