import { providerOfService } from './providers';
import { titleCore } from './wording';
import { daysInAddress, daysInText } from './write-up-days';

const DAY = 86_400_000;
/** A write-up comes back within this many days of the outage's start. */
export const POST_MORTEM_DAYS = 120;
const WRITE_UP =
  /\b(summar(?:y|i[sz](?:es|ing)) (?:of )?(?:the |our |a )?(?:[\w'’()-]+\s){0,8}?(?:events?|outages?|incidents?|disruptions?)|post[- ]?mortems?|post[- ](?:incident|event)|incident (report|review|analysis|summary|retrospective|follow[- ]?up)|root[- ]cause|rca\b|what (happened|went wrong|broke|failed)|(summary|details|analysis|anatomy|timeline|retrospective|review|update|report|story|explanation) (of|on|about|behind|for|into) (the|our|this|a)?\s*([\w'’-]+\s){0,6}(outages?|incidents?|disruptions?|downtime|service event|interruption|failure|degradation)|(outages?|incident|disruption|downtime) (on|of|from|report|review|analysis|explained|retrospective|post)|about (our|the) ([\w'’-]+\s){0,4}(outage|incident|disruption|downtime)|(our|the) ([\w'’-]+\s){0,4}(outage|incident|disruption) (on|of|in|last|yesterday|today)|lessons (learned )?from|learned from (the|our)|how (we|a|an|one) ([\w'’-]+\s){0,6}(took|broke|brought|caused|went|lost)|why (we|our|did|was|were) ([\w'’-]+\s){0,6}(down|fail\w*|broke|outage|unavailable)|service event|looking back (at|on))/i;
const OTHER =
  /\b(webinar|what to expect|(planned|scheduled|upcoming) (maintenance|downtime|upgrade)|^maintenance|how to (write|run|prepare|avoid|reduce)|best practices|template|guide to|announcing|introducing|release notes|changelog|hiring|pricing|top \d+|\d+ (ways|tips|steps)|state of|year in review|monthly|weekly|availability report|customer story|case study|security (incident|advisory|notice|notification|breach)|data breach|vulnerabilit\w+|join us|register( now)?|conference|meetup|keynote|(?<![\d.])v?\d{1,3}\.\d{1,2}(\.\d{1,3})?:)(?!\w)/i;
/** A stranger's title that promises more than news. */
const STUDY =
  /\b(anatomy|analysis|analy[sz]ing|post-?mortem|retrospective|deep dive|lessons|explained|inside|behind) .*\b(outage|incident|disruption|downtime)\b/i;
/** Words of failing, which with the very day in the service's own story tell of that day's outage. */
const FAILING =
  /\b(outages?|incidents?|disrupt\w+|downtime|interrupt\w+|fail(ed|ing|s|ures?)?|errors?|down|unavailab\w+|broke|brought|took|lost|delayed|degrad\w+|could not|couldn['’]t|retrospective|went (quiet|dark|wrong|offline)|offline|not (load|work|respond)\w*|^why [\w'’ -]{2,60} (was|were|could not|couldn['’]t|did not|didn['’]t|went|had))\b/i;
/** Words that a write-up alone uses; "what went wrong" and "lessons from" also open other stories. */
const OUTRIGHT =
  /\b(post[- ]?mortems?|post[- ](incident|event)|incident (report|review|analysis|summary|retrospective|follow[- ]?up)|root[- ]cause|rca\b|outages?|downtime|disruptions?|(was|were|went) (down|offline|unavailable|unreachable|lost|delayed|broken|stuck)|unavailab\w+)\b/i;
