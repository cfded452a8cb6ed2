import { runRehearsal } from '../lib/rehearsal/rehearse-command';

process.exitCode = await runRehearsal(process.argv.slice(2));
