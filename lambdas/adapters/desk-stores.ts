import { createCandidateStore } from './candidates';
import { createIncidentStore } from './incidents';
import { createIssueStore } from './issues';
import { createLearnedStore } from './learned';
import { createReceiptStore } from './receipts';
import { createSourceStore } from './sources';
import { Table } from './table';

/** The stores of the desk: its issue, what became of its mails and of the outages in it, what else came in, where that came from, and what it teaches. */
export function openDeskStores(tableName: string) {
  const table = new Table(tableName);
  return {
    issues: createIssueStore(table),
    receipts: createReceiptStore(table),
    incidents: createIncidentStore(table),
    candidates: createCandidateStore(table),
    sources: createSourceStore(table),
    learned: createLearnedStore(table),
  };
}
