import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createCandidateStore } from '../../lambdas/adapters/candidates';
import { createLearnedStore } from '../../lambdas/adapters/learned';
import { createSourceStore } from '../../lambdas/adapters/sources';
import { Table } from '../../lambdas/adapters/table';
import type { CandidateStore, LearnedStore, SourceStore } from '../../lambdas/domain/ports';
import { UsageError } from '../local/terminal';

/** Starts the laptop's store on a folder; the caller brings it, because tools know no host. */
export type StartStore = (folder: string) => Promise<{ url: string; stop(): Promise<void> }>;

export interface OpenedTable {
  sources: SourceStore;
  candidates: CandidateStore;
  learned: LearnedStore;
  close(): Promise<void>;
}

/** The table `npm start -- --data DIR` makes. */
const laptopTable = 'sre-digest';
/** Any will do: the laptop's account does not exist. */
const laptopAccount = { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' };

/** The SDK warns on stderr of every Node it will drop; whoever runs a command can do nothing about it there. */
export function silenceSdk(): void {
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
}

/**
 * The sources of the laptop's store in `data`, or of the deployed table, reached as the SDK's own variables say. Throws UsageError
 * with one line for a person when neither is named, or the store is missing, locked or empty.
 */
export async function openTable(
  choice: { data?: string | undefined; table?: string | undefined },
  startStore: StartStore,
): Promise<OpenedTable> {
  silenceSdk();
  if (choice.data !== undefined && choice.table !== undefined)
    throw new UsageError('--data and --table: choose one; both say which ledger.');
  if (choice.data !== undefined) return openLaptop(choice.data, startStore);
  const name = choice.table ?? process.env['TABLE_NAME'];
  if (!name)
    throw new UsageError(
      'sources: which ledger? Give --data DIR for the one of "npm start -- --data DIR", or --table NAME for the deployed one.',
    );
  return { ...createStores(new Table(name)), close: async () => {} };
}

async function openLaptop(data: string, startStore: StartStore): Promise<OpenedTable> {
  const folder = join(data, 'store');
  if (!existsSync(folder))
    throw new UsageError(`--data: expected the folder of "npm start -- --data DIR", but there is no store in ${data}.`);
  // Deprecations inside the embedded store are no business of the person who watches.
  process.noDeprecation = true;
  const store = await startStore(folder).catch((error: Error) => {
    throw new UsageError(`--data: ${error.message}; is "npm start" still running on it?`);
  });
  delete process.env['AWS_PROFILE'];
  Object.assign(process.env, laptopAccount, { AWS_ENDPOINT_URL_DYNAMODB: store.url });
  const stores = createStores(new Table(laptopTable));
  try {
    await stores.sources.due('0');
  } catch (error) {
    await store.stop();
    if ((error as Error).name !== 'ResourceNotFoundException') throw error;
    throw new UsageError(`--data: the store in ${data} holds no ledger yet; run "npm start -- --data ${data}" once.`);
  }
  return { ...stores, close: () => store.stop() };
}

const createStores = (table: Table) => ({
  sources: createSourceStore(table),
  candidates: createCandidateStore(table),
  learned: createLearnedStore(table),
});

const faults: Record<string, string> = {
  ResourceNotFoundException:
    'there is no such table in this account and region; DEPLOY.md, “Restoring”, says how to find its name',
  CredentialsProviderError: 'no AWS credentials were found',
  AccessDeniedException: 'these AWS credentials may not use it',
  UnrecognizedClientException: 'these AWS credentials are not valid',
  ExpiredTokenException: 'these AWS credentials have expired',
};

/** What the SDK says when neither the environment nor the profile names a region, with what to do; undefined for another fault. */
export const explainRegion = ({ message }: Error): string | undefined =>
  /^Region is missing/.test(message) ? 'no AWS region is set; set AWS_REGION to the one of the stack' : undefined;

/** Why the deployed table could not be used, in a sentence of this command for a person; undefined for a fault that is not the table's. */
export function explainTableFault(command: string, error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const fromSdk = '$metadata' in error || error.name in faults || explainRegion(error) !== undefined;
  const code = 'code' in error ? String(error.code) : '';
  if (!fromSdk && !/^E(?:CONN|AI_|NOTFOUND|HOST|NET|TIMEDOUT)/.test(code)) return undefined;
  const reason = faults[error.name] ?? explainRegion(error) ?? (error.message || code);
  return `${command}: the table could not be used: ${reason.replace(/\.$/, '')}.`;
}
