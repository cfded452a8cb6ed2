import type { LambdaName } from '../lambdas/contract/env';
import {
  archiveHeadRoutes,
  archiveRoutes,
  decideRoutes,
  deskRoutes,
  knockRoutes,
  lookRoutes,
} from '../lambdas/contract/routes';
import type { ItemFamily, ListFamily } from '../lambdas/contract/table';

/**
 * When a lambda runs. `weekly` takes day, hour and time zone from the settings; `deploy` runs once after every deployment, `mail-events`
 * for every event SES has about our mail, `findings` for lines of the other lambdas' logs that a person must know of.
 */
export type Trigger =
  | { kind: 'deploy' }
  | { kind: 'every'; minutes: number }
  | { kind: 'weekly' }
  | { kind: 'mail-events' }
  | { kind: 'findings' }
  | { kind: 'queue'; batchSize: number; concurrency: number }
  | { kind: 'http'; routes: readonly Route[] };

export type Route = `${'GET' | 'HEAD' | 'POST'} /${string}`;

export type ItemAction = 'GetItem' | 'BatchGetItem' | 'PutItem' | 'UpdateItem';
/** Each action with the families of keys it is needed for. */
export type TableLeave = { readonly [A in ItemAction]?: readonly ItemFamily[] } & {
  readonly Query?: readonly ListFamily[];
};

export interface FunctionManifest {
  does: string;
  trigger: Trigger;
  timeoutSeconds: number;
  memoryMegabytes: number;
  /** What it may do to which items of the table, and to nothing else in DynamoDB: IAM holds it to that. */
  table: TableLeave;
  sendsToQueue?: true;
  sendsMail?: true;
  readsSigningKey?: true;
  makesSigningKey?: true;
  tellsOperator?: true;
}

