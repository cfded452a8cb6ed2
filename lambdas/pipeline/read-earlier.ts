import { POST_MORTEM_DAYS } from '../domain/incident/post-mortem';
import { after, day } from '../domain/instant';
import { goesOut, type Issue } from '../domain/issue';
import type { IssueStore } from '../domain/ports';

/** Eighteen weekly issues are 120 days; the others are for drafts that were rejected and for extra issues. */
const cardsRead = 40;

/** What a draft looks back on. */
export interface Earlier {
  /** The issue before it, whatever became of it; the draft of the same number, when there was one. */
  before: Issue | undefined;
  /** The issues of the last 120 days before that one, newest first. */
  older: Issue[];
  /** Those of them all that are meant for readers. */
  printed: Issue[];
  /** Numbers of drafts that nobody decided on. */
  undecided: Set<number>;
}

/** Reads the issues that the draft with this number looks back on: a page of cards and those issues, however long the history. */
export async function readEarlier(
  issues: Pick<IssueStore, 'get' | 'latest'>,
  number: number,
  now: string,
  replaced?: Issue,
): Promise<Earlier> {
  const oldest = after(now, -POST_MORTEM_DAYS * day);
  const cards = (await issues.latest(cardsRead)).filter((card) => card.number < number);
  const isRecent = (card: Pick<Issue, 'createdAt' | 'publishAt' | 'publishedAt'>) =>
    (card.publishedAt ?? card.publishAt ?? card.createdAt) >= oldest;
  const recent = cards.filter((card, index) => index === 0 || isRecent(card));
  const found = await Promise.all(recent.map((card) => issues.get(card.number)));
  const all = [replaced, ...found].filter((issue) => issue !== undefined);
  const [before, ...older] = all;
  return {
    before,
    older,
    printed: all.filter((issue) => goesOut(issue) && isRecent(issue)),
    undecided: new Set(all.filter(({ state }) => state === 'draft').map((issue) => issue.number)),
  };
}
