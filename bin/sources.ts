import { runSources } from '../lib/tools/sources/command';

// A reader that has seen enough, such as head, is no fault, and stops no import half-way.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});
process.exitCode = await runSources(process.argv.slice(2), async (folder) =>
  (await import('../lib/local/store')).startStore(folder),
);
