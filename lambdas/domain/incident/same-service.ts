import type { Incident } from '../incident';

const week = 7 * 86_400_000;

/** One line of the Outages section: the weightiest outage of a service, and the others of the same seven days, earliest first. */
export interface ServiceLine {
  incident: Incident;
  more: Incident[];
}

/** Folds the outages that one service had within seven days under the weightiest, in the order given by weight. The order of the input does not matter. */
export function foldServices(incidents: readonly Incident[]): ServiceLine[] {
  const lines: ServiceLine[] = [];
  for (const incident of [...incidents].sort(byWeight)) {
    const line = lines.find(
      ({ incident: first }) =>
        first.sourceId === incident.sourceId &&
        first.service === incident.service &&
        Math.abs(Date.parse(first.startedAt) - Date.parse(incident.startedAt)) < week,
    );
    if (line) line.more.push(incident);
    else lines.push({ incident, more: [] });
  }
  for (const { more } of lines) more.sort((a, b) => a.startedAt.localeCompare(b.startedAt) || (a.key < b.key ? -1 : 1));
  return lines;
}

const byWeight = (a: Incident, b: Incident) =>
  b.significance - a.significance || a.startedAt.localeCompare(b.startedAt) || (a.key < b.key ? -1 : 1);
