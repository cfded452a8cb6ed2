import { letReaderLeave } from '../lib/local/terminal';
import { runSources } from '../lib/tools/sources/command';

letReaderLeave();
process.exitCode = await runSources(process.argv.slice(2), async (folder) =>
  (await import('../lib/local/store')).startStore(folder),
);
