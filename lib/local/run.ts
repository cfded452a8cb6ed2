import { openIntake } from './intake';
import { type Ledger, openLedger } from './ledger';
import { type Newsroom, openNewsroom } from './newsroom';
import { type RunOptions, readOptions, usage } from './options';
import { playWeek } from './play-week';
import { sampleWeek } from './sample-week';
import { PortInUseError } from './service';
import { StoreLockedError } from './store';
import { explainFileFault, Terminal, UsageError } from './terminal';

const publishEveryMilliseconds = 1000;
const livePause = 1000;

/** Runs the command; the exit code is 0, 1 when no draft could be made, 2 for a wrong call. */
export async function runLocal(args: string[]): Promise<number> {
  const terminal = new Terminal();
  try {
    const options = readOptions(args);
    if (!options.help) return await openAndRun(options, terminal);
    terminal.line(usage);
    return 0;
  } catch (error) {
    if (error instanceof UsageError) terminal.line(error.message);
    else if (error instanceof PortInUseError)
      terminal.line(`${error.who}: expected a free port, but port ${error.port} is in use. ${error.mend}`);
    else if (error instanceof StoreLockedError)
      terminal.line(`--data: ${error.message}; is another "npm start" running on it?`);
    else {
      const fault = explainFileFault(error);
      if (fault === undefined) throw error;
      terminal.line(`${fault}.`);
    }
    return 2;
  }
}

async function openAndRun(options: RunOptions, terminal: Terminal): Promise<number> {
  const intake = await openIntake(options);
  if (options.live && options.contact === undefined)
    terminal.line('The sites that are polled cannot tell who asks. Say it: --contact mailto:you@your-domain.org');
  const samples = options.feeds === undefined && !options.live;
  const about = samples ? sampleWeek : { newsletter: 'SRE Digest', firstIssue: 1 };
  const now = options.now ?? (samples ? sampleWeek.now : undefined);
  let newsroom: Newsroom | undefined;
  let ledger: Ledger | undefined;
  const close = async () => {
    ledger?.close();
    await newsroom?.stop();
    await intake.stop();
  };
  const interrupted = new Promise<'interrupted'>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve('interrupted'));
  });
  try {
    newsroom = await openNewsroom({
      ...about,
      hostPause: options.live ? livePause : 0,
      allowedHosts: intake.allowedHosts,
      settings: {
        ...(options.live && { CONTACT: options.contact ?? 'run by hand, without a contact' }),
        ...(options.editor !== undefined && { EDITOR: options.editor }),
      },
      ...(now !== undefined && { now }),
      ...(options.data !== undefined && { data: options.data }),
      ...(options.port !== undefined && { port: options.port }),
    });
    ledger = openLedger(newsroom.storeUrl, newsroom.tableName);
    const week = playWeek({ options, terminal, intake, newsroom, ledger }, now !== undefined);
    const ended = await Promise.race([week, interrupted]);
    if (ended === 'interrupted') return stopped(terminal);
    if (options.once || ended !== 0) return ended;
    await Promise.race([interrupted, keepPublishing(newsroom, terminal)]);
    return stopped(terminal);
  } finally {
    await close();
  }
}

function stopped(terminal: Terminal): number {
  terminal.line('Stopped.');
  return 0;
}

/** Until Ctrl-C: the publish lambda, on a quicker schedule than the cloud's, because somebody is watching. */
async function keepPublishing(newsroom: Newsroom, terminal: Terminal): Promise<never> {
  const startedAt = Date.parse(newsroom.now());
  const opened = Date.now();
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, publishEveryMilliseconds));
    newsroom.setClock(new Date(startedAt + Date.now() - opened).toISOString());
    await newsroom.remind();
    for (const { subject } of await newsroom.operatorMails())
      terminal.line(`  ${terminal.red('operator')}  ${subject}`);
    for (const { issue, sent } of await newsroom.publishDue()) {
      terminal.line(
        `  ${terminal.green('published')}  issue #${issue}, ${sent} mail${sent === 1 ? '' : 's'} sent: ${terminal.link(`${newsroom.deskUrl}/issues/${issue}`)}`,
      );
    }
  }
}
