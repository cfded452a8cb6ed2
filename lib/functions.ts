import type { LambdaName } from '../lambdas/contract/env';
import { archiveRoutes, decideRoutes, deskRoutes, knockRoutes, lookRoutes } from '../lambdas/contract/routes';

/** When a lambda runs. `weekly` takes day, hour and time zone from the settings; `deploy` runs once after every deployment. */
export type Trigger =
  | { kind: 'deploy' }
  | { kind: 'every'; minutes: number }
  | { kind: 'weekly' }
  | { kind: 'queue'; batchSize: number; concurrency: number }
  | { kind: 'http'; routes: readonly Route[] };

export type Route = `${'GET' | 'POST'} /${string}`;

export type TableAction = 'GetItem' | 'BatchGetItem' | 'Query' | 'PutItem' | 'UpdateItem';

export interface FunctionManifest {
  does: string;
  trigger: Trigger;
  timeoutSeconds: number;
  memoryMegabytes: number;
  /** What it may do to the table, and to nothing else in DynamoDB. */
  table: readonly TableAction[];
  sendsToQueue?: true;
  sendsMail?: true;
  readsSigningSecret?: true;
}

/** The manifest both hosts read: one entry for every lambda in `lambdas/`, and none for anything else. */
export const functions: Record<LambdaName, FunctionManifest> = {
  catalogue: {
    does: 'adds the shipped sources that the table does not know yet',
    trigger: { kind: 'deploy' },
    timeoutSeconds: 120,
    memoryMegabytes: 512,
    table: ['PutItem'],
  },
  dispatch: {
    does: 'sends one queue message for every source that is due',
    trigger: { kind: 'every', minutes: 1 },
    timeoutSeconds: 60,
    memoryMegabytes: 256,
    table: ['Query'],
    sendsToQueue: true,
  },
  poll: {
    does: 'polls one source: new candidates, merged incidents, the next poll',
    trigger: { kind: 'queue', batchSize: 10, concurrency: 10 },
    timeoutSeconds: 180,
    memoryMegabytes: 512,
    table: ['GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem'],
  },
  draft: {
    does: 'draws up the draft of the week and mails it to the editor',
    trigger: { kind: 'weekly' },
    timeoutSeconds: 120,
    memoryMegabytes: 512,
    table: ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem'],
    sendsMail: true,
    readsSigningSecret: true,
  },
  archive: {
    does: 'shows published issues, their list and the feeds to everybody; cannot write',
    trigger: { kind: 'http', routes: archiveRoutes },
    timeoutSeconds: 15,
    memoryMegabytes: 512,
    table: ['GetItem', 'Query'],
  },
  desk: {
    does: 'shows the desk; cannot write',
    trigger: { kind: 'http', routes: deskRoutes },
    timeoutSeconds: 15,
    memoryMegabytes: 512,
    table: ['GetItem', 'BatchGetItem', 'Query'],
    readsSigningSecret: true,
  },
  knock: {
    does: 'opens the desk to a person who types the word; notes that a new link was asked for',
    trigger: { kind: 'http', routes: knockRoutes },
    timeoutSeconds: 15,
    memoryMegabytes: 512,
    table: ['PutItem'],
    readsSigningSecret: true,
  },
  decide: {
    does: 'keeps, drops, edits, approves, pulls back, rejects; releases parked mails',
    trigger: { kind: 'http', routes: decideRoutes },
    timeoutSeconds: 15,
    memoryMegabytes: 512,
    table: ['GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem'],
    readsSigningSecret: true,
  },
  look: {
    does: 'fetches the links that the editor points at; cannot write',
    trigger: { kind: 'http', routes: lookRoutes },
    timeoutSeconds: 28,
    memoryMegabytes: 512,
    table: ['GetItem'],
    readsSigningSecret: true,
  },
  publish: {
    does: 'sends what is approved and due, each recipient once',
    trigger: { kind: 'every', minutes: 5 },
    timeoutSeconds: 300,
    memoryMegabytes: 512,
    table: ['GetItem', 'Query', 'PutItem', 'UpdateItem'],
    sendsMail: true,
  },
  remind: {
    does: 'mails the editor what goes out when, a reminder, or a new link; asks the second editor',
    trigger: { kind: 'every', minutes: 1 },
    timeoutSeconds: 60,
    memoryMegabytes: 256,
    table: ['GetItem', 'Query', 'PutItem', 'UpdateItem'],
    sendsMail: true,
    readsSigningSecret: true,
  },
};
