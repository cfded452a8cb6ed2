import { runScore } from '../lib/tools/score-lines';

process.exitCode = await runScore(process.stdin, process.stdout, process.stderr);
