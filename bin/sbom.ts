import { runSbom } from '../lib/tools/sbom-command';

runSbom();
