import type { Incident } from '../../../../lambdas/domain/incident';
import { mergeReports } from '../../../../lambdas/domain/incident/merge';
import type { IncidentReport } from '../../../../lambdas/domain/incident/report';

export const seenAt = '2026-03-10T00:00:00.000Z';
export const about = { sourceId: 'status.harbourly.example', seenAt };

export function report(fields: Partial<IncidentReport> = {}): IncidentReport {
  return {
    id: 'h1',
    service: 'Harbourly',
    title: 'API unreachable',
    url: 'https://status.harbourly.example/incidents/h1',
    components: [],
    updates: [],
    maintenance: false,
    ...fields,
  };
}

export function fold(reports: readonly IncidentReport[], seen = seenAt): Incident {
  return reports.reduce<Incident | undefined>(
    (known, next) => mergeReports(known, next, { ...about, seenAt: seen }),
    undefined,
  )!;
}
