import { AsyncLocalStorage } from 'node:async_hooks';
import { ClientRequest } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { LambdaName } from '../../lambdas/contract/env';
import type { MailEvent } from '../../lambdas/contract/messages';
import { itemFamilies, keys, listFamilies, lists, table } from '../../lambdas/contract/table';
import { handler as receipt } from '../../lambdas/receipt';
import { handler as remind } from '../../lambdas/remind';
import { handler as tell } from '../../lambdas/tell';
import { handler as watch } from '../../lambdas/watch';
import { functions } from '../../lib/functions';
import { findDeskLink } from '../../lib/local/editor';
import { openLocalHost } from '../../lib/rehearsal/local-host';
import type { WeekHost } from '../../lib/rehearsal/week-host';
import { weekSteps } from '../../lib/rehearsal/week-steps';

// Every lambda runs under its own name, so that each call to AWS is known to be its.
const lambda = vi.hoisted(() => {
  // The newsroom is quiet unless this is set before it is imported.
  process.env['POWERTOOLS_LOG_LEVEL'] = 'INFO';
  return { running: undefined as AsyncLocalStorage<string> | undefined };
});
type Module = { handler(...given: unknown[]): Promise<unknown> };
const runAs = vi.hoisted(() => async (name: string, original: () => Promise<unknown>) => {
  const module = (await original()) as Module;
  return {
    ...module,
    handler: (...given: unknown[]) => lambda.running?.run(name, () => module.handler(...given)),
  };
});
vi.mock('../../lambdas/locksmith', (original) => runAs('locksmith', original));
vi.mock('../../lambdas/catalogue', (original) => runAs('catalogue', original));
vi.mock('../../lambdas/dispatch', (original) => runAs('dispatch', original));
vi.mock('../../lambdas/poll', (original) => runAs('poll', original));
vi.mock('../../lambdas/draft', (original) => runAs('draft', original));
vi.mock('../../lambdas/desk', (original) => runAs('desk', original));
vi.mock('../../lambdas/decide', (original) => runAs('decide', original));
vi.mock('../../lambdas/publish', (original) => runAs('publish', original));
vi.mock('../../lambdas/archive', (original) => runAs('archive', original));
vi.mock('../../lambdas/knock', (original) => runAs('knock', original));
vi.mock('../../lambdas/remind', (original) => runAs('remind', original));
vi.mock('../../lambdas/look', (original) => runAs('look', original));
vi.mock('../../lambdas/receipt', (original) => runAs('receipt', original));
vi.mock('../../lambdas/tell', (original) => runAs('tell', original));
vi.mock('../../lambdas/watch', (original) => runAs('watch', original));

/** A call as IAM judges it: `Query ISSUES`, `PutItem ISSUE`, `SendMessage`, `SendRawEmail`, `GetParameter`. */
const called = new Map<string, Set<string>>();
const logged: string[] = [];
const texts: string[] = [];
let host: WeekHost;

type Key = { pk: { S: string } };
interface DynamoBody {
  Key?: Key;
  Item?: Key;
  IndexName?: string;
  RequestItems?: Record<string, { Keys: Key[] }>;
  ExpressionAttributeValues?: Record<string, { S: string }>;
}

function leavesOf(target: string, body: string): string[] {
  const action = target.split('.')[1] ?? '';
  if (!target.startsWith('DynamoDB')) return [action.replace(/Batch$/, '')];
  const { Key, Item, RequestItems, ExpressionAttributeValues, IndexName } = JSON.parse(body) as DynamoBody;
  const batch = Object.values(RequestItems ?? {}).flatMap(({ Keys }) => Keys);
  const keyed = [Key, Item, ...batch].flatMap((key) => key?.pk.S ?? []);
  if (action === 'Query' && IndexName !== table.index.name) return ['Query without the index'];
  const leading = action === 'Query' ? [ExpressionAttributeValues?.[':list']?.S ?? ''] : keyed;
  return leading.map((key) => `${action} ${key.split('#')[0]}`);
}

beforeAll(async () => {
  lambda.running = new AsyncLocalStorage();
  const { end } = ClientRequest.prototype;
  vi.spyOn(ClientRequest.prototype, 'end').mockImplementation(function (this: ClientRequest, ...given: unknown[]) {
    const name = lambda.running?.getStore();
    const target = this.getHeader('x-amz-target');
    const body = given[0] instanceof Uint8Array ? Buffer.from(given[0]).toString() : String(given[0] ?? '');
    const leaves = target === undefined ? [] : leavesOf(String(target), body);
    const action = /^Action=(\w+)/.exec(body)?.[1];
    if (name !== undefined)
      for (const leave of action === undefined ? leaves : [action])
        called.set(name, (called.get(name) ?? new Set()).add(leave));
    return Reflect.apply(end, this, given);
  } as typeof end);
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, 'write').mockImplementation((words) => {
      logged.push(String(words));
      return true;
    });
  host = await openLocalHost();
  for (const { play } of weekSteps) await play(host);
  texts.push(...(await host.mails()).map(({ text }) => text ?? ''));
  // Somebody asks for a new link, and an editor who has lost the mail gets it.
  await host.ask('/link', { method: 'POST', headers: { origin: host.deskUrl }, body: new URLSearchParams() });
  await remind();
  await workOnDesk();
  await watch();
  await receipt(delivery('editor@example.com'));
  await tell(eventOf('poll', { level: 'ERROR', message: 'poll failed' }));
  await tell(eventOf('answers', { from: '203.0.113.9', route: 'GET /open/{issue}', status: '404' }));
  vi.restoreAllMocks();
}, 300_000);
afterAll(() => host.stop());

