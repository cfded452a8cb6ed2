import { NotFoundError } from '../domain/errors';
import { type Issue, isOut } from '../domain/issue';
import type { IssueStore } from '../domain/ports';
import { archiveIndex, archivePage } from '../pages/archive';
import { atomFeed, jsonFeed, rssFeed } from '../pages/feeds';
import { issueMarkdown } from '../pages/issue-markdown';
import { issueText } from '../pages/mail/issue-email';

export interface ArchiveWorld {
  issues: Pick<IssueStore, 'get' | 'latest'>;
}

export interface ArchiveSettings {
  newsletter: string;
  deskUrl: string;
  timeZone: string;
}

/** Nineteen years of weekly issues; their cards are well inside one page of a query. */
const listed = 1000;
const inFeeds = 10;
const feeds = { rss: rssFeed, atom: atomFeed, json: jsonFeed };

/** A published issue as a web page; anything not yet published does not exist here. */
export async function showIssue(
  world: ArchiveWorld,
  settings: ArchiveSettings,
  request: { issue: number; styleNonce: string },
): Promise<string> {
  const issue = await getPublic(world, request.issue);
  return archivePage(issue, {
    ...settings,
    url: `${settings.deskUrl}/issues/${issue.number}`,
    styleNonce: request.styleNonce,
  });
}

/** A published issue to copy, as Markdown or as plain text. */
export async function showToCopy(
  world: ArchiveWorld,
  settings: ArchiveSettings,
  number: number,
  format: 'markdown' | 'text',
): Promise<string> {
  const issue = await getPublic(world, number);
  const about = { ...settings, url: `${settings.deskUrl}/issues/${number}` };
  return format === 'markdown' ? issueMarkdown(issue, about) : issueText(issue, about);
}

/** The list of published issues. */
export async function showArchive(
  world: ArchiveWorld,
  settings: ArchiveSettings,
  request: { styleNonce: string },
): Promise<string> {
  const cards = (await world.issues.latest(listed)).filter(isOut);
  return archiveIndex(cards, { ...settings, url: `${settings.deskUrl}/issues`, styleNonce: request.styleNonce });
}

/** The newest published issues as a feed. */
export async function showFeed(
  world: ArchiveWorld,
  settings: ArchiveSettings,
  format: keyof typeof feeds,
): Promise<string> {
  const cards = (await world.issues.latest(2 * inFeeds)).filter(isOut).slice(0, inFeeds);
  const issues = (await Promise.all(cards.map(({ number }) => world.issues.get(number)))).flatMap(
    (issue) => issue ?? [],
  );
  return feeds[format](issues, { ...settings, url: settings.deskUrl });
}

async function getPublic(world: ArchiveWorld, number: number): Promise<Issue> {
  const issue = await world.issues.get(number);
  if (!issue || !isOut(issue)) throw new NotFoundError(`There is no issue #${number}.`);
  return issue;
}
