import { type ChildProcess, execFileSync, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A program of the bench as a single file, made as the lambdas' are: what is measured is not what a TypeScript loader makes of it. */
export function bundleProgram(name: string): { file: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'sre-digest-bench-'));
  const file = join(folder, `${name}.cjs`);
  const esbuild = join('node_modules', 'esbuild', 'bin', 'esbuild');
  const asDeployed = ['--bundle', '--minify', '--platform=node', '--format=cjs', '--main-fields=module,main'];
  execFileSync(esbuild, [
    join('lib', 'tools', 'bench', `${name}.ts`),
    ...asDeployed,
    '--target=node20',
    `--outfile=${file}`,
    '--log-level=error',
  ]);
  return { file, remove: () => rmSync(folder, { recursive: true }) };
}

/** Runs such a program until it answers; it goes on running when it is not ended. */
export async function askProgram<T>(
  file: string,
  args: readonly string[],
): Promise<{ answer: T; end(): Promise<void> }> {
  const child: ChildProcess = fork(file, args, { execArgv: [] });
  const answer = await new Promise<T>((resolve, reject) => {
    child.once('message', (message) => resolve(message as T));
    child.once('exit', (code) => reject(new Error(`A part of the bench ended with code ${code}.`)));
  });
  const end = () =>
    new Promise<void>((resolve) => {
      child.once('exit', () => resolve());
      child.kill();
    });
  return { answer, end };
}
