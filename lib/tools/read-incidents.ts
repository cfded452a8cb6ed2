import { basename } from 'node:path';
import type { Writable } from 'node:stream';
import { parseArgs } from 'node:util';
import type { Incident } from '../../lambdas/domain/incident';
import { foldReports } from '../../lambdas/domain/incident/fold';
import { groupIncidents } from '../../lambdas/domain/incident/group';
import { isOutage } from '../../lambdas/domain/incident/merge';
import { believe } from '../../lambdas/domain/incident/moment';
import type { IncidentReport } from '../../lambdas/domain/incident/report';
import { newHabit, significanceOf, updateHabit } from '../../lambdas/domain/incident/significance';
import { after, day, minute } from '../../lambdas/domain/instant';
import { explainFlagFault } from '../local/terminal';
import { writeAll } from './json-lines';
import { readSnapshotFile, type StatusSnapshot } from './read-snapshot-file';

const usage = `npm run incidents -- FILE… [--json]    status feeds in, merged incidents out
  FILE…    each a status feed, a status document in JSON, or incidents as .jsonl; snapshots of a page in their order
  --json   one JSON line an incident on stdout`;

/** Everything known of one page after the files given. */
interface Page {
  incidents: Incident[];
  since: string;
  /** The newest snapshot's moment. */
  seenAt: string;
}

/** One line of the result. */
interface IncidentLine {
  key: string;
  service: string;
  title: string;
  url: string;
  startedAt: string;
  endedAt?: string;
  impact: string;
  updates: number;
  significance: number;
  group?: string;
  alsoAffected: string[];
}

/**
 * `npm run incidents -- FILE… [--json]`: folds the snapshots, in the order given, into incidents. With `--json` one
 * JSON line an incident on `output`; otherwise a table on `errors`. `now` is the clock (ISO 8601): times a day beyond
 * it are not believed. Answers the exit code: 0, or 2 with one line on `errors` and nothing written.
 */
export async function readIncidents(args: string[], now: string, output: Writable, errors: Writable): Promise<number> {
  const options = readOptions(args);
  if (options === 'help') {
    errors.write(`${usage}\n`);
    return 0;
  }
  if (typeof options === 'string')
    return refuse(errors, `${options}. Run "npm run incidents -- --help" for the options.`);
  const pages = new Map<string, Page>();
  for (const file of options.files) {
    const snapshot = await readSnapshotFile(file, now);
    if (typeof snapshot === 'string') return refuse(errors, `${file}: ${snapshot}`);
    foldSnapshot(pages, snapshot, now, file);
  }
  const lines = listIncidents(pages);
  if (options.json) await writeAll(output, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  else errors.write(tableOf(lines));
  return 0;
}

function readOptions(args: string[]): { files: string[]; json: boolean } | string {
  try {
    const options = { json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } as const;
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options });
    if (values.help) return 'help';
    return positionals.length === 0
      ? 'FILE…: expected at least one, got nothing'
      : { files: positionals, json: values.json === true };
  } catch (error) {
    return explainFlagFault(error);
  }
}

/** A page is known by its host: the site's own, else the incident's, for a record file may hold several pages. */
function foldSnapshot(pages: Map<string, Page>, snapshot: StatusSnapshot, now: string, file: string): void {
  const times = snapshot.reports.flatMap((report) => [
    report.startedAt,
    report.resolvedAt,
    report.updatedAt,
    ...report.updates.map((update) => update.at),
  ]);
  const known = times
    .map((time) => believe(time, now))
    .filter((time) => time !== undefined)
    .sort();
  const seenAt = known.at(-1) ?? now;
  const byPage = new Map<string, IncidentReport[]>();
  for (const report of snapshot.reports) {
    const id = hostOf(snapshot.site) ?? hostOf(report.url) ?? (report.service || basename(file));
    const others = byPage.get(id);
    if (others === undefined) byPage.set(id, [report]);
    else others.push(report);
  }
  for (const [sourceId, reports] of byPage) {
    const page = pages.get(sourceId) ?? { incidents: [], since: known[0] ?? seenAt, seenAt };
    page.incidents = foldReports(page.incidents, reports, { sourceId, seenAt }).incidents;
    if (seenAt > page.seenAt) page.seenAt = seenAt;
    if (known[0] !== undefined && known[0] < page.since) page.since = known[0];
    pages.set(sourceId, page);
  }
}

function listIncidents(pages: ReadonlyMap<string, Page>): IncidentLine[] {
  const incidents = [...pages.values()].flatMap((page) => weigh(page));
  const groups = new Map(groupIncidents(incidents).map((entry) => [entry.key, entry]));
  const byKey = new Map(incidents.map((incident) => [incident.key, incident]));
  const affected = new Map<string, Set<string>>();
  for (const { key, group } of groups.values())
    affected.set(group, (affected.get(group) ?? new Set()).add(byKey.get(key)!.service));
  return incidents
    .sort((a, b) => (a.startedAt === b.startedAt ? (a.key < b.key ? -1 : 1) : a.startedAt < b.startedAt ? -1 : 1))
    .map((incident) => {
      const { key, service, title, url, startedAt, endedAt, impact, updates, significance } = incident;
      const group = groups.get(key)?.group;
      const when = { startedAt, ...(endedAt !== undefined && { endedAt }) };
      const grouped = { ...(group !== undefined && { group }), alsoAffected: [...(affected.get(key) ?? [])].sort() };
      return { key, service, title, url, ...when, impact, updates, significance, ...grouped };
    });
}

/** The page's outages, each weighed against the year before it, or against the page's first 90 days while no more is known. */
function weigh(page: Page): Incident[] {
  const outages = page.incidents.filter(isOutage);
  const learned = after(page.since, 90 * day);
  return outages.map((incident) => {
    const until = incident.startedAt > learned ? incident.startedAt : learned;
    const from = after(until, -365 * day);
    const others = outages.filter((other) => other !== incident && other.startedAt >= from && other.startedAt < until);
    const habit = others.reduce((known, other) => updateHabit(known, other), newHabit(page.since));
    return { ...incident, significance: significanceOf(incident, habit, page.seenAt, until) };
  });
}

function tableOf(lines: readonly IncidentLine[]): string {
  const rows = lines.map((line) => {
    const length =
      line.endedAt === undefined
        ? 'ongoing'
        : `${Math.round((Date.parse(line.endedAt) - Date.parse(line.startedAt)) / minute)} min`;
    const also = line.alsoAffected.length === 0 ? '' : ` (and ${line.alsoAffected.join(', ')})`;
    return `${line.startedAt.slice(0, 16)}  ${line.significance.toFixed(2)}  ${line.impact.padEnd(8)}  ${length.padStart(9)}  ${line.service}: ${line.title}${also}\n`;
  });
  return `${rows.join('')}${lines.length} ${lines.length === 1 ? 'incident' : 'incidents'}\n`;
}

function hostOf(link: string | undefined): string | undefined {
  try {
    return link === undefined || link === '' ? undefined : new URL(link).hostname.replace(/^www\./, '') || undefined;
  } catch {
    return undefined;
  }
}

function refuse(errors: Writable, message: string): number {
  errors.write(`incidents: ${message}\n`);
  return 2;
}
