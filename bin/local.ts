import { runLocal } from '../lib/local/run';

process.exitCode = await runLocal(process.argv.slice(2));