/** What the played week leaves out: a search, a link looked at, a source silenced and released again. */
async function workOnDesk(): Promise<void> {
  const editor = host.visitor();
  const link = findDeskLink((await host.mails()).map(({ text }) => text ?? '')) as string;
  const desk = await editor.open(link);
  const item = /<article[^>]* id="item-([^"]+)"/.exec(desk)?.[1] as string;
  await editor.open(`${host.deskUrl}/desk/77/find?q=outage`);
  await editor.open(link);
  await editor.submit('/desk/77/check', {});
  await editor.open(link);
  await editor.submit('/desk/77/item', { item, act: 'never' });
}

/** A line of a log as CloudWatch Logs hands it over. */
function eventOf(filter: string, line: object) {
  const event = { subscriptionFilters: [filter], logEvents: [{ message: JSON.stringify(line) }] };
  return { awslogs: { data: gzipSync(JSON.stringify(event)).toString('base64') } };
}

const delivery = (recipient: string): MailEvent => ({
  time: '2026-06-07T12:01:00Z',
  detail: { eventType: 'Delivery', mail: { destination: [recipient], tags: { issue: ['76'], kind: ['draft'] } } },
});

const names = Object.keys(functions) as LambdaName[];

/** What the manifest asks for, in the same words. */
function declaredOf(name: LambdaName): string[] {
  const { table: leave, sendsMail, sendsToQueue, readsSigningKey, makesSigningKey, tellsOperator } = functions[name];
  return [
    ...Object.entries(leave).flatMap(([action, families]) => families.map((family) => `${action} ${family}`)),
    ...(sendsMail ? ['SendRawEmail'] : []),
    ...(sendsToQueue ? ['SendMessage'] : []),
    ...(readsSigningKey ? ['GetParameter'] : []),
    ...(makesSigningKey ? ['PutParameter'] : []),
    ...(tellsOperator ? ['Publish'] : []),
  ];
}

describe('what each lambda really calls in a week', () => {
  it.each(names)('%s asks AWS for nothing that the manifest does not declare', (name) => {
    const asked = [...(called.get(name) ?? [])];
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.filter((leave) => !declaredOf(name).includes(leave))).toEqual([]);
  });

  it('uses what the manifest declares, but for what only happens when something went wrong before', () => {
    const unused = names.flatMap((name) =>
      declaredOf(name)
        .filter((leave) => !called.get(name)?.has(leave))
        .map((leave) => `${name}: ${leave}`),
    );
    const declared = names.flatMap(declaredOf).length;
    console.info(
      `leave: ${declared} declared, ${declared - unused.length} used in a good week; the others: ${unused.join(', ')}`,
    );
    expect(unused.length).toBeLessThan(declared / 4);
  });
});

describe('the families of keys', () => {
  it('are those of every key and every list there is', () => {
    const made = Object.entries(keys).map(([name, key]) =>
      (key as (...given: unknown[]) => { pk: string })(name === 'send' || name === 'issue' ? 1 : 'x', 'k', 'r'),
    );
    expect(new Set(made.map(({ pk }) => pk.split('#')[0]))).toEqual(new Set(itemFamilies));
    const listed = [
      lists.due(1),
      lists.standing(1),
      lists.outages('2026-W23'),
      lists.issues,
      lists.unsettled(1),
      lists.released,
    ];
    expect(new Set(listed.map((list) => list.split('#')[0]))).toEqual(new Set(listFamilies));
  });
});

describe('the logs of a week', () => {
  it('are one line of JSON an event, with a level and a message', () => {
    const lines = logged.filter((line) => line.startsWith('{'));
    expect(lines.length).toBeGreaterThan(30);
    for (const line of lines) {
      expect(line.trimEnd()).not.toMatch(/\p{Cc}/u);
      expect(JSON.parse(line)).toMatchObject({ level: expect.any(String), message: expect.any(String) });
    }
  });

  it('hold no token, no address of a reader, and no text of a feed or a mail', () => {
    const all = logged.join('\n');
    const tokens = texts.flatMap((text) => [...text.matchAll(/key=([\w.-]+)/g)].map(([, key]) => key as string));
    expect(tokens.length).toBeGreaterThan(0);
    for (const token of tokens) expect(all).not.toContain(token);
    expect(all).not.toMatch(/v1\.[\w-]{20,}\./);
    expect(all).not.toContain('readers@example.com');
    const sentences = texts
      .flatMap((text) => text.split('\n'))
      .filter((line) => line.length > 60 && !line.includes('http'));
    expect(sentences.length).toBeGreaterThan(5);
    for (const sentence of sentences) expect(all).not.toContain(sentence.trim());
  });
});
