import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findDeskLink, Visitor } from './editor';
import { type Intake, openIntake } from './intake';
import { type Ledger, openLedger } from './ledger';
import { type Mailbox, openMailbox } from './mailbox';
import { type Newsroom, openNewsroom } from './newsroom';
import { type RunOptions, readOptions, usage } from './options';
import { writeOutputs } from './outputs';
import { PortInUseError } from './service';
import { StoreLockedError } from './store';
import { type StoredIssue, type Summary, summarise } from './summary';
import { tellDraft, tellIntake, tellPolled } from './telling';
import { Terminal, UsageError } from './terminal';

const here = dirname(fileURLToPath(import.meta.url));
const folders = { samples: join(here, 'samples'), catalogue: join(here, '..', '..', 'sources.opml') };
const sampleWeek = '2026-06-07T12:00:00.000Z';
const sampleIssue = 76;
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
    else throw error;
    return 2;
  }
}

async function openAndRun(options: RunOptions, terminal: Terminal): Promise<number> {
  const intake = await openIntake(options, folders);
  const samples = options.feeds === undefined && !options.live;
  const now = options.now ?? (samples ? sampleWeek : undefined);
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
      newsletter: samples ? 'Steady State' : 'SRE Digest',
      firstIssue: samples ? sampleIssue : 1,
      hostPause: options.live ? livePause : 0,
      allowedHosts: intake.allowedHosts,
      ...(now !== undefined && { now }),
      ...(options.data !== undefined && { data: options.data }),
      ...(options.port !== undefined && { port: options.port }),
    });
    ledger = openLedger(newsroom.storeUrl, newsroom.tableName);
    const week = runWeek({ options, terminal, intake, newsroom, ledger }, now !== undefined);
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

interface Desk {
  options: RunOptions;
  terminal: Terminal;
  intake: Intake;
  newsroom: Newsroom;
  ledger: Ledger;
}

async function runWeek({ options, terminal, intake, newsroom, ledger }: Desk, fixedClock: boolean): Promise<number> {
  const started = Date.now();
  // One moment for the whole week, so that what was due at its beginning is what is polled.
  newsroom.setClock(newsroom.now());
  const now = newsroom.now();
  terminal.line(
    `${terminal.bold('sre-digest')}  the week up to ${now.slice(0, 16).replace('T', ' ')} UTC, from ${intake.says}`,
  );
  terminal.line();
  const mailbox = await openMailbox(newsroom.inbox, options.data);
  const before = await ledger.sources();
  await newsroom.addSources(intake.opml);
  await newsroom.pollWeek((done, due) => terminal.progress('polling', done, due));
  const pollMs = Date.now() - started;
  const sources = await ledger.sources();

  const draftStarted = Date.now();
  const { issue } = await newsroom.draftIssue();
  const draftMs = Date.now() - draftStarted;
  await mailbox.keep();
  const deskLink = deskLinkOf(await mailTexts(mailbox), newsroom.deskUrl);
  const visitor = new Visitor();
  const deskHtml = options.once && deskLink ? await visitor.open(deskLink) : '';

  const publishStarted = Date.now();
  const state = (await ledger.issue(issue))?.['state'];
  if (options.approve && state === 'draft') {
    await visitor.submit(`/desk/${issue}/approve`, { word: 'publish', read: 'on' });
    await newsroom.publishDue();
    await mailbox.keep();
  }
  const stored = (await ledger.issue(issue)) as unknown as StoredIssue;
  const sent = await mailbox.sent();
  const draftMail = [...mailbox.earlier, ...sent].findLast(({ parsed }) => findDeskLink([parsed.text ?? '']));
  const summary = summarise({
    now,
    sources,
    before,
    skipped: intake.skipped,
    nameOf: intake.nameOf,
    issue: stored,
    subject: draftMail?.parsed.subject ?? '',
    deskLink: deskLink ?? '',
    mailsSent: sent.length,
    published: stored.state === 'published' ? { issue, url: `${newsroom.deskUrl}/issues/${issue}` } : null,
    timings: { pollMs, draftMs, publishMs: options.approve ? Date.now() - publishStarted : 0 },
  });
  tell(terminal, summary, sources, intake, newsroom, options);
  if (options.out !== undefined) {
    const issueMail = sent.findLast((mail) => mail !== draftMail);
    await writeOutputs(options.out, { summary, draftMail, issueMail, deskHtml, deskUrl: newsroom.deskUrl });
    terminal.line(`  written to ${options.out}`);
  }
  if (!fixedClock) newsroom.runOnMachineClock();
  const { fetched, unchanged, total } = summary.sources;
  if (fetched + unchanged > 0 || before.length > 0) return 0;
  terminal.line(
    terminal.red(
      total === 0 ? 'No draft: there was nothing to poll.' : 'No draft: not one of the sources could be read.',
    ),
  );
  return 1;
}

const mailTexts = async (mailbox: Mailbox) =>
  [...mailbox.earlier, ...(await mailbox.sent())].map(({ parsed }) => parsed.text ?? '');

/** The mailed link, on the port of this run: a kept mail may name the port of an earlier one. */
function deskLinkOf(texts: readonly string[], deskUrl: string): string | undefined {
  const link = findDeskLink(texts);
  return link?.replace(/^https?:\/\/[^/]+/, deskUrl);
}

function tell(
  terminal: Terminal,
  summary: Summary,
  sources: Awaited<ReturnType<Ledger['sources']>>,
  intake: Intake,
  newsroom: Newsroom,
  options: RunOptions,
): void {
  tellIntake(terminal, sources, intake.nameOf);
  tellPolled(terminal, summary);
  terminal.line();
  tellDraft(terminal, summary);
  terminal.line();
  if (summary.published) terminal.line(`  ${terminal.green('published')}  issue #${summary.published.issue}`);
  if (options.once) return;
  terminal.line(
    `  ${terminal.bold('inbox')}  ${terminal.link(newsroom.inbox.url)}   ${terminal.dim('the draft mail, as the editor gets it')}`,
  );
  terminal.line(`  ${terminal.bold('desk')}   ${terminal.link(summary.links.desk)}`);
  terminal.line(`         ${terminal.dim('keep, drop, approve: the issue then goes out, and the inbox shows it')}`);
  terminal.line(terminal.dim('\n  Ctrl-C stops it.'));
}

/** Until Ctrl-C: the publish lambda, on a quicker schedule than the cloud's, because somebody is watching. */
async function keepPublishing(newsroom: Newsroom, terminal: Terminal): Promise<never> {
  const startedAt = Date.parse(newsroom.now());
  const opened = Date.now();
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, publishEveryMilliseconds));
    newsroom.setClock(new Date(startedAt + Date.now() - opened).toISOString());
    await newsroom.remind();
    for (const { issue, sent } of await newsroom.publishDue()) {
      terminal.line(
        `  ${terminal.green('published')}  issue #${issue}, ${sent} mail${sent === 1 ? '' : 's'} sent: ${terminal.link(`${newsroom.deskUrl}/issues/${issue}`)}`,
      );
    }
  }
}
