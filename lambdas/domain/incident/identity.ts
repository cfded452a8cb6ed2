import type { IncidentReport } from './report';
import { titleCore } from './wording';

const PAGES = /^(|history|incidents?|status|feeds?|rss|atom|home|index\.html?|en|en-us|posts?|news|updates?)$/i;

/** The link without scheme, "www.", query and trailing slash when it leads to one incident; undefined for a page's front or list. */
export function permalinkOf(link: string): string | undefined {
  let url: URL;
  try {
    url = new URL(link);
  } catch {
    return undefined;
  }
  const path = url.pathname.replace(/\/+/g, '/').replace(/\/$/, '');
  const last = path.split('/').at(-1) ?? '';
  const query = /[?&](id|incident|event|p)=/i.test(url.search) ? url.search : '';
  if (PAGES.test(last) && query === '' && url.hash.length < 4) return undefined;
  return `${url.hostname.replace(/^www\./, '')}${path}${query}${url.hash}`;
}

/**
 * Gives every report of one snapshot an identity of its own, by these rules. One id on reports with different
 * permalinks (or, without permalinks, with different titles) is no id: the permalink, else the title and first time,
 * takes its place. A permalink that several ids share is no identity; any other permalink is a second name.
 * Items that share both id and permalink are one incident.
 */
export function settleIdentities(reports: readonly IncidentReport[]): IncidentReport[] {
  const namesOfId = collect(reports.map((report) => [report.id, permalinkOf(report.url) ?? titleCore(report.title)]));
  const idsOfLink = collect(reports.map((report) => [permalinkOf(report.url) ?? '', report.id]));
  return reports.map((report) => {
    const link = permalinkOf(report.url);
    const own = report.id !== '' && namesOfId.get(report.id)!.size === 1;
    const alone = link !== undefined && (!own || idsOfLink.get(link)!.size === 1);
    const id = own ? report.id : (link ?? `${titleCore(report.title)}\n${firstDay(report)}`);
    const aliases = new Set(own ? (report.aliases ?? []) : []);
    if (alone && link !== id) aliases.add(link);
    const code = own && alone ? /\/incidents?\/([a-z0-9-]{6,40})$/i.exec(link)?.[1] : undefined;
    if (code !== undefined && code !== id) aliases.add(code);
    return { ...report, id, aliases: [...aliases] };
  });
}

function collect(pairs: [string, string][]): Map<string, Set<string>> {
  const sets = new Map<string, Set<string>>();
  for (const [from, to] of pairs) sets.set(from, (sets.get(from) ?? new Set()).add(to));
  return sets;
}

function firstDay(report: IncidentReport): string {
  const times = [report.startedAt, ...report.updates.map((update) => update.at)]
    .filter((time) => time !== undefined)
    .sort();
  return (times[0] ?? report.updatedAt ?? '').slice(0, 10);
}
