import { StaleRevisionError } from '../domain/errors';
import { hour } from '../domain/instant';
import {
  beginPublishing,
  finishPublishing,
  type Issue,
  type Outage,
  printedArticles,
  printedOutages,
} from '../domain/issue';
import { keysOf } from '../domain/issue/outage-from';
import { longestRunMilliseconds } from '../domain/issue/parked';
import type { CandidateStore, IssueStore, LearnedStore, Mail, Mailer, Pace } from '../domain/ports';
import { articleFingerprints, outageFingerprint } from '../domain/story/fingerprint';
import { issueEmail, leavingAddresses } from '../pages/mail/issue-email';
import { teach } from './teach';

export interface PublishWorld {
  issues: IssueStore;
  candidates: CandidateStore;
  learned: Pick<LearnedStore, 'change'>;
  mailer: Mailer;
  pace: Pace;
}

export interface PublishSettings {
  newsletter: string;
  recipients: readonly string[];
  deskUrl: string;
  timeZone: string;
  /** Where a reader leaves the list; {recipient} becomes the reader's address. */
  unsubscribe: readonly string[];
}

export interface Published {
  issue: number;
  sent: number;
  /** Sent in an earlier run that was cut short. */
  sentBefore: number;
  /** Nobody knows whether these went out; only a person may send them again. */
  unclear: number;
  refused: number;
  /** There was no time left for these; the next run sends them. */
  left: number;
  /** Why the ranking could not learn from the issue. */
  unlearned?: string;
}

const recentIssues = 5;
const keepTryingMilliseconds = hour;

/** Publishes what is approved and due at `now`, and resumes what an earlier run began. Usually there is nothing to do. */
export async function publishDue(world: PublishWorld, settings: PublishSettings, now: string): Promise<Published[]> {
  const done: Published[] = [];
  for (const card of await world.issues.latest(recentIssues)) {
    const due = card.state === 'approved' && card.publishAt !== undefined && card.publishAt <= now;
    if (!due && card.state !== 'publishing') continue;
    const issue = await claimIssue(world, settings, card.number, now);
    if (issue) done.push(await publishIssue(world, settings, issue, now));
  }
  return [...done, ...(await sendReleased(world, settings, now))];
}

async function claimIssue(
  world: PublishWorld,
  { newsletter }: PublishSettings,
  number: number,
  now: string,
): Promise<Issue | undefined> {
  const issue = await world.issues.get(number);
  if (issue?.state === 'publishing') return issue;
  if (issue?.state !== 'approved' || (issue.publishAt ?? '') > now) return undefined;
  const claimed = beginPublishing(issue, newsletter, now);
  return (await saveUnlessStale(world, claimed, issue.revision)) ? claimed : undefined;
}

async function publishIssue(
  world: PublishWorld,
  settings: PublishSettings,
  issue: Issue,
  now: string,
): Promise<Published> {
  const published = await sendTo(settings.recipients, world, settings, issue, now);
  await remember(world, issue);
  const unlearned = await teach(world, undefined, issue);
  if (unlearned !== undefined) published.unlearned = unlearned;
  if (isSettled(published, Date.parse(now) - Date.parse(issue.publishedAt ?? now)))
    await saveUnlessStale(world, finishPublishing(issue, now), issue.revision);
  return published;
}

/** How many mails may be between their claim and their end at once: 500 a second with a tenth of a second each. */
const atOnce = 50;

/** One message each, at the pace SES allows and without waiting for one another; whatever becomes of one, the others are served. */
async function sendTo(
  recipients: readonly string[],
  world: PublishWorld,
  settings: PublishSettings,
  issue: Issue,
  now: string,
): Promise<Published> {
  const published: Published = { issue: issue.number, sent: 0, sentBefore: 0, unclear: 0, refused: 0, left: 0 };
  const { issues, mailer, pace } = world;
  const waiting = recipients.values();
  let broken = false;
  const serve = async (): Promise<void> => {
    let ready = false;
    for (const recipient of waiting) {
      // Waited for before the claim: a run that ends while it waits leaves nothing in doubt.
      ready ||= !broken && (await pace.turn());
      if (!ready) {
        published.left++;
        continue;
      }
      const claim = await issues.claimSend(issue.number, 'issue', recipient, now);
      if (claim === 'sent') published.sentBefore++;
      if (claim === 'unclear') published.unclear++;
      if (claim !== 'go') continue;
      ready = false;
      const mail = mailTo(recipient, issue, settings);
      await pace.leave();
      const result = await mailer.send(mail);
      await issues.recordSend(issue.number, 'issue', recipient, result);
      published[result.state]++;
    }
  };
  const serving = Array.from({ length: Math.min(atOnce, recipients.length) }, () =>
    serve().catch((error: unknown) => {
      broken = true;
      throw error;
    }),
  );
  // A fault stops the run, but not before every mail that was begun has its end.
  const ends = await Promise.allSettled(serving);
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  return published;
}

function mailTo(recipient: string, issue: Issue, settings: PublishSettings): Mail {
  const { newsletter, timeZone } = settings;
  const url = `${settings.deskUrl}/issues/${issue.number}`;
  const unsubscribe = leavingAddresses(settings.unsubscribe, recipient);
  const about = { newsletter, timeZone, url, ...(unsubscribe[0] && { unsubscribe: unsubscribe[0] }) };
  return { to: recipient, ...issueEmail(issue, about), unsubscribe, about: { issue: issue.number, kind: 'issue' } };
}

/** The parked mails that a person said may go out again. */
async function sendReleased(world: PublishWorld, settings: PublishSettings, now: string): Promise<Published[]> {
  const recipients = new Map<number, string[]>();
  for (const { number, kind, recipient } of await world.issues.releasedSends())
    if (kind === 'issue') recipients.set(number, [...(recipients.get(number) ?? []), recipient]);
  const done: Published[] = [];
  for (const [number, released] of recipients) {
    const issue = await world.issues.get(number);
    if (issue?.state === 'published') done.push(await sendTo(released, world, settings, issue, now));
  }
  return done;
}

/** Nothing is left to try: nobody refused the mail lately, and no other run can still be sending what looks unclear. */
function isSettled({ refused, unclear, left, unlearned }: Published, millisecondsSinceBegun: number): boolean {
  if (left > 0) return false;
  if (unlearned !== undefined && millisecondsSinceBegun <= keepTryingMilliseconds) return false;
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

/** What was printed is never offered again, and what was dropped leaves the list; what was put off for later stays on it. */
async function remember(world: PublishWorld, issue: Issue): Promise<void> {
  const moved = ({ wasArticle }: Outage) => wasArticle === true;
  const articles = [...printedArticles(issue), ...printedOutages(issue).filter(moved)];
  // What the editor moved here from the outages still has the key of its incident.
  const incidents = [...printedOutages(issue), ...printedArticles(issue).filter(({ byHand }) => byHand)];
  const fingerprints = [...articles.flatMap(articleFingerprints), ...incidents.flatMap(keysOf).map(outageFingerprint)];
  await world.candidates.markPrinted(fingerprints, issue.number);
  for (const { title, url } of articles) await world.candidates.markPrintedTitle(title, issue.number, url);
  const done = ({ decision }: { decision: string }) => decision !== 'later';
  const seen = [...issue.articles, ...issue.outages.filter(moved)].filter(done);
  await world.candidates.unlist(seen.map(({ id }) => id));
}
