import { createHash } from 'node:crypto';
import type { Incident, IncidentFacts, Stage } from '../incident';
import { after, minute } from '../instant';
import { factsOfReport, goingOn, joinFacts, over } from './facts';
import { later } from './moment';
import type { IncidentReport } from './report';
import { countSlots } from './slots';
import { isMaintenanceTitle, isPauseNotice, serviceOfHost } from './wording';

/** Whose page it is, and the moment of the snapshot (ISO 8601). */
export interface MergeAbout {
  sourceId: string;
  seenAt: string;
  /** The key to use when the caller had to tell two incidents with one id apart. */
  key?: string;
}

/** The key an incident of this page gets: a hash of the page's identity and the incident's own id. 22 characters. */
export function incidentKey(sourceId: string, id: string): string {
  return createHash('sha256').update(`${sourceId}\n${id}`).digest('base64url').slice(0, 22);
}

/** The keys under which this incident may already be stored: its own id's first, then one for each other name it goes by. */
export function keysOfReport(report: IncidentReport, sourceId: string): string[] {
  return [report.id, ...(report.aliases ?? [])].map((name) => incidentKey(sourceId, name));
}

/**
 * Folds one report into what is known of the incident. Pure, and order-independent: any order of reports, edits,
 * repeats and gaps comes to the same incident, because all that is kept is minima, maxima and capped unions.
 *
 * Start: the earliest believed time. End: over when the newest "it goes on" is not newer than the newest "it is over";
 * then the page's own end field, else the first resolved message after the last reopening. Updates: messages told
 * apart by minute and stage, so an edit is not a new one; never less than the most a single report listed, and no more
 * than that where reports show every message.
 * Title and link: as last said. Impact: the worst the page itself said, else the worst its words speak of.
 */
export function mergeReports(previous: Incident | undefined, report: IncidentReport, about: MergeAbout): Incident {
  const fresh = factsOfReport(report, about.seenAt);
  const known = previous === undefined ? undefined : (previous.facts ?? factsOfVisible(previous));
  const facts = known === undefined ? fresh : joinFacts(known, fresh);
  const key = previous?.key ?? about.key ?? incidentKey(about.sourceId, report.id);
  return incidentOf(facts, {
    key,
    sourceId: about.sourceId,
    significance: previous?.significance ?? 0,
  });
}

/**
 * What it means that a page which lists only what goes on lists an incident at `seenAt` (ISO 8601), or does not: one that
 * had ended and is back goes on; an open one that is gone ended then at the latest, or at `endedAt`, where it is listed with its end.
 * Where the page's clock is ahead of ours, it is what the page said last that is followed.
 */
export function noteListing(incident: Incident, goesOn: boolean, seenAt: string, endedAt?: string): Incident {
  const { facts } = incident;
  if (facts === undefined || goesOn === (incident.endedAt === undefined)) return incident;
  const { key, sourceId, significance } = incident;
  const noted = goesOn
    ? goingOn(facts, later(seenAt, facts.ends[0] && after(facts.ends[0], minute))!)
    : over(facts, later(seenAt, facts.active)!, endedAt);
  return incidentOf(noted, { key, sourceId, significance });
}

/**
 * Whether it is trouble at all: scheduled work is not, by its stages (unless they turn into an investigation) or by its title; nor is a
 * notice that something "is paused", unless it was investigated.
 */
export function isOutage(incident: Incident): boolean {
  const facts = incident.facts;
  if (isMaintenanceTitle(incident.title)) return false;
  if (facts === undefined) return true;
  const stages = facts.stages;
  const investigated = stages.investigating !== undefined || stages.identified !== undefined;
  const planned =
    stages.scheduled !== undefined || stages['in-progress'] !== undefined || stages.completed !== undefined;
  if (isPauseNotice(incident.title) && !investigated) return false;
  return !facts.maintenance && (investigated || !planned);
}

/** Whether anything a reader could see differs; a page that only moves its `updated` has not changed. */
export function isChanged(previous: Incident | undefined, next: Incident): boolean {
  return previous === undefined || visible(previous) !== visible(next);
}

/** Minutes from start to end (or to `now` while it goes on); undefined when the page never said how long. */
export function minutesOf(incident: Pick<Incident, 'startedAt' | 'endedAt'>, now: string): number | undefined {
  if (incident.endedAt === incident.startedAt) return undefined;
  return Math.max(0, (Date.parse(incident.endedAt ?? now) - Date.parse(incident.startedAt)) / 60_000);
}

function incidentOf(facts: IncidentFacts, rest: Pick<Incident, 'key' | 'sourceId' | 'significance'>): Incident {
  const startedAt = facts.start ?? facts.firstSeen;
  const endedAt = endOf(facts, startedAt);
  const stages = (Object.entries(facts.stages) as [Stage, string][])
    .map(([stage, at]) => ({ stage, at }))
    .sort((a, b) => (a.at === b.at ? (a.stage < b.stage ? -1 : 1) : a.at < b.at ? -1 : 1));
  return {
    ...rest,
    service: facts.service || serviceOfHost(facts.url.text),
    title: facts.title.text,
    url: facts.url.text,
    startedAt,
    ...(endedAt === undefined ? {} : { endedAt }),
    impact: facts.impact ?? facts.guess,
    updates: facts.isWhole ? facts.most : Math.max(countSlots(facts.slots), facts.most),
    components: facts.components,
    ...(facts.quote === undefined ? {} : { quote: facts.quote.text }),
    ...(stages.length === 0 ? {} : { stages }),
    ...(facts.blames.length === 0 ? {} : { blames: facts.blames }),
    ...(facts.postmortem === undefined
      ? {}
      : {
          postmortem: {
            url: facts.postmortem.url,
            ...(facts.postmortem.at === undefined ? {} : { at: facts.postmortem.at }),
          },
        }),
    facts,
  };
}

function endOf(facts: IncidentFacts, startedAt: string): string | undefined {
  const active = facts.active === undefined ? '' : facts.active.slice(0, 16);
  const field = facts.end !== undefined && facts.end.said.slice(0, 16) >= active ? facts.end.at : undefined;
  const message = facts.ends.filter((end) => end.slice(0, 16) >= active).at(-1);
  const end = field ?? message;
  if (end === undefined) return undefined;
  return end < startedAt ? startedAt : end;
}

/** Written field by field, for a store may hand fields back in another order. */
function visible(incident: Incident): string {
  const { service, title, url, startedAt, endedAt, impact, updates, components, quote, facts } = incident;
  const stages = incident.stages?.map(({ stage, at }) => [stage, at]);
  const written = [incident.postmortem?.url, incident.postmortem?.at];
  const shown = [service, title, url, startedAt, endedAt, impact, updates, components, quote];
  return JSON.stringify([shown, stages, incident.blames, written, facts?.ids, facts?.maintenance, facts?.own]);
}

function factsOfVisible(incident: Incident): IncidentFacts {
  const report: IncidentReport = {
    id: incident.key,
    service: incident.service,
    title: incident.title,
    url: incident.url,
    startedAt: incident.startedAt,
    ...(incident.endedAt === undefined ? {} : { resolvedAt: incident.endedAt }),
    impact: incident.impact,
    components: incident.components,
    updates: incident.quote === undefined ? [] : [{ text: incident.quote }],
    updateCount: incident.updates,
    maintenance: false,
  };
  return factsOfReport(report, incident.endedAt ?? incident.startedAt);
}
