import { StaleRevisionError } from '../domain/errors';
import { articleFingerprints, outageFingerprint } from '../domain/fingerprint';
import { beginPublishing, finishPublishing, type Issue, printedArticles, printedOutages } from '../domain/issue';
import type { CandidateStore, IssueStore, Mailer } from '../domain/ports';
import { issueEmail } from '../pages/issue-email';

export interface PublishWorld {
  issues: IssueStore;
  candidates: CandidateStore;
  mailer: Mailer;
}

export interface PublishSettings {
  newsletter: string;
  recipients: readonly string[];
  deskUrl: string;
  timeZone: string;
}

export interface Published {
  issue: number;
  sent: number;
  /** Sent in an earlier run that was cut short. */
  sentBefore: number;
  /** Nobody knows whether these went out; only a person may send them again. */
  unclear: number;
  refused: number;
}

const recentIssues = 5;
const keepTryingMilliseconds = 3_600_000;
const longestRunMilliseconds = 600_000;

/** Publishes what is approved and due at `now`, and resumes what an earlier run began. Usually there is nothing to do. */
export async function publishDue(world: PublishWorld, settings: PublishSettings, now: string): Promise<Published[]> {
  const done: Published[] = [];
  for (const card of await world.issues.latest(recentIssues)) {
    const due = card.state === 'approved' && card.publishAt !== undefined && card.publishAt <= now;
    if (!due && card.state !== 'publishing') continue;
    const issue = await claimIssue(world, card.number, now);
    if (issue) done.push(await publishIssue(world, settings, issue, now));
  }
  return done;
}

async function claimIssue(world: PublishWorld, number: number, now: string): Promise<Issue | undefined> {
  const issue = await world.issues.get(number);
  if (issue?.state === 'publishing') return issue;
  if (issue?.state !== 'approved' || (issue.publishAt ?? '') > now) return undefined;
  const claimed = beginPublishing(issue, now);
  return (await saveUnlessStale(world, claimed, issue.revision)) ? claimed : undefined;
}

async function publishIssue(
  world: PublishWorld,
  settings: PublishSettings,
  issue: Issue,
  now: string,
): Promise<Published> {
  const mail = issueEmail(issue, { ...settings, url: `${settings.deskUrl}/issues/${issue.number}` });
  const published: Published = { issue: issue.number, sent: 0, sentBefore: 0, unclear: 0, refused: 0 };
  for (const recipient of settings.recipients) {
    const claim = await world.issues.claimSend(issue.number, 'issue', recipient, now);
    if (claim === 'sent') published.sentBefore++;
    if (claim === 'unclear') published.unclear++;
    if (claim !== 'go') continue;
    const result = await world.mailer.send({ to: recipient, ...mail });
    await world.issues.recordSend(issue.number, 'issue', recipient, result);
    published[result.state]++;
  }
  await remember(world, issue);
  if (isSettled(published, Date.parse(now) - Date.parse(issue.publishedAt ?? now)))
    await saveUnlessStale(world, finishPublishing(issue, now), issue.revision);
  return published;
}

/** Nothing is left to try: nobody refused the mail lately, and no other run can still be sending what looks unclear. */
function isSettled({ refused, unclear }: Published, millisecondsSinceBegun: number): boolean {
  if (refused > 0) return millisecondsSinceBegun > keepTryingMilliseconds;
  return unclear === 0 || millisecondsSinceBegun > longestRunMilliseconds;
}

async function saveUnlessStale(world: PublishWorld, issue: Issue, readRevision: number): Promise<boolean> {
  try {
    await world.issues.save(issue, readRevision);
    return true;
  } catch (error) {
    if (error instanceof StaleRevisionError) return false;
    throw error;
  }
}

/** What was printed is never offered again, and what was dropped leaves the list. */
async function remember(world: PublishWorld, issue: Issue): Promise<void> {
  const fingerprints = [
    ...printedArticles(issue).flatMap(articleFingerprints),
    ...printedOutages(issue).flatMap(({ id, folded = [] }) => [id, ...folded].map(outageFingerprint)),
  ];
  await world.candidates.markPrinted(fingerprints, issue.number);
  await world.candidates.unlist(issue.articles.map(({ id }) => id));
}
