import type { Mail, Mailer } from '../../lambdas/domain/ports';

/** What a draft is told of its newsletter. */
export const draftSettings = {
  newsletter: 'Steady State',
  editor: 'editor@example.com',
  deskUrl: 'https://desk.example',
  timeZone: 'Etc/UTC',
  firstIssue: 7,
};

export const keys = [{ id: 'k', secret: 'a secret of some length, long enough' }];
export const signingKeys = async () => keys;

/** A mailer that keeps what it is given to send. */
export function keepMails(): { mails: Mail[]; mailer: Mailer } {
  const mails: Mail[] = [];
  const mailer: Mailer = {
    async send(mail) {
      mails.push(mail);
      return { state: 'sent', messageId: 'm' };
    },
  };
  return { mails, mailer };
}
