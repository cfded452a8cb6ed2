import { createIssueStore } from './adapters/issues';
import { createMailer } from './adapters/mail';
import { createSigningKeys } from './adapters/signing-keys';
import { Table } from './adapters/table';
import { readAccount, readEnvironment } from './contract/env';
import { type Reminded, remindEditors } from './pipeline/remind';
import { now } from './runtime/clock';
import { log } from './runtime/log';
import { once } from './runtime/once';

const wire = once(() => {
  const env = readEnvironment('remind', process.env);
  const settings = {
    newsletter: env.NEWSLETTER,
    editor: env.EDITOR,
    secondEditor: env.SECOND_EDITOR,
    reminderHours: env.REMINDER_HOURS,
    fallbackHours: env.FALLBACK_HOURS,
    deskUrl: env.DESK_URL,
    timeZone: env.TIME_ZONE,
  };
  const world = {
    issues: createIssueStore(new Table(env.TABLE_NAME)),
    mailer: createMailer({ sender: env.SENDER, senderName: env.NEWSLETTER, configurationSet: env.CONFIGURATION_SET }),
    signingKeys: createSigningKeys(env.SIGNING_KEY_NAME, readAccount('SSM', process.env)),
  };
  return { world, settings };
});

export const handler = async (): Promise<Reminded[]> => {
  const { world, settings } = wire();
  const reminded = await remindEditors(world, settings, now());
  for (const mail of reminded) {
    if (mail.result === 'sent') log.info('editor mailed', { ...mail });
    else log.error('editor not mailed', { ...mail });
  }
  return reminded;
};
