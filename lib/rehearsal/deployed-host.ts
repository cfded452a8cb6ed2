import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Visitor } from '../local/editor';
import { openIntake } from '../local/intake';
import { sampleFolder, sampleWeek } from '../local/sample-week';
import { bootstrap, type DeployedStack, deploy } from './cdk';
import { openFunctions } from './deployed-functions';
import { account, askEmulator } from './emulator';
import { daysToComing, moveDates } from './move-dates';
import { reachLocalhost } from './reach-localhost';
import { readItems } from './read-items';
import type { WeekHost } from './week-host';

const patience = 240_000;
const editor = 'editor@sre-digest.test';

export interface DeployedHost extends WeekHost {
  stack: DeployedStack;
  /** Deploys the same stack again with other settings; returns what stands then. */
  deployAgain(settings: Record<string, string>): Promise<DeployedStack>;
}

interface EmulatorMail {
  Subject?: string;
  BodyText?: string;
}

/** The week in an emulator: this very stack, deployed by stock cdk, which brings in the samples served on loopback. */
export async function openDeployedHost(options: {
  endpoint: string;
  stackName: string;
  tell?: (line: string) => void;
}): Promise<DeployedHost> {
  const { endpoint, stackName, tell = () => {} } = options;
  Object.assign(process.env, account);
  // The coming Sunday: the sources that a deployment brings in are due at the machine's time.
  const days = daysToComing(sampleWeek.now, new Date().toISOString());
  const sunday = new Date(Date.parse(sampleWeek.now) + days * 86_400_000).toISOString();
  const folder = await mkdtemp(join(tmpdir(), 'sre-digest-rehearsal-'));
  const samples = join(folder, 'samples');
  await moveSamples(samples, days);
  const intake = await openIntake({}, samples);
  const stop = async () => {
    await intake.stop();
    await rm(folder, { recursive: true });
  };
  try {
    const catalogue = join(folder, 'sources.opml');
    await writeFile(catalogue, intake.opml);
    const settings = {
      stackName,
      editor,
      sender: 'digest@sre-digest.test',
      newsletter: sampleWeek.newsletter,
      firstIssue: String(sampleWeek.firstIssue),
      coolingOffMinutes: '0',
      // The emulator does not know budgets, and takes no template that has one.
      monthlyBudget: '0',
      timeZone: 'Europe/Berlin',
      allowedHosts: intake.allowedHosts.join(','),
      catalogue,
    };
    tell('cdk bootstrap …');
    await bootstrap(endpoint);
    tell('cdk deploy …');
    const stack = await deploy(endpoint, settings);
    const lambdas = openFunctions(endpoint, stack);
    const tableName = stack.nameOf('Table');
    const earlierMails = (await readMails(endpoint)).length;
    let clock = sunday;
    await lambdas.setClocks(clock);
    const deskUrl = (stack.outputs['DeskUrl'] ?? '').replace(/\/$/, '');
    const items = () => readItems(tableName, endpoint);
    const sources = async () => (await items()).filter(({ sk }) => sk === 'SOURCE');
    const polls = async () => (await sources()).reduce((sum, source) => sum + Number(source['polls'] ?? 0), 0);
    const nothingDue = async () => (await sources()).every(({ nextPollAt }) => String(nextPollAt) > clock);
    const mails = async () => (await readMails(endpoint)).slice(earlierMails);
    let startedBySchedule = false;
    return {
      stack,
      deskUrl,
      sunday,
      sources: intake.opml.match(/xmlUrl=/g)?.length ?? 0,
      async setClock(now) {
        clock = now;
        await lambdas.setClocks(now);
      },
      async pollWeek() {
        const before = await polls();
        // The first polls are left to the deployed schedule; after that the lambda is started as by hand, to be quick.
        if (startedBySchedule) await lambdas.run('dispatch');
        await until('every due source is polled', nothingDue);
        startedBySchedule = true;
        return (await polls()) - before;
      },
      async draftIssue() {
        if ((await mails()).length === 0) {
          await lambdas.startBySchedule('draft', clock);
          await until('the schedule of the draft has brought a mail', async () => (await mails()).length > 0);
        }
        return lambdas.run('draft');
      },
      publishDue: () => lambdas.run('publish'),
      mails,
      items,
      visitor: () => new Visitor(reachLocalhost),
      ask: (address, request) => reachLocalhost(new URL(address, deskUrl), request),
      deployAgain: (changed) => deploy(endpoint, { ...settings, ...changed }),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function moveSamples(folder: string, days: number): Promise<void> {
  await mkdir(folder);
  const year = new Date(sampleWeek.now).getUTCFullYear();
  for (const file of await readdir(sampleFolder)) {
    const text = await readFile(join(sampleFolder, file), 'latin1');
    // Byte for byte but for the dates, whatever charset the file is in.
    await writeFile(join(folder, file), moveDates(text, days, year), 'latin1');
  }
}

async function readMails(endpoint: string): Promise<{ subject: string; text: string }[]> {
  const { messages } = await askEmulator<{ messages: Record<string, EmulatorMail[]> }>(endpoint, {
    service: 'ses',
    method: 'GET',
    path: '/_ministack/ses/messages',
  });
  // By account, and there is one.
  return Object.values(messages)
    .flat()
    .map(({ Subject = '', BodyText = '' }) => ({ subject: Subject, text: BodyText }));
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const since = Date.now();
  while (!(await holds())) {
    if (Date.now() - since > patience) throw new Error(`Waited ${patience / 1000} s in vain until ${what}.`);
    await pause(1000);
  }
}
