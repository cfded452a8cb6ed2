import { type SigningKey, signGrant, verifyGrant } from '../domain/approval';
import { NotFoundError } from '../domain/errors';
import type { Issue } from '../domain/issue';
import { outageUpdates } from '../domain/outage-updates';
import type { IncidentStore, IssueStore } from '../domain/ports';
import { archiveIndex, archivePage } from '../pages/archive';
import { deskPage } from '../pages/desk';
import { jsonFeed, rssFeed } from '../pages/feeds';
import { issueMarkdown } from '../pages/issue-markdown';

export interface DeskWorld {
  issues: Pick<IssueStore, 'get' | 'latest'>;
  incidents: Pick<IncidentStore, 'get'>;
  signingKeys: () => Promise<SigningKey[]>;
}

export interface DeskSettings {
  newsletter: string;
  deskUrl: string;
  timeZone: string;
  coolingOffMinutes: number;
}

const sessionHours = 12;
const listed = 100;
const inFeeds = 10;

/**
 * Exchanges the link of the mail for two cookies and nothing else: one that the browser sends on the way in from
 * another site (it only shows), and one it sends only from the desk itself (it may change). Nothing is written.
 */
export async function openDesk(
  world: DeskWorld,
  request: { issue: number; key: string | undefined; session: string },
  now: string,
): Promise<{ read: string; act: string }> {
  const keys = await world.signingKeys();
  const { issue, session } = request;
  if (!verifyGrant(request.key, { purpose: 'open', issue, now }, keys))
    throw new NotFoundError('No desk behind this link.');
  const grant = { issue, session, expiresAt: hoursAfter(now) };
  return { read: signGrant({ purpose: 'read', ...grant }, keys), act: signGrant({ purpose: 'act', ...grant }, keys) };
}

/** The desk of one issue, with a form token bound to this session and to the revision shown. */
export async function showDesk(
  world: DeskWorld,
  settings: DeskSettings,
  request: { issue: number; read: string | undefined; styleNonce: string; notice?: string },
  now: string,
): Promise<string> {
  const keys = await world.signingKeys();
  const grant = verifyGrant(request.read, { purpose: 'read', issue: request.issue, now }, keys);
  const issue = grant && (await world.issues.get(request.issue));
  if (!issue) throw new NotFoundError('No desk for this visitor.');
  const formToken = signGrant(
    {
      purpose: 'form',
      issue: issue.number,
      session: grant.session,
      revision: issue.revision,
      expiresAt: hoursAfter(now),
    },
    keys,
  );
  const incidents = await world.incidents.get(issue.outages.map(({ id }) => id));
  return deskPage(issue, {
    ...settings,
    updates: outageUpdates(issue, incidents),
    formToken,
    styleNonce: request.styleNonce,
    ...(request.notice && { notice: request.notice }),
  });
}

/** A published issue as a web page; anything not yet published does not exist here. */
export async function showIssue(
  world: DeskWorld,
  settings: DeskSettings,
  request: { issue: number; styleNonce: string },
): Promise<string> {
  const issue = await getPublic(world, request.issue);
  return archivePage(issue, {
    ...settings,
    url: `${settings.deskUrl}/issues/${issue.number}`,
    styleNonce: request.styleNonce,
  });
}

/** A published issue as Markdown, to copy. */
export async function showMarkdown(world: DeskWorld, settings: DeskSettings, number: number): Promise<string> {
  const issue = await getPublic(world, number);
  return issueMarkdown(issue, { ...settings, url: `${settings.deskUrl}/issues/${number}` });
}

/** The list of published issues. */
export async function showArchive(
  world: DeskWorld,
  settings: DeskSettings,
  request: { styleNonce: string },
): Promise<string> {
  const cards = (await world.issues.latest(listed)).filter(isPublic);
  return archiveIndex(cards, { ...settings, url: `${settings.deskUrl}/issues`, styleNonce: request.styleNonce });
}

/** The newest published issues as a feed. */
export async function showFeed(world: DeskWorld, settings: DeskSettings, format: 'rss' | 'json'): Promise<string> {
  const cards = (await world.issues.latest(2 * inFeeds)).filter(isPublic).slice(0, inFeeds);
  const issues = (await Promise.all(cards.map(({ number }) => world.issues.get(number)))).flatMap(
    (issue) => issue ?? [],
  );
  const about = { ...settings, url: settings.deskUrl };
  return format === 'rss' ? rssFeed(issues, about) : jsonFeed(issues, about);
}

async function getPublic(world: DeskWorld, number: number): Promise<Issue> {
  const issue = await world.issues.get(number);
  if (!issue || !isPublic(issue)) throw new NotFoundError(`There is no issue #${number}.`);
  return issue;
}

const isPublic = ({ state }: Pick<Issue, 'state'>) => state === 'published' || state === 'publishing';

const hoursAfter = (now: string) => new Date(Date.parse(now) + sessionHours * 3_600_000).toISOString();
