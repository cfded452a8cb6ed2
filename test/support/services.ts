import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ParsedMail, simpleParser } from 'mailparser';
import { startInbox } from '../../lib/local/inbox';
import { openOperator } from '../../lib/local/operator';
import { createQueues, startQueue } from '../../lib/local/queue';
import { signingKeyName, startSigningKey } from '../../lib/local/signing-key';
import { askEmulator, askJson, queryEmulator } from '../../lib/rehearsal/emulator';
import { useTestAccount } from './store';

const account = useTestAccount();

/** A mail as whoever took it for SES knows it. */
export interface TakenMail {
  to: string[];
  from: string;
  subject: string;
  text: string;
  html: string;
}

/** Queue, mail and secret of one kind, as far as a contract needs them. Each call makes one of its own. */
export interface Services {
  openTopic(): Promise<{
    url: string;
    topic: string;
    heard(): Promise<{ subject: string; text: string }[]>;
    stop(): Promise<void>;
  }>;
  openQueue(visibilitySeconds: number): Promise<{ url: string; queueUrl: string; stop(): Promise<void> }>;
  openMail(sender: string): Promise<{ url: string; taken(): Promise<TakenMail[]>; stop(): Promise<void> }>;
  /** A parameter for the signing keys; none has been made without a value. */
  openSecret(value?: object): Promise<{
    url: string;
    name: string;
    put(value: object): Promise<void>;
    stop(): Promise<void>;
  }>;
}

/** The laptop's stand-ins always, and the rehearsal's emulator where one is running. What is absent is said. */
export function findServices(): [name: string, services: Services][] {
  const found: [string, Services][] = [['the laptop', laptop]];
  const endpoint = process.env['REHEARSAL_ENDPOINT'];
  if (endpoint === undefined)
    console.warn('NOT TESTED in the rehearsal: set REHEARSAL_ENDPOINT to the address of an AWS emulator.');
  else found.push(['the rehearsal', emulatorAt(endpoint)]);
  return found;
}

const laptop: Services = {
  openQueue: (visibilitySeconds) => startQueue(visibilitySeconds),
  async openTopic() {
    const { url, stop } = await startQueue(120);
    return { ...(await openOperator(url, `alarms-${randomUUID()}`, account)), url, stop };
  },
  async openMail() {
    const { url, mails, stop } = await startInbox();
    return { url, stop, taken: () => Promise.all(mails.map(async ({ raw }) => takenFrom(await simpleParser(raw)))) };
  },
  async openSecret(value) {
    const folder = await mkdtemp(join(tmpdir(), 'sre-digest-secret-'));
    const put = (next: object) => writeFile(join(folder, 'signing-secret.json'), JSON.stringify(next));
    if (value) await put(value);
    const { url, stop } = await startSigningKey(folder);
    return {
      url,
      name: signingKeyName,
      put,
      async stop() {
        await stop();
        await rm(folder, { recursive: true });
      },
    };
  },
};

const addressesOf = (field: ParsedMail['to']) =>
  [field ?? []].flat().flatMap(({ value }) => value.map(({ address }) => address ?? ''));

const takenFrom = (mail: ParsedMail): TakenMail => ({
  to: addressesOf(mail.to),
  from: addressesOf(mail.from)[0] ?? '',
  subject: mail.subject ?? '',
  text: mail.text ?? '',
  html: mail.html || '',
});

interface EmulatorMail {
  To: string[];
  Source: string;
  Subject: string;
  BodyText: string;
  BodyHtml: string;
}

const nothing = async () => {};

function emulatorAt(url: string): Services {
  const version = '2010-12-01';
  return {
    async openQueue(visibilitySeconds) {
      return { url, queueUrl: await createQueues(url, `polls-${randomUUID()}`, visibilitySeconds), stop: nothing };
    },
    openTopic: async () => ({ ...(await openOperator(url, `alarms-${randomUUID()}`, account)), url, stop: nothing }),
    async openMail(sender) {
      await queryEmulator(url, 'ses', { Action: 'VerifyEmailIdentity', Version: version, EmailAddress: sender });
      const read = async () => {
        const call = { service: 'ses', method: 'GET', path: '/_ministack/ses/messages' };
        const { messages } = await askEmulator<{ messages: Record<string, EmulatorMail[]> }>(url, call);
        return Object.values(messages)
          .flat()
          .map(({ To, Source, Subject, BodyText, BodyHtml }) => ({
            to: To,
            from: Source,
            subject: Subject,
            text: BodyText,
            html: BodyHtml,
          }));
      };
      const before = (await read()).length;
      return { url, taken: async () => (await read()).slice(before), stop: nothing };
    },
    async openSecret(value) {
      const name = `/contract/${randomUUID()}`;
      const put = async (next: object) => {
        const input = { Name: name, Type: 'SecureString', Value: JSON.stringify(next), Overwrite: true };
        await askJson(url, 'ssm', 'AmazonSSM.PutParameter', input, '1.1');
      };
      if (value) await put(value);
      return { url, name, put, stop: nothing };
    },
  };
}
