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
const deploy = readFileSync(join(import.meta.dirname, '../../DEPLOY.md'), 'utf8');
const commandsUnder = (heading: string) =>
  [...(deploy.split(`## ${heading}\n`)[1] ?? '').split('\n## ')[0]!.matchAll(/^```\n([\s\S]+?)^```/gm)].map(
    ([, commands]) => commands as string,
  );
const [rotate = '', carryOver = ''] = commandsUnder('Rotating the signing key');

const awsTool = `#!${process.execPath}
const { readFileSync, writeFileSync, appendFileSync } = require('node:fs');
const [service, action, ...rest] = process.argv.slice(2);
appendFileSync(process.env.CALLS, process.argv.slice(2).join(' ') + '\\n');
if (action.startsWith('get-')) process.stdout.write(readFileSync(process.env.KEPT, 'utf8') + '\\n');
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
  const env = { ...process.env, PATH, KEPT: kept, CALLS, ...environment };
  const shown = execFileSync('bash', ['-c', commands], { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
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
