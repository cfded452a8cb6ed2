import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environment } from '../../../lambdas/contract/env';
import { measureModelLoad } from './model-load';
import { type BenchPart, median } from './part';

const starts = 15;

/** Size and cold start of every deployed bundle, beside a bundle of the same handler with the defaults of CDK and esbuild. */
export const bundlesPart: BenchPart = {
  name: 'bundles',
  async measure({ nodes, tell }) {
    const folder = mkdtempSync(join(tmpdir(), 'sre-digest-bundles-'));
    try {
      tell('bundles: cdk synth …');
      const ours = synthesize(folder);
      const kilobytes = (file: string) => Math.round(statSync(file).size / 1000);
      const rows = Object.keys(environment).map((name) => {
        const plain = bundlePlainly(name, folder);
        const own = ours.get(name) as string;
        tell(`bundles: ${name}, ${starts} starts on each Node …`);
        const times = nodes.flatMap((node) => {
          const [mine, least, its] = compareStarts(node, own, plain);
          return [mine, least, its];
        });
        return [name, kilobytes(own), kilobytes(plain), ...times];
      });
      const versions = nodes.map((node) => execFileSync(node, ['--version'], { encoding: 'utf8' }).trim());
      return [
        {
          title: 'Bundles: size, and milliseconds from the start of the process to the handler, over bare Node',
          columns: [
            'lambda',
            'KB',
            'KB, defaults',
            ...versions.flatMap((v) => [`ms ${v}`, `least`, `ms ${v}, defaults`]),
          ],
          rows,
          chart: { file: 'bench-bundles.svg', column: 3 },
          note: `Median of ${starts} starts, each beside one of bare Node, and the least, which is nearest to a machine with nothing else to do. Defaults: esbuild with platform and target only, the SDK inside, not minified. The bundles of poll and draft carry the ranking model.`,
        },
        measureModelLoad(nodes.map((file, index) => ({ file, version: versions[index] as string }))),
      ];
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

/** The bundles as the stack makes them, by the name of their lambda. */
function synthesize(folder: string): Map<string, string> {
  const output = join(folder, 'cdk.out');
  const cdk = join('node_modules', 'aws-cdk', 'bin', 'cdk');
  execFileSync(process.execPath, [cdk, 'synth', '--quiet', `--output=${output}`], { stdio: 'pipe' });
  const maps = readdirSync(output).filter(
    (name) => name.startsWith('asset.') && readdirSync(join(output, name)).includes('index.js.map'),
  );
  return new Map(
    maps.flatMap((name) => {
      const { sources } = JSON.parse(readFileSync(join(output, name, 'index.js.map'), 'utf8')) as { sources: string[] };
      const handler = sources
        .map((source) => /lambdas\/([a-z]+)\.ts$/.exec(source)?.[1])
        .find((found) => found && found in environment);
      return handler ? [[handler, join(output, name, 'index.js')] as const] : [];
    }),
  );
}

function bundlePlainly(name: string, folder: string): string {
  const outfile = join(folder, 'plain', name, 'index.js');
  mkdirSync(join(folder, 'plain', name), { recursive: true });
  const esbuild = join('node_modules', 'esbuild', 'bin', 'esbuild');
  const args = [`lambdas/${name}.ts`, '--bundle', '--platform=node', '--target=node24', `--outfile=${outfile}`];
  execFileSync(esbuild, [...args, '--log-level=error']);
  return outfile;
}

/**
 * Milliseconds over bare Node: the median of ours, the least of ours over the least of bare Node, the median of the other. Runs alternate,
 * so that a busy moment hits all three.
 */
function compareStarts(node: string, ours: string, plain: string): [number, number, number] {
  const load = (file: string) => `require(${JSON.stringify(file)})`;
  const scripts = ['', load(ours), load(plain)];
  const times: number[][] = scripts.map(() => []);
  for (let run = 0; run < starts + 1; run++) {
    for (const [index, script] of scripts.entries()) {
      const began = performance.now();
      const { status, stderr } = spawnSync(node, ['-e', script], { encoding: 'utf8' });
      if (status !== 0) throw new Error(`A bundle did not load: ${stderr.slice(0, 500)}`);
      // The first start reads the file from the disk.
      if (run > 0) times[index]?.push(performance.now() - began);
    }
  }
  const [bare = 0, mine = 0, its = 0] = times.map(median);
  const [leastBare = 0, leastMine = 0] = times.map((values) => Math.min(...values));
  return [mine - bare, leastMine - leastBare, its - bare].map(Math.round) as [number, number, number];
}