/** A title that names trouble; with a day beside it, it tells of that trouble. */
const TROUBLE = /\b(outages?|incidents?|disruptions?|downtime|interruptions?|service (issues?|event|failure))\b/i;

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
 * one recent outage, or name trouble in the title within a week of the service's only one. When two outages fit equally well none is
 * chosen: a wrong follow-up is worse than a missed one.
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
  const tellsOfADay = TROUBLE.test(article.title) && daysInText(article.title, published).length > 0;
  const failing = FAILING.test(article.title) && daysInText(text, published).length > 0;
  if (!(WRITE_UP.test(text) || tellsOfADay || failing) || OTHER.test(article.title)) return undefined;
  const own = due.filter(
    (outage) =>
      isByService(article, outage) ||
      (isAbout(article, outage) && (sharedWords(text, outage) > 0 || STUDY.test(article.title))),
  );
  const said = daysInText(text, published);
  const days = said.length > 0 ? said : daysInAddress(article.url, published);
  if (days.length > 0) {
    const around = own.filter((outage) => days.some((day) => isOnDay(outage, day, DAY / 2)));
    const exact = around.filter((outage) => days.some((day) => isOnDay(outage, day, 0)));
    const dated = exact.length === 1 ? exact : around;
    const why = (outage: PrintedOutage) => `${outage.service} writes about ${outage.startedAt.slice(0, 10)}`;
    return dated.length === 1 ? followUp(dated[0]!, why(dated[0]!)) : best(dated, text, why);
  }
  if (!OUTRIGHT.test(text)) return undefined;
  const recent = own.filter((outage) => published - Date.parse(outage.startedAt) <= 45 * DAY);
  const [only] = recent;
  const isFresh = only !== undefined && published - Date.parse(only.startedAt) <= 7 * DAY;
  if (recent.length === 1 && isFresh && TROUBLE.test(article.title) && isByService(article, only))
    return followUp(only, `${only.service} writes within a week of its only outage`);
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
  const link = /^https?:\/\/(\S+\/[\w-]*\d[\w-]*)\/?$/.exec(url)?.[1];
  if (link !== undefined && !/\/(19|20)\d\d$/.test(link) && new RegExp(`${quotePattern(link)}(?![\\w-])`).test(text))
    return true;
  const id =
    /\/(?:incidents?|summary|events?)\/([A-Za-z0-9_-]{6,60})\/?$/.exec(url)?.[1] ??
    /[?&#](?:id|incident|eventID)=([\w:/.%-]{6,200})/.exec(url)?.[1];
  return (
    id !== undefined && /\d/.test(id) && new RegExp(`(?<![A-Za-z0-9])${quotePattern(id)}(?![A-Za-z0-9])`).test(text)
  );
}

const nameOf = (outage: PrintedOutage) => outage.service.replace(/\s*\([^)]*\)/g, '').trim();

/** The service's own story, by its source or its address. */
function isByService(article: WriteUp, outage: PrintedOutage): boolean {
  const name = nameOf(outage);
  const host = hostWords(article.url);
  const compact = name.toLowerCase().replace(/[^a-z0-9]/g, '');
  if (
    compact.length >= 3 &&
    host.some((label) => label === compact || label === `${compact}status` || label === `get${compact}`)
  )
    return true;
  const who = article.sourceTitle ?? '';
  const inSource = hasName(who, name);
  if (inSource) return true;
  const provider = providerOfService(name);
  return (
    provider !== undefined &&
    (provider.words.test(who) || host.includes(provider.name.toLowerCase().replace(/[^a-z0-9]/g, '')))
  );
}

/** Somebody's story of the service's trouble, by its title. */
function isAbout(article: WriteUp, outage: PrintedOutage): boolean {
  const name = nameOf(outage);
  if (
    WORDS.test(name) &&
    !new RegExp(`\\b${name}(['’]s)? (\\w+ )?(outage|incident|downtime|disruption|post-?mortem)`).test(article.title)
  )
    return false;
  return hasName(article.title, name) && (WRITE_UP.test(article.title) || hasName(article.summary ?? '', name));
}

/** Services named by a word of every day: their name in a title is not enough. */
const WORDS =
  /^(box|notion|linear|segment|square|render|fly|zoom|slack|heap|stripe|snowflake|plaid|front|ghost|buffer|close|drift|frame|loom|merge|monday|mural|orbit|pipe|pulse|ramp|range|resend|retool|rippling|scale|shortcut|slate|splash|spot|stream|sprout|teams|together|webflow|wave|wise|discord|intercom|postman|replicate|bunny|canvas|toast|mode|hex|plain|beam|bird|branch|clever|copper|gem|hive|jump|lever|match|mint|oak|pilot|prime|relay|signal|target|unity|apple|amazon|oracle|shell)$/i;

function hasName(text: string, name: string): boolean {
  return name.length >= 3 && new RegExp(`(?<![\\p{L}\\p{N}])${quotePattern(name)}(?![\\p{L}\\p{N}])`, 'u').test(text);
}

const quotePattern = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

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

/** Whether a day falls within the outage, give or take some milliseconds for the time zone of whoever names it. */
function isOnDay(outage: PrintedOutage, day: string, slack: number): boolean {
  const from = new Date(Date.parse(outage.startedAt) - slack).toISOString().slice(0, 10);
  const end = Math.min(Date.parse(outage.endedAt ?? outage.startedAt), Date.parse(outage.startedAt) + 7 * DAY);
  return day >= from && day <= new Date(end + slack / 2).toISOString().slice(0, 10);
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
