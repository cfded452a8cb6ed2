import { createIncidentStore } from './incidents';
import { createIssueStore } from './issues';
import { Table } from './table';

/** The stores the desk reads: its issue, and what became of the outages in it. */
export function openDeskStores(tableName: string) {
  const table = new Table(tableName);
  return { issues: createIssueStore(table), incidents: createIncidentStore(table) };
}
