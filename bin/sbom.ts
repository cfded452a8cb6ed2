import { runSbom } from '../lib/tools/sbom-command';

process.exitCode = runSbom(process.argv.slice(2));
