import type { Entry, ParsedFeed } from '../entry';
import type { Stage } from '../incident';
import { earlier, later } from './moment';
import { plainText } from './plain-text';
import type { IncidentReport, PageAbout, ReportedUpdate } from './report';
import { componentsOfWords, readUpdateLines, splitNames } from './update-lines';
import { isMaintenanceTitle, serviceOfPage, stageOf, stageOfTitle } from './wording';

/** The service a feed speaks for, by its title, else by its address. */
export function serviceOfFeed(feed: ParsedFeed, about: PageAbout): string {
  return serviceOfPage(feed.title || about.sourceTitle, feed.site ?? about.url);
}

/** The entry's own id, else its link, else the key the reader gave it. */
export function idOfEntry(entry: Entry): string {
  return entry.id?.trim() || entry.url || entry.key;
}

/** Whether at least one entry, and at least half of them, are so; asks no more of them than it takes to know. */
export function atLeastHalf(entries: readonly Entry[], isSo: (entry: Entry) => boolean): boolean {
  let others = 0;
  for (const entry of entries) if (!isSo(entry) && ++others * 2 > entries.length) return false;
  return entries.length > 0;
}

/** The entry's markup, or its summary where there is none. */
export function markupOf(entry: Entry): string {
  return entry.content ?? entry.summary ?? '';
}

/**
 * One entry that carries an incident's whole history, or just where it stands now. Messages without a time of their
 * own get the entry's newest time when there is but one message.
 */
export function reportOfEntry(entry: Entry, service: string): IncidentReport {
  const near = later(entry.updatedAt, entry.publishedAt);
  const lines = readUpdateLines(markupOf(entry), entry.publishedAt ?? near);
  const status = stageOf(lines.fields.get('status')?.split(/[.,(]/)[0]?.trim());
  const updates =
    lines.updates.length > 0 ? lines.updates : [standing(entry, lines.rest, status ?? stageOfTitle(entry.title))];
  const only = updates.length === 1 ? updates[0]! : undefined;
  if (only !== undefined && only.at === undefined && near !== undefined) only.at = near;
  if (only === undefined && near !== undefined && updates.every((update) => update.at === undefined))
    newestOf(updates).at = near;
  const timed = updates.some((update) => update.at !== undefined && update !== only);
  const started = timed ? undefined : earlier(entry.publishedAt, entry.updatedAt);
  const listed =
    lines.fields.get('affected components') ??
    lines.fields.get('affected services') ??
    lines.fields.get('components affected') ??
    '';
  const components = [...lines.components, ...splitNames(listed)];
  const kind = lines.fields.get('type') ?? '';
  return {
    id: idOfEntry(entry),
    service,
    title: entry.title,
    url: entry.url,
    ...(started === undefined ? {} : { startedAt: started }),
    ...(entry.updatedAt === undefined ? {} : { updatedAt: entry.updatedAt }),
    components:
      components.length > 0
        ? components
        : componentsOfWords(
            entry.title,
            updates.map((update) => update.text),
          ),
    updates,
    ...(lines.updates.length > 1 ? { isWhole: true } : {}),
    maintenance: lines.scheduled || /maintenance/i.test(kind) || isMaintenanceTitle(entry.title),
    ...postmortemIn(entry, updates),
  };
}

/** Of messages without times: the one that says it is over, else the one written first, as most pages do. */
function newestOf(updates: readonly ReportedUpdate[]): ReportedUpdate {
  return updates.find((update) => update.stage === 'resolved' || update.stage === 'completed') ?? updates[0]!;
}

function standing(entry: Entry, text: string, stage: Stage | undefined): ReportedUpdate {
  return { text: text || plainText(markupOf(entry)) || entry.title, ...(stage === undefined ? {} : { stage }) };
}

function postmortemIn(entry: Entry, updates: readonly ReportedUpdate[]): Pick<IncidentReport, 'postmortem'> {
  const written = updates.find((update) => update.stage === 'postmortem');
  if (written === undefined) return {};
  const link =
    /href=["'](https?:\/\/[^"'\s]{4,500})["'][^>]*>[^<]{0,40}(?:post-?mortem|read|details|report|analysis)/i.exec(
      markupOf(entry).slice(0, 65_536),
    )?.[1];
  return {
    postmortem: { url: link ?? entry.url, ...(written.at === undefined ? {} : { at: written.at }), text: written.text },
  };
}
