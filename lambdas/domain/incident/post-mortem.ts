import { providerOfService } from './providers';
import { titleCore } from './wording';

const DAY = 86_400_000;
/** A write-up comes back within this many days of the outage's start. */
export const POST_MORTEM_DAYS = 120;
const MONTHS =
  'january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec';
const FIRST_LETTERS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const WRITE_UP =
  /\b(post[- ]?mortems?|post[- ]?incident|incident (report|review|analysis|summary|retrospective|follow[- ]?up)|root[- ]cause|rca\b|what (happened|went wrong)|(summary|details|analysis|anatomy|timeline|retrospective|review|update|report|story|explanation) (of|on|about|behind|for|into) (the|our|this|a)?\s*([\w'’-]+\s){0,6}(outages?|incidents?|disruptions?|downtime|service event|interruption|failure|degradation)|(outages?|incident|disruption|downtime) (on|of|from|report|review|analysis|explained|retrospective|post)|about (our|the) ([\w'’-]+\s){0,4}(outage|incident|disruption|downtime)|(our|the) ([\w'’-]+\s){0,4}(outage|incident|disruption) (on|of|in|last|yesterday|today)|lessons (learned )?from|learned from (the|our)|how (we|a|an|one) ([\w'’-]+\s){0,6}(took|broke|brought|caused|went|lost)|why (we|our|did|was|were) ([\w'’-]+\s){0,6}(down|fail\w*|broke|outage|unavailable)|service event|looking back (at|on))/i;
const OTHER =
  /\b(webinar|how to (write|run|prepare|avoid|reduce)|best practices|template|guide to|announcing|introducing|release notes|changelog|hiring|pricing|top \d+|\d+ (ways|tips|steps)|state of|year in review|monthly|weekly|availability report|customer story|case study)\b/i;

/** An article, or a write-up a page has added, that may be about an outage. */
export interface WriteUp {
  title: string;
  url: string;
  summary?: string;
  sourceTitle?: string;
  publishedAt: string;
}

/** An outage already printed, with the number of its issue. Times are ISO 8601 UTC. */
export interface PrintedOutage {
  key: string;
  service: string;
  title: string;
  url: string;
  startedAt: string;
  endedAt?: string;
  components?: readonly string[];
  issue: number;
}

/** The outage an article goes back to, and why in words for a person ("follow-up to the outage in #12: …"). */
export interface FollowUp {
  key: string;
  issue: number;
  reason: string;
}

/**
 * Matches a write-up to the printed outage it explains, or to none. It must come after the outage began and within 120
 * days. A link to (or the id of) the incident is enough; else it must be the service's own story (by its source, address
 * or title), read like a write-up, and name the outage's day, or, naming no day at all, share what failed with exactly
 * one recent outage. When two outages fit equally well none is chosen: a wrong follow-up is worse than a missed one.
 */
export function matchPostMortem(article: WriteUp, outages: readonly PrintedOutage[]): FollowUp | undefined {
  const published = Date.parse(article.publishedAt);
  const due = outages.filter(
    (outage) =>
      published >= Date.parse(outage.startedAt) && published - Date.parse(outage.startedAt) <= POST_MORTEM_DAYS * DAY,
  );
  const text = `${article.title}\n${article.summary ?? ''}`;
  const linked = due.filter((outage) => namesIncident(`${article.url} ${text}`, outage.url));
  if (linked.length === 1) return followUp(linked[0]!, 'names the incident itself');
  if (!WRITE_UP.test(text) || OTHER.test(article.title)) return undefined;
  const own = due.filter((outage) => isAbout(article, outage));
  const days = daysIn(text, published);
  if (days.length > 0) {
    const dated = own.filter((outage) => days.some((day) => isOnDay(outage, day)));
    if (dated.length === 1)
      return followUp(dated[0]!, `${dated[0]!.service} writes about ${dated[0]!.startedAt.slice(0, 10)}`);
    return best(dated, text, (outage) => `${outage.service} writes about ${outage.startedAt.slice(0, 10)}`);
  }
  const recent = own.filter((outage) => published - Date.parse(outage.startedAt) <= 45 * DAY);
  return best(recent, text, (outage) => `${outage.service} writes about what failed then`);
}

function best(
  outages: readonly PrintedOutage[],
  text: string,
  why: (outage: PrintedOutage) => string,
): FollowUp | undefined {
  const ranked = outages
    .map((outage) => ({ outage, shared: sharedWords(text, outage) }))
    .sort((a, b) => b.shared - a.shared);
  const first = ranked[0];
  if (first === undefined || first.shared === 0 || (ranked[1] !== undefined && ranked[1].shared === first.shared))
    return undefined;
  return followUp(first.outage, why(first.outage));
}

function followUp(outage: PrintedOutage, why: string): FollowUp {
  return { key: outage.key, issue: outage.issue, reason: `follow-up to the outage in #${outage.issue}: ${why}` };
}

function namesIncident(text: string, url: string): boolean {
  const id =
    /\/(?:incidents?|summary|events?)\/([A-Za-z0-9_-]{6,60})\/?$/.exec(url)?.[1] ??
    /[?&#](?:id|incident|eventID)=([\w:/.%-]{6,200})/.exec(url)?.[1];
  return (
    id !== undefined &&
    /\d/.test(id) &&
    new RegExp(`(?<![A-Za-z0-9])${id.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![A-Za-z0-9])`).test(text)
  );
}

function isAbout(article: WriteUp, outage: PrintedOutage): boolean {
  const name = outage.service.replace(/\s*\([^)]*\)/g, '').trim();
  const host = hostWords(article.url);
  const compact = name.toLowerCase().replace(/[^a-z0-9]/g, '');
  if (
    compact.length >= 3 &&
    host.some((label) => label === compact || label === `${compact}status` || label === `get${compact}`)
  )
    return true;
  const who = article.sourceTitle ?? '';
  const said = `${article.title}\n${article.summary ?? ''}`;
  const inSource = hasName(who, name);
  if (inSource) return true;
  const provider = providerOfService(name);
  if (
    provider !== undefined &&
    (provider.words.test(who) || host.includes(provider.name.toLowerCase().replace(/[^a-z0-9]/g, '')))
  )
    return true;
  if (
    WORDS.test(name) &&
    !new RegExp(`\\b${name}(['’]s)? (\\w+ )?(outage|incident|downtime|disruption|post-?mortem)`).test(article.title)
  )
    return false;
  return (
    hasName(article.title, name) && (WRITE_UP.test(article.title) || hasName(said.slice(article.title.length), name))
  );
}

/** Services named by a word of every day: their name in a title is not enough. */
const WORDS =
  /^(box|notion|linear|segment|square|render|fly|zoom|slack|heap|stripe|snowflake|plaid|front|ghost|buffer|close|drift|frame|loom|merge|monday|mural|orbit|pipe|pulse|ramp|range|resend|retool|rippling|scale|shortcut|slate|splash|spot|stream|sprout|teams|together|webflow|wave|wise|discord|intercom|postman|replicate|bunny|canvas|toast|mode|hex|plain|beam|bird|branch|clever|copper|gem|hive|jump|lever|match|mint|oak|pilot|prime|relay|signal|target|unity|apple|amazon|oracle|shell)$/i;

function hasName(text: string, name: string): boolean {
  return (
    name.length >= 3 &&
    new RegExp(`(?<![\\p{L}\\p{N}])${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\p{L}\\p{N}])`, 'u').test(text)
  );
}

function hostWords(url: string): string[] {
  try {
    return new URL(url).hostname
      .toLowerCase()
      .split('.')
      .map((label) => label.replaceAll('-', ''));
  } catch {
    return [];
  }
}

function isOnDay(outage: PrintedOutage, day: string): boolean {
  const from = new Date(Date.parse(outage.startedAt) - DAY / 2).toISOString().slice(0, 10);
  const end = Math.min(Date.parse(outage.endedAt ?? outage.startedAt), Date.parse(outage.startedAt) + 7 * DAY);
  return day >= from && day <= new Date(end + DAY / 4).toISOString().slice(0, 10);
}

function daysIn(text: string, published: number): string[] {
  const days: string[] = [];
  const near = (month: string, day: string, year: string | undefined): void => {
    const number = FIRST_LETTERS.indexOf(month.toLowerCase().slice(0, 3));
    const thisYear = new Date(published).getUTCFullYear();
    const at = Date.UTC(year === undefined ? thisYear : Number(year), number, Number(day));
    const settled = year === undefined && at > published + DAY ? Date.UTC(thisYear - 1, number, Number(day)) : at;
    if (Number(day) >= 1 && Number(day) <= 31 && Number.isFinite(settled))
      days.push(new Date(settled).toISOString().slice(0, 10));
  };
  const source = text.slice(0, 8_000);
  for (const match of source.matchAll(/\b(\d{4})-(\d{2})-(\d{2})\b/g)) days.push(match[0]);
  for (const match of source.matchAll(
    new RegExp(`\\b(${MONTHS})\\.? (\\d{1,2})(?:st|nd|rd|th)?(?:,? (\\d{4}))?\\b`, 'gi'),
  ))
    near(match[1]!, match[2]!, match[3]);
  for (const match of source.matchAll(
    new RegExp(`\\b(\\d{1,2})(?:st|nd|rd|th)?(?: of)? (${MONTHS})\\.?(?:,? (\\d{4}))?\\b`, 'gi'),
  ))
    near(match[2]!, match[1]!, match[3]);
  if (/\byesterday['’s]*\b/i.test(source)) days.push(new Date(published - DAY).toISOString().slice(0, 10));
  if (/\btoday['’]s\b/i.test(source)) days.push(new Date(published).toISOString().slice(0, 10));
  return days;
}

function sharedWords(text: string, outage: PrintedOutage): number {
  const words = new Set(titleCore(text).split(' '));
  const service = new Set(titleCore(outage.service).split(' '));
  const what = [outage.title, ...(outage.components ?? [])].flatMap((part) => titleCore(part).split(' '));
  return [...new Set(what)].filter(
    (word) => word.length > 3 && !service.has(word) && !DULL.test(word) && words.has(word),
  ).length;
}

const DULL =
  /^(incident|outage|issues?|degraded|performance|availability|service|services|with|some|from|users?|errors?|elevated|increased|investigating|reports?|disruption|failures?|failing|problems?|multiple|customers?|unable|experiencing|status|report|review)$/;
