import { runExport } from '../lib/tools/backup/command';

process.exitCode = await runExport(process.argv.slice(2), new Date().toISOString());
