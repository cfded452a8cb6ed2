import type { LedgerLine } from './ledger';

export interface StoredIssue {
  number: number;
  state: string;
  articles: {
    title: string;
    url: string;
    author?: string;
    source: string;
    publishedAt?: string;
    score: number;
    reasons: string[];
  }[];
  outages: {
    service: string;
    title: string;
    url: string;
    startedAt?: string;
    endedAt?: string;
    impact?: string;
    updates: number;
    alsoAffected: string[];
  }[];
}

export interface Failure {
  source: string;
  reason: string;
}

export interface SummaryParts {
  now: string;
  /** The ledger after this run, and as it was before. */
  sources: readonly LedgerLine[];
  before: readonly LedgerLine[];
  /** Failures that never became a source, such as a folder among the files. */
  skipped: readonly Failure[];
  nameOf: (line: LedgerLine) => string;
  issue: StoredIssue;
  subject: string;
  deskLink: string;
  mailsSent: number;
  published: { issue: number; url: string } | null;
  timings: { pollMs: number; draftMs: number; publishMs: number };
}

/** What the run came to, in the shape of the command contract. */
export function summarise(parts: SummaryParts) {
  const { sources, issue } = parts;
  const earlier = new Map(parts.before.map((line) => [line.url, line]));
  const polledNow = sources.filter(({ url, polls }) => polls > (earlier.get(url)?.polls ?? 0));
  const count = (outcome: string) => polledNow.filter(({ lastOutcome }) => lastOutcome === outcome).length;
  const sum = (field: 'entries' | 'brought' | 'joined' | 'incidents') =>
    polledNow.reduce((total, line) => total + line[field] - (earlier.get(line.url)?.[field] ?? 0), 0);
  const failed = polledNow.filter(
    ({ lastOutcome }) => lastOutcome === 'failed' || lastOutcome === 'refused' || lastOutcome === 'gone',
  );
  const failures = [
    ...failed.map((line) => ({ source: parts.nameOf(line), reason: line.lastReason ?? '' })),
    ...parts.skipped,
  ];
  return {
    now: parts.now,
    sources: {
      total: sources.length + parts.skipped.length,
      fetched: count('fetched'),
      unchanged: count('unchanged'),
      failed: failures.length,
      quarantined: sources.filter(({ state }) => state === 'quarantined').length,
      failures,
    },
    entries: sum('entries'),
    candidates: sum('brought'),
    duplicates: sum('joined'),
    incidents: sum('incidents'),
    draft: {
      issue: issue.number,
      subject: parts.subject,
      articles: issue.articles.map(({ title, url, author, source, publishedAt, score, reasons }) => ({
        title,
        url,
        ...(author && { author }),
        source,
        ...(publishedAt && { publishedAt }),
        score,
        reasons,
      })),
      outages: issue.outages.map(({ service, title, url, startedAt, endedAt, impact, updates, alsoAffected }) => ({
        service,
        title,
        url,
        ...(startedAt && { startedAt }),
        ...(endedAt && { endedAt }),
        ...(impact && { impact }),
        updates,
        alsoAffected,
      })),
    },
    links: { desk: parts.deskLink },
    mailsSent: parts.mailsSent,
    published: parts.published,
    timings: parts.timings,
  };
}

export type Summary = ReturnType<typeof summarise>;
