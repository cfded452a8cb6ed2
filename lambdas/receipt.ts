import { createReceiptStore } from './adapters/receipts';
import { Table } from './adapters/table';
import { readEnvironment } from './contract/env';
import { receiptMessage } from './contract/measures';
import type { MailEvent } from './contract/messages';
import { log } from './runtime/log';
import { readMailEvent } from './runtime/mail-event';
import { once } from './runtime/once';

const wire = once(() => createReceiptStore(new Table(readEnvironment('receipt', process.env).TABLE_NAME)));

export const handler = async (event: MailEvent): Promise<{ noted: boolean }> => {
  const report = readMailEvent(event);
  const noted = report !== undefined && (await wire().note(report.issue, report.mail, report.receipt));
  const lost = noted && (report.receipt.kind === 'returned' || report.receipt.kind === 'delayed');
  log.info(receiptMessage, {
    event: event.detail.eventType,
    issue: report?.issue,
    kind: report?.mail.kind,
    noted,
    lost,
    complaint: noted && event.detail.eventType === 'Complaint',
  });
  return { noted };
};
