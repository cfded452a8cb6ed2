import type { ParsedFeed } from '../entry';
import { markupOf, reportOfEntry } from './feed-entry';
import { defined } from './json-shape';
import { readMoment } from './moment';
import { plainText } from './plain-text';
import type { IncidentReport } from './report';
import { bareTitle, stageOfTitle } from './wording';

const MOMENT = String.raw`(\d{1,2}:\d{2})(?: UTC)?(?: on)?,? (\d{1,2} [A-Z][a-z]{2,8},? \d{4})`;

/** Whether the feed is Azure's status feed, by its title or address. */
export function looksLikeAzureFeed(feed: ParsedFeed): boolean {
  return (
    /^(microsoft )?azure status\b/i.test(feed.title.trim()) ||
    /\/\/(azure\.status\.microsoft|status\.azure\.com|azure\.microsoft\.com\/[a-z-]*\/?status)/.test(feed.site ?? '')
  );
}

/**
 * Azure's status RSS: one item an incident, replaced as it goes on; titles such as "Virtual Machines - East US -
 * Mitigated"; the description says "Between 09:30 UTC and 17:05 UTC on 25 January 2023" or "Starting at …".
 * Mitigated is Azure's last word. The region and service in the title are its components.
 */
export function reportsFromAzureFeed(feed: ParsedFeed): IncidentReport[] {
  return feed.entries.map((entry) => {
    const report = reportOfEntry(entry, 'Microsoft Azure');
    const text = plainText(markupOf(entry));
    const span = spanIn(text);
    const stage = stageOfTitle(entry.title);
    const over =
      stage === 'monitoring' ||
      stage === 'resolved' ||
      /\b(mitigation confirmed|now mitigated|fully mitigated|was mitigated)\b/i.test(`${entry.title} ${text}`);
    const updates = report.updates.map((update) =>
      over && report.updates.length === 1 ? { ...update, stage: 'resolved' as const } : update,
    );
    return defined<IncidentReport>({
      ...report,
      title: bareTitle(entry.title),
      startedAt: span.from ?? report.startedAt,
      resolvedAt: over ? span.to : undefined,
      components: bareTitle(entry.title)
        .split(/\s+[-–—|]\s+/)
        .filter((part) => part.length <= 80),
      updates,
    });
  });
}

function spanIn(text: string): { from?: string; to?: string } {
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
  return start === null ? {} : spanOf(`${start[2]} ${start[1]}`, undefined);
}

function spanOf(from: string, to: string | undefined): { from?: string; to?: string } {
  const end = to === undefined ? undefined : readMoment(`${to.replace(',', '')} UTC`);
  return defined<{ from?: string; to?: string }>({ from: readMoment(`${from.replace(',', '')} UTC`), to: end });
}
