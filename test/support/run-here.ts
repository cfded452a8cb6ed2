import { vi } from 'vitest';
import { startStore } from '../../lib/local/store';
import { runSources } from '../../lib/tools/sources/command';
import { commandNow } from './commands';

export interface Ran {
  code: number;
  out: string;
  err: string;
}

/** A person's command in this process, where the shell adds nothing: its exit code, and what it said. Leaves the environment as it was. */
export async function runHere(
  command: () => Promise<number>,
  environment: Readonly<Record<string, string | undefined>> = {},
): Promise<Ran> {
  const before = { ...process.env };
  const said = { out: '', err: '' };
  const listen = (stream: NodeJS.WriteStream, name: 'out' | 'err') =>
    vi.spyOn(stream, 'write').mockImplementation((text: unknown, ...rest: unknown[]) => {
      said[name] += String(text);
      const done = rest.at(-1);
      if (typeof done === 'function') done();
      return true;
    });
  const spies = [listen(process.stdout, 'out'), listen(process.stderr, 'err')];
  for (const [name, value] of Object.entries(environment)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  try {
    return { code: await command(), ...said };
  } finally {
    for (const spy of spies) spy.mockRestore();
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
  }
}

/** `npm run sources` in this process, which knows no deployed table. */
export const runSourcesHere = (args: string[], environment: Readonly<Record<string, string>> = {}): Promise<Ran> =>
  runHere(() => runSources(args, startStore), {
    TABLE_NAME: undefined,
    QUEUE_URL: undefined,
    AWS_REGION: undefined,
    SRE_DIGEST_NOW: commandNow,
    ...environment,
  });
