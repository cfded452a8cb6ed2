import { letReaderLeave } from '../lib/local/terminal';
import { readIncidents } from '../lib/tools/read-incidents';

letReaderLeave();
process.exitCode = await readIncidents(process.argv.slice(2), new Date().toISOString(), process.stdout, process.stderr);
