import { createCandidateStore } from './adapters/candidates';
import { createIssueStore } from './adapters/issues';
import { createLearnedStore } from './adapters/learned';
import { createMailer } from './adapters/mail';
import { createPace } from './adapters/pace';
import { readRecipients } from './adapters/recipients';
import { Table } from './adapters/table';
import { readEnvironment, shippedFile } from './contract/env';
import { type Published, publishDue } from './pipeline/publish';
import { now } from './runtime/clock';
import { log } from './runtime/log';
import { once } from './runtime/once';

const wire = once(() => {
  const env = readEnvironment('publish', process.env);
  const table = new Table(env.TABLE_NAME);
  const settings = {
    newsletter: env.NEWSLETTER,
    deskUrl: env.DESK_URL,
    timeZone: env.TIME_ZONE,
    unsubscribe: env.UNSUBSCRIBE,
  };
  const world = {
    issues: createIssueStore(table),
    candidates: createCandidateStore(table),
    learned: createLearnedStore(table),
    mailer: createMailer({ sender: env.SENDER, senderName: env.NEWSLETTER, configurationSet: env.CONFIGURATION_SET }),
  };
  const shipped = env.RECIPIENTS_FILE && shippedFile(env.RECIPIENTS_FILE, process.env);
  return { world, settings, recipients: once(() => readRecipients(env.RECIPIENTS, shipped)), perSecond: env.SEND_RATE };
});

/** Milliseconds of a run for mails; the rest of the lambda's five minutes is for finishing what was begun. */
const sending = 240_000;

export const handler = async (): Promise<Published[]> => {
  const { world, settings, recipients, perSecond } = wire();
  const pace = createPace({ perSecond, milliseconds: sending });
  const published = await publishDue({ ...world, pace }, { ...settings, recipients: await recipients() }, now());
  for (const issue of published) {
    if (issue.unlearned !== undefined) log.error('not learned', { issue: issue.issue, reason: issue.unlearned });
    if (issue.refused + issue.unclear > 0) log.error('published, but not to everyone', { ...issue });
    else log.info('published', { ...issue });
  }
  return published;
};
