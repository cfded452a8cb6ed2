import { POST_MORTEM_DAYS } from '../domain/incident/post-mortem';
import { after, day } from '../domain/instant';
import type { Issue, IssueState } from '../domain/issue';
import type { IssueStore } from '../domain/ports';

/** Eighteen weekly issues are 120 days; the others are for drafts that were rejected and for extra issues. */
const cardsRead = 40;
const printedStates: readonly IssueState[] = ['approved', 'publishing', 'published'];

/** What a draft looks back on. */
export interface Earlier {
  /** The issue before it, whatever became of it; the rejected draft of the same number, when there is one. */
  before: Issue | undefined;
  /** What was printed in the last 120 days, newest first. */
  printed: Issue[];
  /** Numbers of drafts that nobody decided on. */
  undecided: Set<number>;
}

/** Reads the issues that the draft with this number looks back on: a page of cards and those issues, however long the history. */
export async function readEarlier(
  issues: Pick<IssueStore, 'get' | 'latest'>,
  number: number,
  now: string,
  rejected?: Issue,
): Promise<Earlier> {
  const oldest = after(now, -POST_MORTEM_DAYS * day);
  const cards = (await issues.latest(cardsRead)).filter((card) => card.number < number);
  const printed = cards.filter(
    (card) => printedStates.includes(card.state) && (card.publishedAt ?? card.publishAt ?? card.createdAt) >= oldest,
  );
  const [newest] = cards;
  const asked = newest && newest.number !== printed[0]?.number ? [newest, ...printed] : printed;
  const found = (await Promise.all(asked.map((card) => issues.get(card.number)))).filter(
    (issue) => issue !== undefined,
  );
  const isPrinted = ({ number: of }: Issue) => printed.some((card) => card.number === of);
  return {
    before: rejected ?? found.find((issue) => issue.number === newest?.number),
    printed: found.filter(isPrinted),
    undecided: new Set(cards.filter(({ state }) => state === 'draft').map((card) => card.number)),
  };
}
