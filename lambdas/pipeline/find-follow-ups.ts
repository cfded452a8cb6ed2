import type { Candidate } from '../domain/candidate';
import { type Article, type Issue, type Outage, printedOutages } from '../domain/issue';
import { followUpsOf, writeUpsAmong } from '../domain/issue/follow-ups';
import { keysOf } from '../domain/issue/outage-from';
import { overSince } from '../domain/issue/over-since';
import type { CandidateStore, IncidentStore } from '../domain/ports';
import { findPrinted } from './find-printed';

export interface FollowUpWorld {
  incidents: Pick<IncidentStore, 'get'>;
  candidates: Pick<CandidateStore, 'printed' | 'printedTitles'>;
}

/**
 * What goes back to an outage that these issues printed: candidates that explain it, post-mortems that its page has added since, and its
 * end, if it was not over. Reads those incidents and what is remembered of the write-ups; writes nothing, so that asking again gives the same.
 */
export async function findFollowUps(
  world: FollowUpWorld,
  issues: readonly Issue[],
  best: readonly Candidate[],
): Promise<{ articles: Article[]; outages: Outage[] }> {
  const keys = issues.flatMap((issue) => printedOutages(issue).flatMap(keysOf));
  if (keys.length === 0) return { articles: [], outages: [] };
  const before = { issues, incidents: await world.incidents.get(keys) };
  const writeUps = writeUpsAmong(before, best);
  const printed = await findPrinted(world.candidates, writeUps);
  const articles = followUpsOf(
    before,
    writeUps.filter(({ id }) => !printed.has(id)),
  );
  return { articles, outages: overSince(issues, before.incidents) };
}
