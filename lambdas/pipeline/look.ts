import { BadRequestError } from '../domain/errors';
import { decodeText } from '../domain/feed/charset';
import { readPageHead } from '../domain/feed/page-head';
import type { FetchAnswer } from '../domain/fetch/fetch-answer';
import { type Issue, mustBe, printedArticles, printedOutages } from '../domain/issue';
import { judgeLink, type LinkVerdict } from '../domain/issue/link-check';
import { isWebAddress, longestOpening } from '../domain/issue/words';
import { canonicalLink, printableLink } from '../domain/link/canonical-link';
import type { Fetcher } from '../domain/ports';
import { type Looked, linkPage } from '../pages/desk/add';
import { type CheckedLink, linksPage } from '../pages/desk/checks';
import { readAct, type SessionWorld } from './desk/session';

export interface LookWorld extends SessionWorld {
  fetcher: Fetcher;
}

export interface LookSettings {
  newsletter: string;
  timeZone: string;
  styleNonce: string;
  /** Milliseconds until an answer would come too late. */
  timeLeft: () => number;
}

export interface LookRequest {
  issue: number;
  act: string | undefined;
  form: Record<string, string>;
}

const mostLinks = 60;
/** What a look at one link may take, with some to spare for the answer. */
const oneLookMilliseconds = 8_000;

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
      `A link must be an address of at most ${longestOpening.url} characters that begins with http:// or https://.`,
    );
  const looked = readLooked(url, await world.fetcher.fetch({ url, accept: 'text/html, */*;q=0.5' }));
  return linkPage(issue, looked, { ...settings, formToken: sign(issue) });
}

/**
 * Asks for every printed link once, each host one link after the other, and says which did not answer with the page they promise, and
 * how many there was no time for. Stores nothing.
 */
export async function checkLinks(
  world: LookWorld,
  settings: LookSettings,
  request: LookRequest,
  now: string,
): Promise<string> {
  const { issue } = await readAct(world, request, now);
  const items = printed(issue);
  const some = items.slice(0, mostLinks).map((item) => ({ ...item, host: hostOf(item.url) }));
  const verdicts = new Map<object, LinkVerdict>();
  const askHost = async (host: string) => {
    for (const item of some.filter((each) => each.host === host)) {
      if (settings.timeLeft() < oneLookMilliseconds) return;
      const answer = await world.fetcher.fetch({ url: item.url, accept: 'text/html, */*;q=0.5' });
      verdicts.set(item, judgeLink(item.url, answer));
    }
  };
  await Promise.all([...new Set(some.map(({ host }) => host))].map(askHost));
  const checked = some.flatMap((item): CheckedLink[] => {
    const verdict = verdicts.get(item);
    return verdict ? [{ id: item.id, title: item.title, url: item.url, verdict }] : [];
  });
  return linksPage(issue, checked, { ...settings, unchecked: items.length - checked.length });
}

const hostOf = (url: string) => (URL.canParse(url) ? new URL(url).host : '');

const printed = (issue: Issue) => [...printedArticles(issue), ...printedOutages(issue)];

const siteOf = (url: string) => new URL(url).hostname.replace(/^www\./, '');

function readLooked(url: string, answer: FetchAnswer): Looked {
  if (answer.kind === 'unchanged') return { url };
  if (answer.kind !== 'fetched') return { url, site: siteOf(url), trouble: answer.reason };
  const { title, author, site } = readPageHead(decodeText(answer.body, answer.contentType));
  const { state, because } = judgeLink(url, answer);
  // A page that is not what was asked for has no address worth printing.
  const isIt = state === 'fine' || state === 'paid';
  const offered = printableLink(isIt ? answer.finalUrl : url);
  return {
    url: offered,
    ...(canonicalLink(offered) !== canonicalLink(url) && { from: url }),
    ...(because !== undefined && { warning: because }),
    site: site ?? siteOf(answer.finalUrl),
    ...(title !== undefined && { title }),
    ...(author !== undefined && { author }),
  };
}
