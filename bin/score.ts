import { runScore } from '../lib/tools/score-lines';

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});
process.exitCode = await runScore(process.argv.slice(2), process.stdin, process.stdout, process.stderr);
