import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { handler as archive } from '../../lambdas/archive';
import { handler as catalogue } from '../../lambdas/catalogue';
import { CLOCK_VARIABLE, readClock, type Variable } from '../../lambdas/contract/env';
import { handler as decide } from '../../lambdas/decide';
import { handler as desk } from '../../lambdas/desk';
import { handler as dispatch } from '../../lambdas/dispatch';
import { handler as draft } from '../../lambdas/draft';
import { handler as knock } from '../../lambdas/knock';
import { handler as locksmith } from '../../lambdas/locksmith';
import { handler as look } from '../../lambdas/look';
import { handler as poll } from '../../lambdas/poll';
import { handler as publish } from '../../lambdas/publish';
import { handler as receipt } from '../../lambdas/receipt';
import { handler as remind } from '../../lambdas/remind';
import { handler as tell } from '../../lambdas/tell';
import { handler as watch } from '../../lambdas/watch';
import { functions } from '../functions';
import { openAccessLog } from './access-log';
import { startGateway } from './gateway';
import { type Inbox, startInbox } from './inbox';
import { laptopSettings } from './laptop-settings';
import { mailEvents } from './mail-events';
import { type OperatorMail, openOperator } from './operator';
import { drainQueue, startQueue } from './queue';
import type { Service } from './service';
import { signingKeyName, startSigningKey } from './signing-key';
import { createTable, startStore } from './store';

/** The deployed handlers, one for every name in the manifest: leaving one out does not compile. */
const handlers = {
  locksmith,
  catalogue,
  dispatch,
  poll,
  draft,
  archive,
  desk,
  knock,
  decide,
  look,
  publish,
  remind,
  receipt,
  watch,
  tell,
} satisfies Record<keyof typeof functions, unknown>;

export interface NewsroomOptions {
  /** A folder that keeps the store between runs; memory without it. */
  data?: string;
  port?: number;
  /** ISO 8601; the machine's clock without it. */
  now?: string;
  newsletter: string;
  firstIssue: number;
  /** Milliseconds between two requests to one host; 0. */
  hostPause?: number;
  /** host:port pairs that may be polled although they are on this machine. */
  allowedHosts?: readonly string[];
  /** Instead of what the laptop would set. */
  settings?: Partial<Record<Variable, string>>;
}

export interface Newsroom {
  deskUrl: string;
  inbox: Inbox;
  tableName: string;
  storeUrl: string;
  now(): string;
  setClock(now: string): void;
  runOnMachineClock(): void;
  addSources(opml: string): ReturnType<typeof catalogue>;
  /** Polls until nothing is due. */
  pollWeek(progress: (done: number, due: number) => void): Promise<void>;
  draftIssue(): Promise<{ issue: number; mail: string }>;
  publishDue(): ReturnType<typeof publish>;
  remind(): ReturnType<typeof remind>;
  /** What the operator was mailed since this was last asked. */
  operatorMails(): Promise<OperatorMail[]>;
  stop(): Promise<void>;
}

const tableName = 'sre-digest';
const editor = 'editor@example.com';

/** The whole back office in this process: embedded services, and the deployed handlers wired to them by the SDK's own variables. */
export async function openNewsroom(options: NewsroomOptions): Promise<Newsroom> {
  if (options.data !== undefined) mkdirSync(join(options.data, 'store'), { recursive: true });
  const started: Pick<Service, 'stop'>[] = [];
  const keep = <T extends Pick<Service, 'stop'>>(service: T) => {
    started.unshift(service);
    return service;
  };
  let stopped = false;
  const stop = async () => {
    stopped = true;
    for (const service of started.splice(0)) await service.stop();
  };
  Object.assign(process.env, account());
  // Deprecations inside the embedded services are no business of the person who watches.
  process.noDeprecation = true;
  try {
    const accessLog = openAccessLog(handlers.tell, now);
    const gateway = keep(await startGateway({ archive, desk, knock, decide, look }, options.port, accessLog.take));
    const store = keep(await startStore(options.data && join(options.data, 'store')));
    const queue = keep(await startQueue(6 * functions.poll.timeoutSeconds));
    const inbox = keep(
      await startInbox(async (mail) => {
        for (const event of mailEvents(mail, now())) await handlers.receipt(event);
      }),
    );
    const secret = keep(await startSigningKey(options.data));
    const operator = keep(await openOperator(queue.url, 'alarms'));
    keep(accessLog);
    const deskUrl = gateway.url.replace('127.0.0.1', 'localhost');
    Object.assign(
      process.env,
      sdkVariables({ store, queue, inbox, secret }),
      {
        TABLE_NAME: tableName,
        QUEUE_URL: queue.queueUrl,
        DESK_URL: deskUrl,
        NEWSLETTER: options.newsletter,
        EDITOR: editor,
        SENDER: 'digest@example.com',
        RECIPIENTS: 'readers@example.com',
        ...laptopSettings,
        FIRST_ISSUE: String(options.firstIssue),
        ALARM_TOPIC: operator.topic,
        CONFIGURATION_SET: 'local',
        SIGNING_KEY_NAME: signingKeyName,
        CONTACT: 'https://example.com/about-this-poller',
        ALLOWED_HOSTS: options.allowedHosts?.join(',') ?? '',
        HOST_PAUSE_MS: String(options.hostPause ?? 0),
      } satisfies Record<Variable, string>,
      options.settings,
    );
    setClock(options.now);
    await createTable(store.url, tableName);
    await handlers.locksmith();
    return {
      deskUrl,
      inbox,
      tableName,
      storeUrl: store.url,
      now,
      setClock,
      runOnMachineClock: () => setClock(undefined),
      addSources: (opml) => handlers.catalogue({ opml }),
      async pollWeek(progress) {
        let done = 0;
        let due = 0;
        for (;;) {
          const dispatched = await handlers.dispatch();
          if (dispatched.due === 0 || stopped) return;
          due += dispatched.due;
          const before = done;
          await drainQueue(queue, handlers.poll, {
            batchSize: batchSizeOf('poll'),
            deliveries: 4,
            stopped: () => stopped,
            delivered(count) {
              done += count;
              progress(done, due);
            },
          });
          if (done === before)
            throw new Error(
              `${dispatched.due} polls failed and went to the dead-letter queue; run again with POWERTOOLS_LOG_LEVEL=INFO to see why.`,
            );
        }
      },
      draftIssue: () => handlers.draft(),
      publishDue: () => handlers.publish(),
      remind: () => handlers.remind(),
      operatorMails: () => operator.heard(),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

const now = () => readClock(process.env);

/** The account that does not exist, and a quiet log unless somebody asks for it. */
const account = () => ({
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  POWERTOOLS_LOG_LEVEL: process.env['POWERTOOLS_LOG_LEVEL'] ?? 'SILENT',
});

function sdkVariables(services: Record<'store' | 'queue' | 'inbox' | 'secret', Service>): Record<string, string> {
  return {
    AWS_ENDPOINT_URL_DYNAMODB: services.store.url,
    AWS_ENDPOINT_URL_SQS: services.queue.url,
    AWS_ENDPOINT_URL_SNS: services.queue.url,
    AWS_ENDPOINT_URL_SES: services.inbox.url,
    AWS_ENDPOINT_URL_SSM: services.secret.url,
  };
}

function setClock(now: string | undefined): void {
  if (now === undefined) delete process.env[CLOCK_VARIABLE];
  else process.env[CLOCK_VARIABLE] = now;
}

function batchSizeOf(name: keyof typeof functions): number {
  const { trigger } = functions[name];
  return trigger.kind === 'queue' ? trigger.batchSize : 1;
}
