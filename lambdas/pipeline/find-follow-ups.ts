import type { Candidate } from '../domain/candidate';
import { POST_MORTEM_DAYS } from '../domain/incident/post-mortem';
import { type Article, type Issue, type IssueState, printedOutages } from '../domain/issue';
import { followUpsOf, writeUpsAmong } from '../domain/issue/follow-ups';
import type { CandidateStore, IncidentStore, IssueStore } from '../domain/ports';
import { findPrinted } from './find-printed';

export interface FollowUpWorld {
  issues: Pick<IssueStore, 'get' | 'latest'>;
  incidents: Pick<IncidentStore, 'get'>;
  candidates: Pick<CandidateStore, 'printed' | 'printedTitles'>;
}

/** Eighteen weekly issues are 120 days; the others are for drafts that were rejected and for extra issues. */
const cardsRead = 40;
const day = 86_400_000;
const printedStates: readonly IssueState[] = ['approved', 'publishing', 'published'];

/**
 * The articles that go back to an outage printed in the last 120 days: candidates that explain it, and post-mortems
 * that its page has added since. Reads a page of issues, those issues, their incidents and what is remembered of the write-ups, however
 * long the history; writes nothing, so that asking again gives the same.
 */
export async function findFollowUps(
  world: FollowUpWorld,
  number: number,
  best: readonly Candidate[],
  now: string,
): Promise<Article[]> {
  const issues = await printedLately(world, number, now);
  const keys = issues.flatMap((issue) => printedOutages(issue).map(({ id }) => id));
  if (keys.length === 0) return [];
  const before = { issues, incidents: await world.incidents.get(keys) };
  const writeUps = writeUpsAmong(before, best);
  const printed = await findPrinted(world.candidates, writeUps);
  return followUpsOf(
    before,
    writeUps.filter(({ id }) => !printed.has(id)),
  );
}

async function printedLately(world: FollowUpWorld, number: number, now: string): Promise<Issue[]> {
  const oldest = new Date(Date.parse(now) - POST_MORTEM_DAYS * day).toISOString();
  const cards = (await world.issues.latest(cardsRead)).filter(
    (card) =>
      card.number < number &&
      printedStates.includes(card.state) &&
      (card.publishedAt ?? card.publishAt ?? card.createdAt) >= oldest,
  );
  const issues = await Promise.all(cards.map((card) => world.issues.get(card.number)));
  return issues.filter((issue) => issue !== undefined);
}
