import { trainFiles } from '../lib/tools/train-files';

process.exitCode = await trainFiles(process.argv.slice(2), process.stderr);
