import { createTable, startStore } from '../lib/local/store';
import { runBench } from '../lib/tools/bench-command';

Object.assign(process.env, { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'bench', AWS_SECRET_ACCESS_KEY: 'bench' });
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
process.exitCode = await runBench(process.argv.slice(2), new Date().toISOString(), async (name) => {
  const store = await startStore();
  await createTable(store.url, name);
  return store;
});
