import { spawnSync } from 'node:child_process';
import { bundleProgram } from './child';
import { type BenchTable, median } from './part';

const starts = 25;

/** How long the ranking model takes to read in a process that has run nothing yet, on each Node, bundled as the lambdas are. */
export function measureModelLoad(nodes: readonly { file: string; version: string }[]): BenchTable {
  const program = bundleProgram('model-roles');
  try {
    return {
      title: 'The ranking model: milliseconds to read it, the first time in a process',
      columns: ['Node', 'median', 'least'],
      rows: nodes.map(({ file, version }) => {
        const times = Array.from({ length: starts }, () => readOnce(file, program.file));
        return [version, median(times).toFixed(1), Math.min(...times).toFixed(1)];
      }),
      note: `${starts} starts. At most 15 ms are wanted; once in the life of a lambda's process, and part of what poll and draft take to start.`,
    };
  } finally {
    program.remove();
  }
}

function readOnce(node: string, file: string): number {
  const { status, stdout, stderr } = spawnSync(node, [file], { encoding: 'utf8' });
  if (status !== 0 || stderr !== '') throw new Error(`The model could not be read: ${stderr.slice(0, 500)}`);
  return Number(stdout);
}
