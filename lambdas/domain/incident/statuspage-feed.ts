import type { ParsedFeed } from '../entry';
import { atLeastHalf, markupOf, reportOfEntry, serviceOfFeed } from './feed-entry';
import type { IncidentReport, PageAbout } from './report';

/**
 * Statuspage's history feeds, Atom and RSS: one entry an incident, its messages newest first as
 * `<p><small>time without a year</small><br><strong>Stage</strong> - text</p>`. In the Atom feed `published` is
 * when it was resolved and `updated` moves with every later edit, so only the messages say when and how long.
 */
export function reportsFromStatuspageFeed(feed: ParsedFeed, about: PageAbout): IncidentReport[] {
  const service = serviceOfFeed(feed, about);
  return feed.entries.map((entry) => reportOfEntry(entry, service));
}

/** Whether a feed has that layout in at least half of its entries. */
export function looksLikeStatuspageFeed(feed: ParsedFeed): boolean {
  return atLeastHalf(feed.entries, (entry) =>
    /<small>[\s\S]{4,200}?<\/small>\s*<br\s*\/?>\s*<strong>\s*[A-Za-z ]{3,30}<\/strong>\s*-/i.test(
      markupOf(entry).slice(0, 4_000),
    ),
  );
}
