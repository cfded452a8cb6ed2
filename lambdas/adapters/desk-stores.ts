import { createCandidateStore } from './candidates';
import { createIncidentStore } from './incidents';
import { createIssueStore } from './issues';
import { createSourceStore } from './sources';
import { Table } from './table';

/** The stores the desk reads: its issue, what became of the outages in it, what else came in, and where that came from. */
export function openDeskStores(tableName: string) {
  const table = new Table(tableName);
  return {
    issues: createIssueStore(table),
    incidents: createIncidentStore(table),
    candidates: createCandidateStore(table),
    sources: createSourceStore(table),
  };
}
