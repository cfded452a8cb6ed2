import type { Article, Issue, Outage } from '../../../lambdas/domain/issue';

/** An invented article; whatever a test is about is given by the test. */
export const makeArticle = (id: string, given: Partial<Article> = {}): Article => ({
  id,
  title: `Title of ${id}`,
  url: `https://blog.example.org/${id}`,
  author: 'Mara Lindqvist',
  source: 'Harbourline Engineering',
  sourceId: 'harbourline',
  publishedAt: '2026-08-20T09:00:00Z',
  summary: `The source on ${id}.`,
  score: 0.7213,
  reasons: ['a write-up of an incident', 'told by 3 sources'],
  toldBy: 3,
  decision: 'undecided',
  ...given,
});

/** An invented outage of 2 h 40 min. */
export const makeOutage = (id: string, given: Partial<Outage> = {}): Outage => ({
  id,
  service: `Service of ${id}`,
  title: `Incident ${id}`,
  url: `https://status.example.com/${id}`,
  startedAt: '2026-08-19T13:05:00Z',
  endedAt: '2026-08-19T15:45:00Z',
  impact: 'major',
  updates: 4,
  quote: `The provider on ${id}.`,
  alsoAffected: [],
  significance: 0.6,
  decision: 'undecided',
  ...given,
});

/** An invented draft: two articles, one outage, one runner-up. */
export const makeIssue = (given: Partial<Issue> = {}): Issue => ({
  number: 76,
  week: '2026-W34',
  state: 'draft',
  revision: 7,
  createdAt: '2026-08-23T16:00:00Z',
  updatedAt: '2026-08-23T18:10:00Z',
  articles: [makeArticle('a1'), makeArticle('a2')],
  outages: [makeOutage('o1')],
  runnersUp: [makeArticle('r1')],
  leftOut: { candidates: 214, incidents: 31, printedBefore: 6, quarantined: [], failures: [] },
  ...given,
});

/** A week in which nothing was worth a line. */
export const makeQuietIssue = (): Issue =>
  makeIssue({
    articles: [],
    outages: [],
    runnersUp: [],
    leftOut: { candidates: 9, incidents: 4, printedBefore: 0, quarantined: [], failures: [] },
  });

/** The same draft after it went out. */
export const makePublished = (given: Partial<Issue> = {}): Issue =>
  makeIssue({
    state: 'published',
    approvedAt: '2026-08-23T18:12:00Z',
    approvedRevision: 7,
    publishAt: '2026-08-23T18:42:00Z',
    publishedAt: '2026-08-23T18:42:00Z',
    ...given,
  });

export const newsletter = 'SRE Weekly';
export const timeZone = 'America/Los_Angeles';
export const styleNonce = 'c3R5bGU';
