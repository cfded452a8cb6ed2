import { letReaderLeave } from '../lib/local/terminal';
import { runSbom } from '../lib/tools/sbom-command';

letReaderLeave();
process.exitCode = runSbom(process.argv.slice(2));
