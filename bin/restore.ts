import { runRestore } from '../lib/tools/backup/command';

process.exitCode = await runRestore(process.argv.slice(2));
