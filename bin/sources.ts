import { runSources } from '../lib/tools/sources-command';

process.exitCode = await runSources(process.argv.slice(2));
