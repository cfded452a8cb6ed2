import { afterEach, expect, test, vi } from 'vitest';
import { runRehearsal } from '../../../lib/rehearsal/rehearse-command';

afterEach(() => vi.restoreAllMocks());

test.each([
  [[], '--endpoint: expected'],
  [['--endpoint', 'https://dynamodb.us-east-1.amazonaws.com'], '--endpoint: expected the address of an AWS emulator'],
  [['--endpoint', 'http://localhost.evil.example:4566'], '--endpoint: expected'],
  [['--endpoint', 'file:///etc'], '--endpoint: expected'],
  [['--endpoint', 'http://127.0.0.1:9'], 'nothing answers at http://127.0.0.1:9'],
  [['--where', 'here'], "Unknown option '--where'"],
])('refuses %j with one line and exit code 2, before anything is deployed', async (args, says) => {
  const said: string[] = [];
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => said.push(String(text)) > 0);
  expect(await runRehearsal(args as string[])).toBe(2);
  expect(said.join('')).toContain(says);
  expect(said).toHaveLength(1);
});
