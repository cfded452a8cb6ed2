import { letReaderLeave } from '../lib/local/terminal';
import { runScore } from '../lib/tools/score-lines';

letReaderLeave();
process.exitCode = await runScore(process.argv.slice(2), process.stdin, process.stdout, process.stderr);
