import { BadRequestError } from '../domain/errors';
import { decodeText } from '../domain/feed/charset';
import { readPageHead } from '../domain/feed/page-head';
import type { FetchAnswer } from '../domain/fetch-answer';
import { type Issue, mustBe, printedArticles, printedOutages } from '../domain/issue';
import { isWebAddress, longestOpening } from '../domain/issue-words';
import { judgeLink } from '../domain/link-check';
import type { Fetcher } from '../domain/ports';
import { type Looked, linkPage } from '../pages/desk-add';
import { type CheckedLink, linksPage } from '../pages/desk-checks';
import { readAct, type SessionWorld } from './desk-session';

export interface LookWorld extends SessionWorld {
  fetcher: Fetcher;
}

export interface LookSettings {
  newsletter: string;
  timeZone: string;
  styleNonce: string;
}

export interface LookRequest {
  issue: number;
  act: string | undefined;
  form: Record<string, string>;
}

const mostLinks = 60;

/** What the page at an address says of itself, in a form that adds it. Stores nothing. Throws NotFoundError, BadRequestError. */
export async function lookAtLink(
  world: LookWorld,
  settings: LookSettings,
  request: LookRequest,
  now: string,
): Promise<string> {
  const { issue, sign } = await readAct(world, request, now);
  mustBe(issue, 'draft', 'change it');
  const url = (request.form['url'] ?? '').trim();
  if (!isWebAddress(url) || url.length > longestOpening.url)
    throw new BadRequestError(
      `"url" must be an address of at most ${longestOpening.url} characters that begins with http:// or https://.`,
    );
  const looked = readLooked(url, await world.fetcher.fetch({ url, accept: 'text/html, */*;q=0.5' }));
  return linkPage(issue, looked, { ...settings, formToken: sign(issue) });
}

/** Asks for every printed link once, and says which did not answer with the page they promise. Stores nothing. */
export async function checkLinks(
  world: LookWorld,
  settings: LookSettings,
  request: LookRequest,
  now: string,
): Promise<string> {
  const { issue } = await readAct(world, request, now);
  const items = printed(issue);
  const checked = await Promise.all(
    items.slice(0, mostLinks).map(async ({ id, title, url }): Promise<CheckedLink> => {
      const answer = await world.fetcher.fetch({ url, accept: 'text/html, */*;q=0.5' });
      return { id, title, url, verdict: judgeLink(url, answer) };
    }),
  );
  return linksPage(issue, checked, { ...settings, unchecked: Math.max(0, items.length - mostLinks) });
}

const printed = (issue: Issue) => [...printedArticles(issue), ...printedOutages(issue)];

function readLooked(url: string, answer: FetchAnswer): Looked {
  if (answer.kind === 'unchanged') return { url };
  if (answer.kind !== 'fetched') return { url, trouble: answer.reason };
  const { title, author, site } = readPageHead(decodeText(answer.body, answer.contentType));
  return {
    url,
    site: site ?? new URL(answer.finalUrl).hostname.replace(/^www\./, ''),
    ...(title !== undefined && { title }),
    ...(author !== undefined && { author }),
  };
}
