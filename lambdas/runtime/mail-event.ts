import type { MailEvent } from '../contract/messages';
import type { Receipt, SendRecord } from '../domain/ports';

export interface MailReport {
  issue: number;
  mail: Pick<SendRecord, 'kind' | 'recipient'>;
  receipt: Receipt;
}

/** What an SES event says of one of our mails; undefined for a kind of event, or a mail without our tags, that is none of our business. */
export function readMailEvent({ time, detail }: MailEvent): MailReport | undefined {
  const issue = detail.mail.tags?.['issue']?.[0];
  const kind = detail.mail.tags?.['kind']?.[0];
  const recipient = detail.mail.destination[0];
  const receipt = receiptOf(time, detail);
  if (!receipt || !issue || !/^[1-9]\d{0,5}$/.test(issue) || !kind || !recipient) return undefined;
  return { issue: Number(issue), mail: { kind, recipient }, receipt };
}

function receiptOf(at: string, detail: MailEvent['detail']): Receipt | undefined {
  const because = (...words: (string | undefined)[]) => words.filter(Boolean).join(' ');
  switch (detail.eventType) {
    case 'Send':
      return { kind: 'accepted', at };
    case 'Delivery':
      return { kind: 'delivered', at };
    case 'DeliveryDelay':
      return { kind: 'delayed', at, reason: because('delayed', detail.deliveryDelay?.delayType) };
    case 'Bounce':
      return {
        kind: 'returned',
        at,
        reason: because('bounced', detail.bounce?.bounceType, detail.bounce?.bounceSubType),
      };
    case 'Reject':
      return { kind: 'returned', at, reason: because('rejected', detail.reject?.reason) };
    case 'Complaint':
      return { kind: 'returned', at, reason: because('complaint', detail.complaint?.complaintFeedbackType) };
    default:
      return undefined;
  }
}
