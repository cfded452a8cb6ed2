import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSigningKeys, makeSigningKey } from '../../lambdas/adapters/signing-keys';
import { signGrant, verifyGrant } from '../../lambdas/domain/approval';
import { signingKeyName, startSigningKey } from '../../lib/local/signing-key';
import { useTestAccount } from '../support/store';

// The commands of DEPLOY.md, letter by letter, with a tool named `aws` that keeps the parameter where the laptop does.
const read = (file: string) => readFileSync(join(import.meta.dirname, '../..', file), 'utf8');
const [deploy, runbook] = [read('DEPLOY.md'), read('docs/runbook.md')];
const commandsUnder = (heading: string, page = deploy) =>
  [...(page.split(`## ${heading}\n`)[1] ?? '').split('\n## ')[0]!.matchAll(/^```\n([\s\S]+?)^```/gm)].map(
    ([, commands]) => commands as string,
  );
const [rotate = '', carryOver = ''] = commandsUnder('Rotating the signing key');
const [stopAll = ''] = commandsUnder('Stopping everything', runbook);

const awsTool = `#!${process.execPath}
const { readFileSync, writeFileSync, appendFileSync } = require('node:fs');
const [service, action, ...rest] = process.argv.slice(2);
const given = (flag) => rest[rest.indexOf(flag) + 1];
appendFileSync(process.env.CALLS, process.argv.slice(2).join(' ') + '\\n');
if (service === 'scheduler') {
  const kept = JSON.parse(readFileSync(process.env.KEPT, 'utf8'));
  const { GroupName, Arn, State, ...asked } = kept[given('--name')] ?? {};
  if (action === 'list-schedules') console.log(Object.keys(kept).filter((name) => name.startsWith(given('--name-prefix'))).join('\\t'));
  else if (action === 'get-schedule') console.log(JSON.stringify(asked));
  else {
    const schedule = { ...JSON.parse(readFileSync(given('--cli-input-json').replace('file://', ''), 'utf8')), State: given('--state') };
    writeFileSync(process.env.KEPT, JSON.stringify({ ...kept, [schedule.Name]: { ...kept[schedule.Name], ...schedule } }));
  }
} else if (action.startsWith('get-')) process.stdout.write(readFileSync(process.env.KEPT, 'utf8') + '\\n');
else {
  const given = JSON.parse(readFileSync(rest[rest.indexOf('--cli-input-json') + 1].replace('file://', ''), 'utf8'));
  if (given.Type !== 'SecureString' || given.Name !== '/sre-digest/sre-digest/signing-key') process.exit(2);
  writeFileSync(process.env.KEPT, given.Value);
}
`;

let folder: string;
let kept: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sre-digest-rotate-'));
  kept = join(folder, 'signing-secret.json');
  writeFileSync(join(folder, 'aws'), awsTool);
  chmodSync(join(folder, 'aws'), 0o755);
});
afterEach(() => rmSync(folder, { recursive: true }));

function type(commands: string, environment: Record<string, string> = {}): string {
  const PATH = [folder, process.env['PATH']].join(delimiter);
  const CALLS = join(folder, 'calls');
  const env = { ...process.env, STACK: 'sre-digest', PATH, KEPT: kept, CALLS, ...environment };
  const shown = execFileSync('bash', ['-c', commands], {
    cwd: folder,
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return shown + readFileSync(CALLS, 'utf8');
}

test('the command that rotates the key keeps mailed links good for one rotation, and shows nobody a secret', async () => {
  const service = await startSigningKey(folder);
  const own = { endpoint: service.url, ...useTestAccount() };
  await makeSigningKey(signingKeyName, own);
  const grant = { purpose: 'open', issue: 76 } as const;
  const read = createSigningKeys(signingKeyName, own, () => Number.POSITIVE_INFINITY);
  const mailed = signGrant({ ...grant, expiresAt: '2026-06-28T12:00:00.000Z' }, await read());
  const opens = async () => verifyGrant(mailed, { ...grant, now: '2026-06-07T12:00:00.000Z' }, await read());
  const secrets = (await read()).map(({ secret }) => secret);
  const shown: string[] = [];
  for (const [ids, good] of [
    [['k2', 'k1'], true],
    [['k3', 'k2'], false],
  ] as const) {
    shown.push(type(rotate));
    const keys = await createSigningKeys(signingKeyName, own)();
    expect(keys.map(({ id }) => id)).toEqual(ids);
    secrets.push(...keys.map(({ secret }) => secret));
    expect((await opens()) !== undefined, ids.join()).toBe(good);
  }
  shown.push(type(rotate, { LEAKED: '1' }));
  expect((await createSigningKeys(signingKeyName, own)()).map(({ id }) => id)).toEqual(['k4']);
  for (const secret of secrets) expect(shown.join()).not.toContain(secret);
  await service.stop();
});

test('a rotation whose reading fails leaves the key as it was', () => {
  expect(() => type(`set -o pipefail\n${rotate}`)).toThrow();
  writeFileSync(kept, 'not a key');
  expect(() => type(`set -o pipefail\n${rotate}`)).toThrow();
  expect(readFileSync(kept, 'utf8')).toBe('not a key');
});

test('the command that carries a key over from Secrets Manager carries it letter by letter', () => {
  const value = JSON.stringify({ id: 'k1', secret: 'x'.repeat(64), previous: { id: 'k0', secret: 'y'.repeat(64) } });
  writeFileSync(kept, value);
  type(carryOver);
  expect(readFileSync(kept, 'utf8')).toBe(value);
});

test('the commands that stop everything and start it again change every schedule of the stack and of no other, and only whether it runs', () => {
  const schedule = (Name: string) => ({
    Name,
    GroupName: 'default',
    State: 'ENABLED',
    ScheduleExpression: 'cron(0 12 ? * SUN *)',
    ScheduleExpressionTimezone: 'Europe/Berlin',
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: { Arn: 'arn:lambda', RoleArn: 'arn:role', Input: '{"time":"<aws.scheduler.scheduled-time>"}' },
  });
  const names = ['sre-digest-SchedulesDraftA-1', 'sre-digest-SchedulesPublishB-2', 'sre-digest-two-SchedulesDraftA-3'];
  const all = Object.fromEntries(names.map((name) => [name, schedule(name)]));
  writeFileSync(kept, JSON.stringify(all));
  type(stopAll);
  const stopped = JSON.parse(readFileSync(kept, 'utf8'));
  const own = names.slice(0, 2);
  expect(stopped).toEqual({
    ...all,
    ...Object.fromEntries(own.map((name) => [name, { ...schedule(name), State: 'DISABLED' }])),
  });
  type(stopAll.replace('DISABLED', 'ENABLED'));
  expect(JSON.parse(readFileSync(kept, 'utf8'))).toEqual(all);
  // What an update does not name goes back to its default: the commands ask for all that the stack sets.
  for (const name of ['ScheduleExpression', 'ScheduleExpressionTimezone', 'FlexibleTimeWindow', 'Target'])
    expect(stopAll).toContain(`${name}: ${name}`);
});

test('no command asks for the resources of the stack by the call that tells only the first hundred', () => {
  expect(deploy + runbook).toContain('list-stack-resources');
  expect(deploy + runbook).not.toContain('describe-stack-resources');
});
