import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { LambdaName } from '../../lambdas/contract/env';

const projectRoot = join(import.meta.dirname, '../..');

/** Loads a bundle, anew for every table, for a handler is wired once; runs its handler when asked, and says what came of it. */
const program = `
  let wired = '';
  process.on('message', async ({ bundle, environment, event }) => {
    Object.assign(process.env, environment);
    if (wired !== environment.TABLE_NAME) delete require.cache[bundle];
    wired = environment.TABLE_NAME;
    const { handler } = require(bundle);
    process.send({ begun: true });
    const began = performance.now();
    try {
      const answer = await handler(event);
      process.send({ answer, milliseconds: performance.now() - began });
    } catch (error) {
      process.send({ error: String(error && error.stack) });
    }
  });
`;

export interface LambdaRun {
  lambda: LambdaName;
  environment: Record<string, string>;
  event: unknown;
}

/** Handlers as bundles, run in Nodes of their own, which can be killed at any moment. */
export async function openLambdaProcesses(lambdas: readonly LambdaName[]) {
  const folder = await mkdtemp(join(tmpdir(), 'sre-digest-killed-'));
  await build({
    entryPoints: lambdas.map((lambda) => join(projectRoot, 'lambdas', `${lambda}.ts`)),
    outdir: folder,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    mainFields: ['module', 'main'],
    alias: { xml2js: join(projectRoot, 'lib/constructs/no-xml2js.cjs') },
    logLevel: 'error',
  });
  const script = join(folder, 'program.cjs');
  await writeFile(script, program);
  const start = () => fork(script, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], execArgv: [] });
  // The next one is started while the one before is at work.
  let next = start();
  const take = () => {
    const taken = next;
    next = start();
    return taken;
  };
  const patient = start();
  const begin = async (child: ChildProcess, { lambda, environment, event }: LambdaRun) => {
    child.send({ bundle: join(folder, `${lambda}.cjs`), environment, event });
    await once(child, 'message');
  };
  const finish = async <Answer>(child: ChildProcess, run: LambdaRun) => {
    await begin(child, run);
    const [said] = (await once(child, 'message')) as [{ answer: Answer; milliseconds: number; error?: string }];
    if (said.error !== undefined) throw new Error(said.error);
    return said;
  };
  const end = async (child: ChildProcess) => {
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  };
  return {
    /** Runs to the end. Throws what the handler threw. */
    run: async <Answer>(run: LambdaRun): Promise<Answer> => (await finish<Answer>(patient, run)).answer,
    /** Milliseconds of a run that is the first of its process, as those that are killed. */
    async time(run: LambdaRun): Promise<number> {
      const child = take();
      const { milliseconds } = await finish(child, run);
      await end(child);
      return milliseconds;
    },
    /** Runs for so long and no longer; when it had ended by then, says after how many milliseconds. */
    async killAfter(milliseconds: number, run: LambdaRun): Promise<'killed' | number> {
      const child = take();
      await begin(child, run);
      let outcome: 'killed' | number = 'killed';
      child.on('message', (said: { milliseconds?: number }) => {
        outcome = said.milliseconds ?? Number.POSITIVE_INFINITY;
      });
      const gone = once(child, 'disconnect');
      await new Promise((resolve) => setTimeout(resolve, milliseconds));
      await end(child);
      // What it said last is heard before its channel closes.
      await gone;
      return outcome;
    },
    async stop() {
      await Promise.all([end(next), end(patient)]);
      await rm(folder, { recursive: true });
    },
  };
}
