import { isDeepStrictEqual } from 'node:util';
import { findDeskLink } from '../local/editor';
import { readFlags, Terminal, UsageError } from '../local/terminal';
import { type DeployedHost, openDeployedHost } from './deployed-host';
import { callEmulator } from './emulator';
import { readPromises } from './promises';
import { weekSteps } from './week-steps';

const usage = `npm run rehearse -- --endpoint URL [--stack NAME]
  deploys this very stack into the AWS emulator at URL with stock cdk, plays a week through the deployed lambdas, deploys again
  --endpoint URL   an emulator on this machine, such as ministack at http://localhost:4566
  --stack NAME     the stack's name there (default: one that is new each time)`;

const options = {
  endpoint: { type: 'string' },
  stack: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Runs the command; the exit code is 0, 1 when the rehearsal failed, 2 for a wrong call. */
export async function runRehearsal(args: string[]): Promise<number> {
  const terminal = new Terminal();
  try {
    const { values } = readFlags('rehearse', { args, options });
    if (values.help) {
      terminal.line(usage);
      return 0;
    }
    const endpoint = readEndpoint(values.endpoint);
    await mustAnswer(endpoint);
    return await rehearse(endpoint, values.stack ?? `sre-digest-${Date.now().toString(36)}`, terminal);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    terminal.line(error.message);
    return 2;
  }
}

async function rehearse(endpoint: string, stackName: string, terminal: Terminal): Promise<number> {
  const began = performance.now();
  const at = () => terminal.dim(`${((performance.now() - began) / 1000).toFixed(0).padStart(4)} s`);
  let host: DeployedHost | undefined;
  try {
    host = await openDeployedHost({ endpoint, stackName, tell: (line) => terminal.line(`${at()}  ${line}`) });
    terminal.line(`${at()}  the stack ${stackName} stands; its desk is ${host.deskUrl}`);
    terminal.line(`        the lambdas' clocks stand at ${host.sunday}, and the samples' dates with them`);
    for (const { does, play } of weekSteps) {
      const seen = await play(host);
      terminal.line(`${at()}  ${terminal.green('✓')} ${does}`);
      terminal.line(`          ${terminal.dim(`saw ${seen}`)}`);
    }
    terminal.line(`${at()}  cdk deploy, again, with another hour for the draft …`);
    await seeDataKept(host);
    terminal.line(
      `${at()}  ${terminal.green('✓')} a second deployment keeps every item, the published page and the key of the mailed links`,
    );
    await tellPromises(endpoint, host, terminal);
    terminal.line(`${at()}  ${terminal.bold('The week was rehearsed.')}`);
    return 0;
  } catch (error) {
    terminal.line(`${at()}  ${terminal.red('✗')} ${(error as Error).message}`);
    return 1;
  } finally {
    await host?.stop();
  }
}

async function seeDataKept(host: DeployedHost): Promise<void> {
  const page = async () => (await host.ask('/issues/76/markdown')).text();
  const before = { items: keyItems(await host.items()), page: await page() };
  const again = await host.deployAgain({ draftHour: '13' });
  if (again.nameOf('Table') !== host.stack.nameOf('Table')) throw new Error('The second deployment made a new table.');
  const after = keyItems(await host.items());
  const changed = [...new Set([...before.items.keys(), ...after.keys()])].filter(
    (key) => !isDeepStrictEqual(before.items.get(key), after.get(key)),
  );
  if (changed.length > 0) throw new Error(`The second deployment changed the data: ${changed.join(', ')}.`);
  if ((await page()) !== before.page) throw new Error('The second deployment changed the published page.');
  const link = findDeskLink((await host.mails()).map(({ text }) => text ?? ''));
  if (link === undefined || (await host.ask(link, { redirect: 'manual' })).status !== 303)
    throw new Error('The second deployment lost the signing key: a link mailed before it does not open.');
}

/** The items by their keys; without the tallies and what the operator was told, which go on while a deployment takes its minutes. */
function keyItems(items: Record<string, unknown>[]): Map<string, Record<string, unknown>> {
  const kept = items.filter(({ pk }) => !/^(TALLY|TOLD|DOOR)\b/.test(String(pk)));
  return new Map(kept.map((item) => [`${item['pk']} ${item['sk']}`, item]));
}

async function tellPromises(endpoint: string, host: DeployedHost, terminal: Terminal): Promise<void> {
  const promises = await readPromises(endpoint, host.stack);
  const dropped = promises.filter(({ kept }) => !kept);
  terminal.line(
    `        of ${promises.length} promises of the template, the emulator keeps ${promises.length - dropped.length}`,
  );
  for (const { what, found } of dropped)
    terminal.line(
      `          ${terminal.red('dropped by the emulator')}: ${what} ${terminal.dim(`(it says ${found})`)}`,
    );
  terminal.line(
    terminal.dim(
      '        not shown here: leave by IAM, alarms, bounces and throttling, which the tests of the template look at',
    ),
  );
}

function readEndpoint(given: string | undefined): string {
  const expected = '--endpoint: expected the address of an AWS emulator on this machine, such as http://localhost:4566';
  if (given === undefined) throw new UsageError(`${expected}; got nothing.`);
  const url = URL.canParse(given) ? new URL(given) : undefined;
  const isHere = url && /^(localhost|127\.0\.0\.1|\[::1\]|[\w.-]+\.localhost)$/.test(url.hostname);
  if (!url || !isHere || !/^https?:$/.test(url.protocol)) throw new UsageError(`${expected}; got "${given}".`);
  return url.origin;
}

async function mustAnswer(endpoint: string): Promise<void> {
  try {
    await callEmulator(endpoint, { service: 'sts', method: 'GET' });
  } catch {
    throw new UsageError(`--endpoint: nothing answers at ${endpoint}; start the emulator first.`);
  }
}
