import { createCandidateStore } from '../../lambdas/adapters/candidates';
import { createIncidentStore } from '../../lambdas/adapters/incidents';
import { createIssueStore } from '../../lambdas/adapters/issues';
import { createLearnedStore } from '../../lambdas/adapters/learned';
import { createSourceStore } from '../../lambdas/adapters/sources';
import type { Table } from '../../lambdas/adapters/table';
import type { Mail, Mailer } from '../../lambdas/domain/ports';
import { blankModel } from '../../lib/tools/bench/simulate-learning';

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

/** What drafts and publications need: the real stores on this table, a model that knows no words but the field's, and the mails they send. */
export function makeDraftWorld(table: Table) {
  const { mails, mailer } = keepMails();
  const world = {
    issues: createIssueStore(table),
    candidates: createCandidateStore(table),
    incidents: createIncidentStore(table),
    sources: createSourceStore(table),
    learned: createLearnedStore(table),
    model: blankModel(),
    mailer,
    signingKeys,
    pace: { turn: async () => true, leave: async () => {} },
  };
  return { world, mails };
}
