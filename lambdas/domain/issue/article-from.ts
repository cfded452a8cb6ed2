import type { Candidate } from '../candidate';
import type { Article } from '../issue';

/** A candidate as an article of a draft, not decided on. */
export const articleFrom = (candidate: Candidate): Article => ({
  id: candidate.id,
  title: candidate.title,
  url: candidate.url,
  ...(candidate.author && { author: candidate.author }),
  ...(candidate.summary && { summary: candidate.summary }),
  ...(candidate.publishedAt && { publishedAt: candidate.publishedAt }),
  source: candidate.sourceTitle,
  sourceId: candidate.sourceId,
  score: candidate.score,
  reasons: candidate.reasons,
  toldBy: candidate.toldBy.length,
  decision: 'undecided',
});
