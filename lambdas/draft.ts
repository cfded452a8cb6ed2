import { createCandidateStore } from './adapters/candidates';
import { createIncidentStore } from './adapters/incidents';
import { createIssueStore } from './adapters/issues';
import { createLearnedStore } from './adapters/learned';
import { createMailer } from './adapters/mail';
import { createSigningKeys } from './adapters/signing-keys';
import { createSourceStore } from './adapters/sources';
import { Table } from './adapters/table';
import { readAccount, readEnvironment, weekdays } from './contract/env';
import type { DraftEvent } from './contract/messages';
import { draftIssue } from './pipeline/draft';
import { now } from './runtime/clock';
import { log } from './runtime/log';
import { once } from './runtime/once';
import { readRankingModel } from './runtime/ranking-model';

const wire = once(async () => {
  const env = readEnvironment('draft', process.env);
  const table = new Table(env.TABLE_NAME);
  const settings = {
    newsletter: env.NEWSLETTER,
    editor: env.EDITOR,
    deskUrl: env.DESK_URL,
    timeZone: env.TIME_ZONE,
    firstIssue: env.FIRST_ISSUE,
    due: { weekday: weekdays.indexOf(env.DUE_DAY), hour: env.DUE_HOUR, timeZone: env.TIME_ZONE },
    perVendor: env.ARTICLES_PER_HOST,
    disclosed: { employer: env.EMPLOYER_HOSTS, sponsor: env.SPONSOR_HOSTS },
  };
  const world = {
    sources: createSourceStore(table),
    candidates: createCandidateStore(table),
    learned: createLearnedStore(table),
    model: await readRankingModel(),
    incidents: createIncidentStore(table),
    issues: createIssueStore(table),
    mailer: createMailer({ sender: env.SENDER, senderName: env.NEWSLETTER, configurationSet: env.CONFIGURATION_SET }),
    signingKeys: createSigningKeys(env.SIGNING_KEY_NAME, readAccount('SSM', process.env)),
  };
  return { world, settings };
});

export const handler = async (event?: DraftEvent): Promise<{ issue: number; mail: string }> => {
  const { world, settings } = await wire();
  const drafted = await draftIssue(world, settings, now(), event?.time);
  if (drafted.mail === 'unclear') log.error('draft mail unclear', drafted);
  else log.info('drafted', drafted);
  return drafted;
};
