import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { account, queryEmulator } from './emulator';

const project = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const toolkit = join(project, 'node_modules', 'aws-cdk', 'bin', 'cdk');
const shownOnFailure = 40;

/** A stack as it stands in the emulator. */
export interface DeployedStack {
  outputs: Record<string, string>;
  /** The emulator's name of a resource, by its logical id without the hash: `Draft`, `Table`, `SchedulesDispatch`. */
  nameOf(logicalId: string): string;
}

/** Stock `cdk bootstrap`. */
export async function bootstrap(endpoint: string): Promise<void> {
  await runToolkit(endpoint, ['bootstrap', 'aws://000000000000/us-east-1']);
}

/** Stock `cdk deploy` of the project's stack, with these settings. */
export async function deploy(endpoint: string, settings: Record<string, string>): Promise<DeployedStack> {
  const folder = await mkdtemp(join(tmpdir(), 'sre-digest-deploy-'));
  const outputsFile = join(folder, 'outputs.json');
  const context = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  await runToolkit(endpoint, [
    'deploy',
    '--require-approval=never',
    '--no-notices',
    `--output=${join(folder, 'cdk.out')}`,
    `--outputs-file=${outputsFile}`,
    ...context,
  ]);
  const stackName = settings['stackName'] as string;
  const outputs = (JSON.parse(await readFile(outputsFile, 'utf8')) as Record<string, Record<string, string>>)[
    stackName
  ];
  await rm(folder, { recursive: true });
  const resources = await readResources(endpoint, stackName);
  return {
    outputs: outputs ?? {},
    nameOf(logicalId) {
      const found = [...resources].find(([id]) => id.replace(/[0-9A-F]{8}$/, '') === logicalId);
      if (!found) throw new Error(`The stack ${stackName} has no resource ${logicalId}.`);
      return found[1];
    },
  };
}

async function readResources(endpoint: string, StackName: string): Promise<Map<string, string>> {
  const xml = await queryEmulator(endpoint, 'cloudformation', {
    Action: 'DescribeStackResources',
    Version: '2010-05-15',
    StackName,
  });
  const field = (member: string, name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(member)?.[1] ?? '';
  return new Map(
    xml
      .split('<member>')
      .slice(1)
      .map((member) => [field(member, 'LogicalResourceId'), field(member, 'PhysicalResourceId')]),
  );
}

/** Nothing of the caller's own account comes along: whatever is wrong with the endpoint, a real stack is out of reach. */
function rehearsalEnvironment(endpoint: string): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_') && !name.startsWith('CDK_'));
  return {
    ...Object.fromEntries(own),
    ...account,
    AWS_ENDPOINT_URL: endpoint,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    CI: 'true',
  };
}

function runToolkit(endpoint: string, args: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [toolkit, ...args], {
      cwd: project,
      env: rehearsalEnvironment(endpoint),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const said: string[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => said.push(part.toString()));
    child.once('error', reject);
    child.once('exit', (code) => {
      if (code === 0) return resolve();
      const tail = said.join('').trimEnd().split('\n').slice(-shownOnFailure).join('\n');
      reject(new Error(`cdk ${args[0]} ended with code ${code}:\n${tail}`));
    });
  });
}
