import type { ParsedFeed } from '../entry';
import { looksLikeAwsFeed, reportsFromAwsFeed, reportsFromAwsJson } from './aws-health';
import { looksLikeAzureFeed, reportsFromAzureFeed } from './azure';
import { looksLikeBetterStackFeed, reportsFromBetterStackFeed, reportsFromBetterStackJson } from './better-stack';
import { looksLikeCachetFeed, reportsFromCachetFeed, reportsFromCachetJson } from './cachet';
import { reportsFromFireHydrantJson } from './fire-hydrant';
import { looksLikeGoogleFeed, reportsFromGoogleFeed, reportsFromGoogleJson } from './google-cloud';
import { reportsFromHerokuJson } from './heroku';
import { settleIdentities } from './identity';
import { looksLikeIncidentIoFeed, reportsFromIncidentIoFeed, reportsFromIncidentIoJson } from './incident-io';
import { looksLikeInstatusFeed, reportsFromInstatusFeed, reportsFromInstatusJson } from './instatus';
import { isTrouble, reportsFromOutageList, reportsFromRecords, speaksOfTrouble } from './outage-list';
import type { IncidentReport, PageAbout, StatusDocument } from './report';
import { reportsFromSalesforceJson } from './salesforce';
import { looksLikeSlackFeed, reportsFromSlackFeed, reportsFromSlackJson } from './slack';
import { reportsFromStatusIoJson } from './status-io';
import { looksLikeStatuspageFeed, reportsFromStatuspageFeed } from './statuspage-feed';
import { reportsFromStatuspageJson } from './statuspage-json';
import { reportsFromUptimeKumaJson } from './uptime-kuma';
import { isAllClear } from './wording';

type FeedReader = (feed: ParsedFeed, about: PageAbout) => IncidentReport[];

const FEED_READERS: [(feed: ParsedFeed) => boolean, FeedReader][] = [
  [looksLikeAwsFeed, reportsFromAwsFeed],
  [looksLikeGoogleFeed, reportsFromGoogleFeed],
  [looksLikeAzureFeed, reportsFromAzureFeed],
  [looksLikeSlackFeed, reportsFromSlackFeed],
  [looksLikeIncidentIoFeed, reportsFromIncidentIoFeed],
  [looksLikeInstatusFeed, reportsFromInstatusFeed],
  [looksLikeStatuspageFeed, reportsFromStatuspageFeed],
  [looksLikeBetterStackFeed, reportsFromBetterStackFeed],
  [looksLikeCachetFeed, reportsFromCachetFeed],
];
const JSON_READERS: ((document: unknown, about: PageAbout) => StatusDocument | undefined)[] = [
  reportsFromStatusIoJson,
  reportsFromFireHydrantJson,
  reportsFromHerokuJson,
  reportsFromUptimeKumaJson,
  reportsFromSalesforceJson,
  reportsFromIncidentIoJson,
  reportsFromInstatusJson,
  reportsFromStatuspageJson,
  reportsFromBetterStackJson,
  reportsFromSlackJson,
  reportsFromGoogleJson,
  reportsFromAwsJson,
  reportsFromCachetJson,
];
const STATUS_NAME = /\b(status|incident(s| history)|outages?|uptime|service health|system health|disruptions?)\b/i;
const STATUS_ADDRESS =
  /\/\/(www\.)?(status[.-]|[a-z0-9.-]*status\.[a-z]+(\/|$)|[a-z0-9.-]*\.(statuspage\.io|status\.io|instatus\.com|betteruptime\.com)|uptime\.)|\.status\.[a-z.]+(\/|$)|\/(status|incidents)\/?$/i;

/** What a status feed says about each incident, whichever of the known shapes it is written in; unknown ones are read as a plain list of outages. */
export function reportsFromFeed(feed: ParsedFeed, about: PageAbout): IncidentReport[] {
  const reader = FEED_READERS.find(([looksLike]) => looksLike(feed))?.[1] ?? reportsFromOutageList;
  return settleIdentities(reader(feed, about).filter((report) => !isAllClear(report.title)));
}

/** Whether a feed lists only what is going on, so that what it no longer lists is over. */
export const isCurrentFeed = (feed: ParsedFeed): boolean => looksLikeAzureFeed(feed);

/** What a status document in JSON says about each incident; undefined when it has none of the known shapes. */
export function reportsFromJson(document: unknown, about: PageAbout): StatusDocument | undefined {
  for (const read of JSON_READERS) {
    const found = read(document, about);
    if (found !== undefined)
      return { ...found, reports: settleIdentities(found.reports.filter((report) => !isAllClear(report.title))) };
  }
  return Array.isArray(document) ? reportsFromLines(document, about) : undefined;
}

/** The same for an archive of flat records, one an incident (JSON lines, parsed); undefined when none has an id and a title. */
export function reportsFromLines(records: readonly unknown[], about: PageAbout): StatusDocument | undefined {
  const found = reportsFromRecords(records, about);
  return found === undefined
    ? undefined
    : { ...found, reports: settleIdentities(found.reports.filter((report) => !isAllClear(report.title))) };
}

/**
 * Whether a feed is a status page's rather than a blog's: written in one of the known status shapes, or named and
 * addressed like one with most of its items speaking of trouble.
 */
export function looksLikeStatusFeed(feed: ParsedFeed): boolean {
  if (FEED_READERS.some(([looksLike]) => looksLike(feed))) return true;
  const named = STATUS_NAME.test(feed.title) || STATUS_ADDRESS.test(feed.site ?? '');
  if (!named) return false;
  const trouble = feed.entries.filter((entry) => speaksOfTrouble(entry) || isAllClear(entry.title));
  return STATUS_ADDRESS.test(feed.site ?? '')
    ? trouble.length * 2 >= feed.entries.length
    : feed.entries.length > 0 && trouble.length * 4 >= feed.entries.length * 3;
}

/** Whether a feed that somebody calls a status page's reads like one: it looks like one, says nothing, or speaks of trouble in at least half of its items. */
export function readsLikeOutages(feed: ParsedFeed): boolean {
  const trouble = feed.entries.filter((entry) => isTrouble(entry) || isAllClear(entry.title));
  return trouble.length * 2 >= feed.entries.length || looksLikeStatusFeed(feed);
}
