import { SESClient, SESServiceException, SendRawEmailCommand } from '@aws-sdk/client-ses';
import type { Mailer } from '../domain/ports';

/** Milliseconds. Without them one answer that never comes would hold the lambda until it is killed. */
const timeouts = { connectionTimeout: 5_000, requestTimeout: 10_000, throwOnRequestTimeout: true };
/** A connection each: one kept open may be closed by SES just as the next mail is written to it, and nobody would know its end. */
const agent = { keepAlive: false, maxSockets: 100 };

/** SES, one try a mail: the SDK's own retries would send a mail again whose answer was lost. */
export function createMailer(
  settings: { sender: string; senderName: string; configurationSet: string },
  client = new SESClient({ maxAttempts: 1, requestHandler: { ...timeouts, httpAgent: agent, httpsAgent: agent } }),
): Mailer {
  return {
    async send(mail) {
      // Most runs that may mail have none to send, and the composer is a fifth of what they would load.
      const { default: MailComposer } = await import('nodemailer/lib/mail-composer');
      const message = new MailComposer({
        from: { name: settings.senderName, address: settings.sender },
        to: mail.to,
        subject: mail.subject.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').slice(0, 200),
        html: mail.html,
        text: mail.text,
        headers: leavingHeaders(mail.unsubscribe ?? []),
        // A bare line feed is no line end (RFC 5322, 2.3), and there are servers that refuse a mail for it.
        newline: 'windows',
      });
      const Data = await message.compile().build();
      const command = new SendRawEmailCommand({
        Source: settings.sender,
        Destinations: [mail.to],
        RawMessage: { Data },
        ConfigurationSetName: settings.configurationSet,
        ...(mail.about &&
          isTag(mail.about.kind) && {
            Tags: Object.entries(mail.about).map(([Name, value]) => ({ Name, Value: String(value) })),
          }),
      });
      try {
        const { MessageId } = await client.send(command);
        return { state: 'sent', messageId: MessageId ?? '' };
      } catch (error) {
        const reason = `${(error as Error).name}: ${(error as Error).message}`;
        // SES said no with a 4xx: it did not take the mail. Anything else may have been lost on the way back.
        const status = error instanceof SESServiceException ? error.$metadata.httpStatusCode : undefined;
        return { state: status !== undefined && status >= 400 && status < 500 ? 'refused' : 'unclear', reason };
      }
    },
  };
}

/** List-Unsubscribe (RFC 2369) and, with an https address that can do it, the one-click POST (RFC 8058). */
function leavingHeaders(addresses: readonly string[]): Record<string, string> {
  const safe = addresses.filter((address) => /^(https|mailto):[\x21-\x3b\x3d\x3f-\x7e]+$/i.test(address));
  if (safe.length === 0) return {};
  return {
    'List-Unsubscribe': safe.map((address) => `<${address}>`).join(', '),
    ...(safe.some((address) => /^https:/i.test(address)) && { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }),
  };
}

/** What SES takes as the value of a tag; a mail with another kind goes out without. */
const isTag = (text: string) => /^[A-Za-z0-9_.@-]{1,256}$/.test(text);
