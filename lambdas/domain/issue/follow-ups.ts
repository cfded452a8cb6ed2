import { type Candidate, dateOf } from '../candidate';
import type { Incident } from '../incident';
import { matchPostMortem, type PrintedOutage } from '../incident/post-mortem';
import { type Article, type Issue, printedOutages } from '../issue';
import { articleFingerprints, linkFingerprint } from '../story/fingerprint';
import { articleFrom } from './article-from';

/** More than these in one week would be the outages of a quarter, not this week's reading. */
const most = 5;

/** What was printed and may get a write-up, with the incidents as they are now. */
export interface PrintedBefore {
  /** The issues in which the outages were printed. */
  issues: readonly Issue[];
  incidents: ReadonlyMap<string, Incident>;
}

/** Every printed outage of these issues, as the incident now stands where it is still known. */
function outagesIn({ issues, incidents }: PrintedBefore): PrintedOutage[] {
  return issues.flatMap((issue) =>
    printedOutages(issue).flatMap(({ id, service, title, url, startedAt, endedAt }) => {
      const incident = incidents.get(id);
      const began = incident?.startedAt ?? startedAt;
      const ended = incident?.endedAt ?? endedAt;
      if (began === undefined) return [];
      return {
        key: id,
        service: incident?.service ?? service,
        title: incident?.title ?? title,
        url: incident?.url ?? url,
        startedAt: began,
        ...(ended && { endedAt: ended }),
        ...(incident && { components: incident.components }),
        issue: issue.number,
      };
    }),
  );
}

/** The candidates that explain a printed outage, in their order. */
export function writeUpsAmong(before: PrintedBefore, candidates: readonly Candidate[]): Candidate[] {
  const outages = outagesIn(before);
  return candidates.filter((candidate) => matchCandidate(candidate, outages) !== undefined);
}

const matchCandidate = (candidate: Candidate, outages: readonly PrintedOutage[]) =>
  matchPostMortem({ ...candidate, publishedAt: dateOf(candidate) }, outages);

/**
 * The write-ups of printed outages, as articles: candidates that a printed outage explains, and post-mortems that a
 * page added after the issue was drawn up. Best candidates first as given, at most five, each link once, none that an
 * issue already showed unless the editor put it off for later.
 */
export function followUpsOf(before: PrintedBefore, candidates: readonly Candidate[]): Article[] {
  const outages = outagesIn(before);
  const taken = new Set(
    before.issues.flatMap(({ articles }) =>
      articles.filter(({ decision }) => decision !== 'later').flatMap(articleFingerprints),
    ),
  );
  const found: Article[] = [];
  const take = (article: Article, fingerprints: readonly string[]) => {
    if (fingerprints.some((fingerprint) => taken.has(fingerprint))) return;
    for (const fingerprint of fingerprints) taken.add(fingerprint);
    found.push(article);
  };
  for (const candidate of candidates) {
    const match = matchCandidate(candidate, outages);
    const outage = match && outages.find(({ key, issue }) => key === match.key && issue === match.issue);
    if (match && outage) take(marked(articleFrom(candidate), outage, match.reason), articleFingerprints(candidate));
  }
  for (const outage of outages) {
    const article = addedPostMortem(outage, before);
    if (article) take(article, [linkFingerprint(article.url)]);
  }
  return found.slice(0, most);
}

/** A post-mortem that the page added once the issue was drawn up; an earlier one is noted beside the outage itself. */
function addedPostMortem(outage: PrintedOutage, { issues, incidents }: PrintedBefore): Article | undefined {
  const incident = incidents.get(outage.key);
  const issue = issues.find(({ number }) => number === outage.issue);
  const { url, at } = incident?.postmortem ?? {};
  if (!incident || !issue || !url || (at !== undefined && at <= issue.createdAt)) return undefined;
  const article: Article = {
    id: linkFingerprint(url),
    title: `Post-mortem: ${incident.title}`,
    url,
    ...(at && { publishedAt: at }),
    source: incident.service,
    sourceId: incident.sourceId,
    score: incident.significance,
    reasons: [],
    toldBy: 1,
    decision: 'undecided',
  };
  return marked(
    article,
    outage,
    `follow-up to the outage in #${outage.issue}: ${outage.service} added its post-mortem`,
  );
}

const marked = (article: Article, { issue, service }: PrintedOutage, reason: string): Article => ({
  ...article,
  reasons: [reason, ...article.reasons],
  followsUp: { issue, service },
});

/** Puts follow-ups among the articles chosen: one that is there is marked, the others come after it, also from the runners-up. */
export function addFollowUps<P extends { chosen: Article[]; runnersUp: Article[] }>(
  picked: P,
  followUps: readonly Article[],
): P {
  const byId = new Map(followUps.map((article) => [article.id, article]));
  const there = new Set(picked.chosen.map(({ id }) => id));
  return {
    ...picked,
    chosen: [
      ...picked.chosen.map((article) => byId.get(article.id) ?? article),
      ...followUps.filter(({ id }) => !there.has(id)),
    ],
    runnersUp: picked.runnersUp.filter(({ id }) => !byId.has(id)),
  };
}
