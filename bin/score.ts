import { runScore } from '../lib/tools/score-lines';

process.exitCode = await runScore(process.argv.slice(2), process.stdin, process.stdout, process.stderr);
