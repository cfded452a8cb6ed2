import { runBench } from '../lib/tools/bench-command';

process.exitCode = await runBench(process.argv.slice(2));
