import { runRedrive } from '../lib/tools/redrive-command';

process.exitCode = await runRedrive(process.argv.slice(2));
