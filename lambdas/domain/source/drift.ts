import { getDomain } from 'tldts';
import type { Entry } from '../entry';
import type { FeedMemory } from '../feed/memory';
import { cleanText } from '../feed/text';
import { hostOf, publisherOf } from '../link/publisher';
import type { Source } from '../source';

/** Fewer links say nothing about where a feed points, unless all that it shows is new and it names another site as its own. */
const fewestLinks = 3;
/** The share of its links that makes a site the home of a feed: a feed below it links out, so its links cannot leave. */
const homeShare = 0.8;
const held = 'held back until you release or retire it.';

type Identity = Pick<FeedMemory, 'home' | 'site' | 'language' | 'title'>;
/** What a feed says of itself. */
interface Named {
  title: string;
  site?: string;
  language?: string;
}
const longestName = 100;

/**
 * Why a feed no longer looks like the one we know, or undefined: most of its links left the sites it is known for, and
 * it had one home or now names another site as its own; or it speaks another language and most of it is new; or it has
 * another name, and nothing of what it showed is left. A domain that was bought, or a feed taken over, looks like this; so does an
 * honest move, which is why a person decides.
 * A source whose yardstick starts anew is believed.
 */
export function driftReason(
  source: Pick<Source, 'url' | 'recentNew'>,
  known: Identity,
  feed: Named,
  entries: readonly Entry[],
  fresh: number,
): string | undefined {
  if (source.recentNew.length === 0) return undefined;
  const now = identityOf(feed, entries);
  const sites = linkedSites(entries);
  const familiar = [known.home, known.site, siteOf(source.url)];
  const strange = sites.filter((site) => !familiar.includes(site));
  const moved = known.site !== undefined && now.site !== undefined && !familiar.includes(now.site);
  const isElsewhere = moved && fresh === entries.length && sites.length > 0 && strange.length === sites.length;
  const left = isElsewhere || (sites.length >= fewestLinks && strange.length > sites.length / 2);
  if (left && (known.home !== undefined || moved))
    return `${strange.length} of ${sites.length} links lead away from ${known.home ?? known.site}, to ${nameFew(strange)}: ${held}`;
  const speaksAnew = known.language !== undefined && now.language !== undefined && known.language !== now.language;
  if (speaksAnew && fresh > entries.length / 2)
    return `Its language was “${known.language}” and is now “${now.language}”: ${held}`;
  const isAllNew = entries.length >= fewestLinks && fresh === entries.length;
  if (isAllNew && isRenamed(known.title, now.title))
    return `It was named “${known.title}” and is now “${now.title}”, and nothing it showed before is left: ${held}`;
  return undefined;
}

/** Two names without a word in common; one that is a word longer, or dated, is the same. */
function isRenamed(before = '', now = ''): boolean {
  const words = (name: string) =>
    new Set(
      name
        .toLowerCase()
        .split(/[^\p{L}\p{N}]+/u)
        .filter(Boolean),
    );
  const [known, said] = [words(before), words(now)];
  return known.size > 0 && said.size > 0 && ![...said].some((word) => known.has(word));
}

/** By what a feed is known again: the site it calls its own, the site that four fifths of its links lead to, its language and its name. */
export function identityOf(feed: Named, entries: readonly Entry[]): Identity {
  const sites = linkedSites(entries);
  const home = mostLinked(sites);
  const site = siteOf(feed.site ?? '');
  const language = /^[a-z]{2,3}(?=[-_]|$)/i.exec(feed.language ?? '')?.[0].toLowerCase();
  return {
    ...(home !== undefined && { home }),
    ...(site !== '' && { site }),
    ...(language !== undefined && { language }),
    ...(feed.title !== '' && { title: cleanText(feed.title, longestName) }),
  };
}

const linkedSites = (entries: readonly Entry[]) => entries.map(({ url }) => siteOf(url)).filter((site) => site !== '');

function mostLinked(sites: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const site of sites) counts.set(site, (counts.get(site) ?? 0) + 1);
  return [...counts].find(([, count]) => count >= sites.length * homeShare)?.[0];
}

/** Whose page a link is: the registrable domain by the Public Suffix List, or the account on a host of many. '' for what is not a link. */
function siteOf(url: string): string {
  const publisher = publisherOf(url);
  return publisher.includes('/') ? publisher : (getDomain(url, { allowPrivateDomains: true }) ?? hostOf(url));
}

function nameFew(sites: readonly string[]): string {
  const [first, ...others] = [...new Set(sites)];
  return others.length === 0 ? `${first}` : `${first} and ${others.length} more`;
}
