import { startBenchDesk } from '../lib/local/bench-desk-host';
import { createTable, startStore } from '../lib/local/store';
import { letReaderLeave } from '../lib/local/terminal';
import { runBench } from '../lib/tools/bench/command';
import { silenceSdk } from '../lib/tools/open-table';

Object.assign(process.env, { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'bench', AWS_SECRET_ACCESS_KEY: 'bench' });
silenceSdk();
letReaderLeave();
const startTable = async (name: string) => {
  const store = await startStore();
  await createTable(store.url, name);
  return store;
};
process.exitCode = await runBench(process.argv.slice(2), new Date().toISOString(), {
  startTable,
  startDesk: startBenchDesk,
});
