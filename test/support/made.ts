import type { Candidate } from '../../lambdas/domain/candidate';
import type { Incident } from '../../lambdas/domain/incident';
import type { Article, Decision, Issue, Outage } from '../../lambdas/domain/issue';
import { changeItem } from '../../lambdas/domain/issue/edits';
import { type Learned, nothingLearned } from '../../lambdas/domain/score/learned';

const now = '2026-06-07T12:00:00.000Z';

export const makeCandidate = (id: string, about: Partial<Candidate> = {}): Candidate => {
  const sourceId = about.sourceId ?? 'source';
  return {
    id,
    title: `Title of ${id}`,
    url: `https://blog.example/${id}`,
    sourceTitle: 'A blog',
    firstSeenAt: now,
    score: 0.5,
    reasons: [],
    ...about,
    sourceId,
    toldBy: [sourceId],
  };
};

export const makeIncident = (key: string, about: Partial<Incident> = {}): Incident => ({
  key,
  sourceId: 'source',
  service: 'A service',
  title: `Trouble ${key}`,
  url: `https://status.example/incidents/${key}`,
  startedAt: '2026-06-03T09:26:00.000Z',
  impact: 'major',
  updates: 3,
  components: [],
  significance: 0.5,
  ...about,
});

export const makeArticle = (id: string, about: Partial<Article> = {}): Article => ({
  id,
  title: `Title of ${id}`,
  url: `https://blog.example/${id}`,
  source: 'A blog',
  sourceId: 'source',
  score: 0.5,
  reasons: [],
  toldBy: 1,
  decision: 'undecided',
  ...about,
});

export const makeOutage = (id: string, about: Partial<Outage> = {}): Outage => ({
  id,
  service: 'A service',
  title: `Trouble ${id}`,
  url: `https://status.example/incidents/${id}`,
  impact: 'major',
  updates: 3,
  alsoAffected: [],
  significance: 0.5,
  decision: 'undecided',
  ...about,
});

export const makeIssue = (number: number, about: Partial<Issue> = {}): Issue => ({
  number,
  week: '2026-W23',
  state: 'draft',
  revision: 1,
  createdAt: now,
  updatedAt: now,
  articles: [makeArticle('a1'), makeArticle('a2')],
  outages: [makeOutage('o1')],
  runnersUp: [makeArticle('r1')],
  leftOut: { candidates: 0, incidents: 0, printedBefore: 0, quarantined: [], failures: [] },
  ...about,
});

/** What is behind a desk when a test is about its issue alone: no incident, no candidate, no source. */
export const noLedger = {
  incidents: { get: async () => new Map() },
  candidates: { get: async () => undefined },
  sources: { get: async () => undefined, save: async () => false },
  learned: { change: async (by: (learned: Learned) => Learned) => by(nothingLearned()) },
};

/** One press of Keep, Drop or Later. */
export const decideItem = (issue: Issue, revision: number, id: string, decision: Decision, at: string): Issue =>
  changeItem(issue, revision, id, { decision }, at);
