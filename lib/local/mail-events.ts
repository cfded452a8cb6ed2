import { randomUUID } from 'node:crypto';
import type { MailEvent } from '../../lambdas/contract/messages';

/** What SES was asked to send, as far as its events repeat it. */
export interface TakenMail {
  messageId: string;
  source: string;
  destination: string[];
  configurationSet: string;
  tags: Record<string, string>;
}

/** An event as EventBridge delivers it: what our handlers read of it, in the envelope that it comes in. */
type DeliveredEvent = MailEvent & Record<'version' | 'id' | 'detail-type' | 'source' | 'account' | 'region', string>;

const names = {
  Send: 'Email Sent',
  Delivery: 'Email Delivered',
  Bounce: 'Email Bounced',
  Complaint: 'Email Complaint Received',
} as const;

/** What becomes of mail to the addresses of SES's mailbox simulator; all other mail arrives. */
const simulated: Record<string, readonly (keyof typeof names)[]> = {
  'bounce@simulator.amazonses.com': ['Send', 'Bounce'],
  'suppressionlist@simulator.amazonses.com': ['Send', 'Bounce'],
  'complaint@simulator.amazonses.com': ['Send', 'Delivery', 'Complaint'],
};

/** The events that SES would publish about a mail, in their order; `at` is ISO 8601. */
export function mailEvents(mail: TakenMail, at: string): DeliveredEvent[] {
  const [recipient = ''] = mail.destination;
  return (simulated[recipient.toLowerCase()] ?? ['Send', 'Delivery']).map((eventType) => ({
    version: '0',
    id: randomUUID(),
    'detail-type': names[eventType],
    source: 'aws.ses',
    account: '000000000000',
    time: at,
    region: 'us-east-1',
    resources: [],
    detail: { eventType, mail: describeMail(mail, at), ...particulars(eventType, recipient, at) },
  }));
}

function describeMail({ messageId, source, destination, configurationSet, tags }: TakenMail, timestamp: string) {
  const listed = Object.entries(tags).map(([name, value]) => [name, [value]]);
  return {
    timestamp,
    messageId,
    source,
    destination,
    tags: { 'ses:configuration-set': [configurationSet], ...(Object.fromEntries(listed) as Record<string, string[]>) },
  };
}

function particulars(eventType: keyof typeof names, emailAddress: string, timestamp: string): object {
  const suppressed = emailAddress.startsWith('suppressionlist@');
  switch (eventType) {
    case 'Send':
      return { send: {} };
    case 'Delivery':
      return { delivery: { timestamp, recipients: [emailAddress], smtpResponse: '250 OK' } };
    case 'Bounce':
      return {
        bounce: {
          timestamp,
          bounceType: 'Permanent',
          bounceSubType: suppressed ? 'OnAccountSuppressionList' : 'General',
          bouncedRecipients: [{ emailAddress, action: 'failed', status: '5.1.1' }],
        },
      };
    case 'Complaint':
      return {
        complaint: { timestamp, complaintFeedbackType: 'abuse', complainedRecipients: [{ emailAddress }] },
      };
  }
}
