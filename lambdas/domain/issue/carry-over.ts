import type { Article, Change, Issue, Outage } from '../issue';
import { keysOf } from './outage-from';

/** What the issue before leaves to the next draft. */
export interface LeftBehind {
  /** Put off for later, and, of a draft that never went out nor was rejected, what was kept, added, written on or left to it. Nothing is decided. */
  articles: Left<Article>[];
  outages: Left<Outage>[];
  /** Ids of what was dropped from a draft that never went out, with what an outage covered: nobody wants to drop it again. */
  dropped: Set<string>;
  /** Those of them that are outages, which no list leaves out. */
  declined: string[];
  /** Ids of what is about to be printed, and that the memory does not know yet. */
  printing: Set<string>;
  /** The opening of a week that was skipped; a draft that is still one keeps its own. */
  opening: Pick<Issue, 'intro' | 'sponsor'>;
}

interface Left<T> {
  item: T;
  /** The editor wrote on it: its words go wherever it goes. */
  isWritten: boolean;
}

/** What the newest issue before a draft leaves to it, with the reason that says so; nothing when there is none. */
export function leftBehind(before: Issue | undefined): LeftBehind {
  if (!before) return { articles: [], outages: [], dropped: new Set(), declined: [], printing: new Set(), opening: {} };
  const { state, skipped, articles, outages, intro, sponsor } = before;
  const isContinued = state === 'draft' || skipped === true;
  const isPrinting = state === 'approved' || state === 'publishing';
  const isWritten = writtenOn(before);
  const isLeft = (item: Article | Outage) =>
    item.decision === 'later' ||
    (isContinued && item.decision !== 'dropped' && (item.decision === 'kept' || item.carried || isWritten(item)));
  const isDropped = ({ decision }: Article | Outage) => decision === 'dropped';
  const declined = [...new Set([...(before.declined ?? []), ...outages.filter(isDropped).flatMap(keysOf)])];
  const dropped = new Set([...articles.filter(isDropped).map(({ id }) => id), ...declined]);
  const goesOut = isPrinting || state === 'published';
  return {
    articles: articles.filter(isLeft).map(({ silenced: _, ...article }) => ({
      item: {
        ...article,
        reasons: [...new Set([...whyAgain(article, before), ...article.reasons])],
        ...again,
      },
      isWritten: isWritten(article),
    })),
    outages: outages.filter(isLeft).map((outage) => ({ item: { ...outage, ...again }, isWritten: isWritten(outage) })),
    dropped: goesOut ? new Set() : dropped,
    declined: goesOut ? [] : declined.slice(-mostDeclined),
    printing: new Set(
      isPrinting ? [...articles, ...outages].filter(({ decision }) => decision !== 'later').map(({ id }) => id) : [],
    ),
    opening: skipped ? { ...(intro && { intro }), ...(sponsor && { sponsor }) } : {},
  };
}

const again = { decision: 'undecided', carried: true } as const;

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

/** The same for outages. One that another line covers by now comes as a line of its own only with the editor's words; one that is only over by now, only where it is told again. */
export function takeUpOutages(chosen: readonly Outage[], left: LeftBehind['outages']): Outage[] {
  const taken = new Map(left.map((each) => [each.item.id, each]));
  const there = new Set(chosen.map(({ id }) => id));
  const covered = new Set(chosen.flatMap(({ folded = [] }) => folded));
  return [
    ...chosen.map((outage) => {
      const before = taken.get(outage.id);
      if (before === undefined) return outage;
      return { ...(before.isWritten ? withWords(outage, before.item) : outage), carried: true as const };
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

function whyAgain({ decision, byHand, carried }: Article, { number, state, skipped }: Issue): string[] {
  // The next draft has the number of one that ended so.
  const ended = state === 'rejected' && `the ${skipped ? 'skipped' : 'rejected'} draft`;
  if (decision === 'later') return [`put off for later in ${ended || `#${number}`}`];
  const draft = ended || `the draft of #${number}`;
  if (decision === 'kept' && !byHand) return [`kept in ${draft}`];
  if (carried) return [];
  return [byHand ? `added to ${draft}` : `written on in ${draft}`];
}