/** The manifest both hosts read: one entry for every lambda in `lambdas/`, and none for anything else. */
export const functions: Record<LambdaName, FunctionManifest> = {
  locksmith: {
    does: 'makes the signing key if there is none; can neither read one nor replace it',
    trigger: { kind: 'deploy' },
    timeoutSeconds: 30,
    memoryMegabytes: 256,
    table: {},
    makesSigningKey: true,
  },
  catalogue: {
    does: 'adds the shipped sources that the table does not know yet',
    trigger: { kind: 'deploy' },
    timeoutSeconds: 120,
    memoryMegabytes: 512,
    table: { PutItem: ['SOURCE'], BatchGetItem: ['SOURCE'], Query: ['DUE'] },
  },
  dispatch: {
    does: 'sends one queue message for every source that is due',
    trigger: { kind: 'every', minutes: 2 },
    timeoutSeconds: 60,
    memoryMegabytes: 256,
    table: { Query: ['DUE'], BatchGetItem: ['SOURCE'] },
    sendsToQueue: true,
  },
  poll: {
    does: 'polls one source: new candidates, merged incidents, the next poll',
    trigger: { kind: 'queue', batchSize: 10, concurrency: 10 },
    timeoutSeconds: 180,
    memoryMegabytes: 512,
    table: {
      GetItem: ['SOURCE', 'TITLE'],
      BatchGetItem: ['INCIDENT'],
      PutItem: ['SOURCE', 'CANDIDATE', 'TITLE', 'INCIDENT'],
      UpdateItem: ['CANDIDATE'],
    },
    sendsToQueue: true,
  },
  draft: {
    does: 'draws up the draft of the week and mails it to the editor',
    trigger: { kind: 'weekly' },
    timeoutSeconds: 120,
    memoryMegabytes: 512,
    table: {
      GetItem: ['WEEK', 'ISSUE', 'LEARNED', 'SOURCE'],
      BatchGetItem: ['CANDIDATE', 'PRINTED', 'INCIDENT'],
      Query: ['DUE', 'STANDING', 'OUTAGES', 'ISSUES'],
      PutItem: ['WEEK', 'ISSUE'],
      UpdateItem: ['ISSUE', 'CANDIDATE'],
    },
    sendsMail: true,
    readsSigningKey: true,
  },
  archive: {
    does: 'shows published issues, their list and the feeds to everybody; cannot write',
    trigger: { kind: 'http', routes: [...archiveRoutes, ...archiveHeadRoutes] },
    timeoutSeconds: 15,
    memoryMegabytes: 512,
    table: { GetItem: ['ISSUE'], Query: ['ISSUES'] },
  },
  desk: {
    does: 'shows the desk; cannot write',
    trigger: { kind: 'http', routes: deskRoutes },
    timeoutSeconds: 15,
    memoryMegabytes: 512,
    table: {
      GetItem: ['ISSUE'],
      BatchGetItem: ['INCIDENT', 'CANDIDATE', 'PRINTED', 'ISSUE'],
      Query: ['UNSETTLED', 'STANDING'],
    },
    readsSigningKey: true,
  },
  knock: {
    does: 'opens the desk to a person who types the word; notes that a new link was asked for',
    trigger: { kind: 'http', routes: knockRoutes },
    timeoutSeconds: 15,
    memoryMegabytes: 512,
    table: { PutItem: ['LINK'] },
    readsSigningKey: true,
  },
  decide: {
    does: 'keeps, drops, edits, approves, pulls back, rejects; releases parked mails',
    trigger: { kind: 'http', routes: decideRoutes },
    timeoutSeconds: 15,
    memoryMegabytes: 512,
    table: {
      GetItem: ['ISSUE', 'CANDIDATE', 'SOURCE', 'LEARNED'],
      BatchGetItem: ['INCIDENT'],
      Query: ['UNSETTLED'],
      PutItem: ['ISSUE', 'SOURCE', 'LEARNED'],
      UpdateItem: ['ISSUE'],
    },
    readsSigningKey: true,
  },
  look: {
    does: 'fetches the links that the editor points at; cannot write',
    trigger: { kind: 'http', routes: lookRoutes },
    timeoutSeconds: 28,
    memoryMegabytes: 512,
    table: { GetItem: ['ISSUE'] },
    readsSigningKey: true,
  },
  publish: {
    does: 'sends what is approved and due, each recipient once',
    trigger: { kind: 'every', minutes: 5 },
    timeoutSeconds: 300,
    memoryMegabytes: 512,
    table: {
      GetItem: ['ISSUE', 'LEARNED'],
      Query: ['ISSUES', 'RELEASED'],
      PutItem: ['ISSUE', 'PRINTED', 'LEARNED'],
      UpdateItem: ['ISSUE', 'CANDIDATE'],
    },
    sendsMail: true,
  },
  remind: {
    does: 'mails the editor what goes out when, a reminder, or a new link; asks the second editor',
    trigger: { kind: 'every', minutes: 1 },
    timeoutSeconds: 60,
    memoryMegabytes: 256,
    table: {
      GetItem: ['ISSUE', 'LINK'],
      Query: ['ISSUES', 'RELEASED'],
      PutItem: ['ISSUE'],
      UpdateItem: ['ISSUE'],
    },
    sendsMail: true,
    readsSigningKey: true,
  },
  receipt: {
    does: 'notes what SES says became of a mail: accepted, delivered, delayed, returned',
    trigger: { kind: 'mail-events' },
    timeoutSeconds: 30,
    memoryMegabytes: 256,
    table: { UpdateItem: ['ISSUE'] },
  },
  watch: {
    does: 'looks whether the week goes as it should, and measures what does not',
    trigger: { kind: 'every', minutes: 5 },
    timeoutSeconds: 60,
    memoryMegabytes: 256,
    table: {
      GetItem: ['ISSUE'],
      BatchGetItem: ['ISSUE', 'SOURCE', 'TALLY'],
      Query: ['DUE', 'ISSUES', 'UNSETTLED'],
      PutItem: ['TALLY'],
    },
  },
  tell: {
    does: 'mails the operator every new finding once, however many share an alarm',
    trigger: { kind: 'findings' },
    timeoutSeconds: 30,
    memoryMegabytes: 256,
    table: { GetItem: ['TOLD', 'DOOR'], PutItem: ['TOLD', 'DOOR'] },
    tellsOperator: true,
  },
};
