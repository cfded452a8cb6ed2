import type { ParsedFeed } from '../entry';
import { markupOf, reportOfEntry } from './feed-entry';
import { defined } from './json-shape';
import { readMoment } from './moment';
import { plainText } from './plain-text';
import type { IncidentReport } from './report';
import { bareTitle, stageOfTitle } from './wording';

const DAY = 86_400_000;
const MOMENT = String.raw`(\d{1,2}:\d{2})(?: UTC)?(?: on)?,? (\d{1,2} [A-Z][a-z]{2,8},? \d{4})`;

const SITE = 'https://azure.status.microsoft/en-us/status/';

/** Whether the feed is Azure's status feed, by its title or address. */
export function looksLikeAzureFeed(feed: ParsedFeed): boolean {
  return (
    /^(microsoft )?azure status\b/i.test(feed.title.trim()) ||
    /\/\/(azure\.status\.microsoft|status\.azure\.com|azure\.microsoft\.com\/[a-z-]*\/?status)/.test(feed.site ?? '')
  );
}

/**
 * Azure's status RSS, after archived captures of 2018 to 2026: an item while an incident goes on, and none once it is
 * over, so the channel is mostly empty. The guid is the title as a slug, and comes back with another incident of that
 * title: with the day of its `pubDate`, which stays, it is one incident's own. Links lead to the page, or to a machine
 * behind it. The description says "Starting at 16:10 UTC on 07 Sep 2022", or no day; older items, titled
 * "Virtual Machines - East US - Mitigated", "Between 09:30 UTC and 17:05 UTC on 25 January 2023".
 */
export function reportsFromAzureFeed(feed: ParsedFeed): IncidentReport[] {
  return feed.entries.map((entry) => {
    const report = reportOfEntry(entry, 'Microsoft Azure');
    const text = plainText(markupOf(entry));
    const span = spanIn(text, entry.publishedAt);
    const stage = stageOfTitle(entry.title);
    const over =
      stage === 'monitoring' ||
      stage === 'resolved' ||
      /\b(mitigation confirmed|now mitigated|fully mitigated|was mitigated)\b/i.test(`${entry.title} ${text}`);
    const only = report.updates.length === 1;
    const updates = report.updates.map((update) =>
      only ? { ...update, stage: over ? ('resolved' as const) : (update.stage ?? 'investigating') } : update,
    );
    const day = (entry.publishedAt ?? span.from)?.slice(0, 10);
    return defined<IncidentReport>({
      ...report,
      id: day === undefined ? report.id : `${report.id}@${day}`,
      title: bareTitle(entry.title),
      url: /^https?:\/\/(azure\.status\.microsoft|status\.azure\.com|app\.azure\.com)\//.test(report.url)
        ? report.url
        : SITE,
      startedAt: span.from ?? report.startedAt,
      resolvedAt: over ? span.to : undefined,
      components: bareTitle(entry.title)
        .split(/\s+[-–—|]\s+/)
        .filter((part) => part.length <= 80),
      updates,
    });
  });
}

function spanIn(text: string, published: string | undefined): { from?: string; to?: string } {
  const source = text.slice(0, 8_000);
  const oneDay = new RegExp(
    String.raw`between (?:approximately )?(\d{1,2}:\d{2})(?: UTC)? and (?:approximately )?${MOMENT}`,
    'i',
  ).exec(source);
  if (oneDay !== null) return spanOf(`${oneDay[3]} ${oneDay[1]}`, `${oneDay[3]} ${oneDay[2]}`);
  const twoDays = new RegExp(`between (?:approximately )?${MOMENT} and (?:approximately )?${MOMENT}`, 'i').exec(source);
  if (twoDays !== null) return spanOf(`${twoDays[2]} ${twoDays[1]}`, `${twoDays[4]} ${twoDays[3]}`);
  const start = new RegExp(
    `(?:starting|started|beginning|since|as early as)(?: at)?(?: approximately)? ${MOMENT}`,
    'i',
  ).exec(source);
  if (start !== null) return spanOf(`${start[2]} ${start[1]}`, undefined);
  const dated =
    /(?:starting|started|beginning|since) (?:on )?(\d{1,2} [A-Z][a-z]{2,8} \d{4}),? at (\d{1,2}:\d{2}) UTC/i.exec(
      source,
    );
  if (dated !== null) return spanOf(`${dated[1]} ${dated[2]}`, undefined);
  const hour = /(?:starting|started|beginning|since|as early as)(?: at)?(?: approximately)? (\d{1,2}:\d{2}) UTC/i.exec(
    source,
  );
  return hour === null || published === undefined ? {} : hourBefore(hour[1]!, published);
}

/** An hour without a day is of the day of publication, or of the evening before. */
function hourBefore(hour: string, published: string): { from?: string } {
  const from = readMoment(`${published.slice(0, 10)}T${hour.padStart(5, '0')}:00Z`);
  if (from === undefined) return {};
  return { from: from.slice(0, 16) <= published.slice(0, 16) ? from : new Date(Date.parse(from) - DAY).toISOString() };
}

function spanOf(from: string, to: string | undefined): { from?: string; to?: string } {
  const end = to === undefined ? undefined : readMoment(`${to.replace(',', '')} UTC`);
  return defined<{ from?: string; to?: string }>({ from: readMoment(`${from.replace(',', '')} UTC`), to: end });
}
