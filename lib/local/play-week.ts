import { findDeskLink, Visitor } from './editor';
import type { Intake } from './intake';
import type { Ledger } from './ledger';
import { openMailbox } from './mailbox';
import type { Newsroom } from './newsroom';
import type { RunOptions } from './options';
import { writeOutputs } from './outputs';
import { type StoredIssue, type Summary, summarise } from './summary';
import { tellDraft, tellIntake, tellPolled } from './telling';
import { type Terminal, UsageError } from './terminal';

/** What a week is played with. */
export interface Stage {
  options: RunOptions;
  terminal: Terminal;
  intake: Intake;
  newsroom: Newsroom;
  ledger: Ledger;
}

/** One whole week on the laptop: poll, draft, approve where asked, and tell it; the exit code, 0 or 1 when no draft could be made. */
export async function playWeek(stage: Stage, fixedClock: boolean): Promise<number> {
  const { options, terminal, intake, newsroom, ledger } = stage;
  const started = Date.now();
  // One moment for the whole week, so that what was due at its beginning is what is polled.
  newsroom.setClock(newsroom.now());
  const now = newsroom.now();
  const mailbox = await openMailbox(newsroom.inbox, options.data);
  const before = await ledger.sources();
  const refused = await addSources(newsroom, intake);
  terminal.line(
    `${terminal.bold('sre-digest')}  the week up to ${now.slice(0, 16).replace('T', ' ')} UTC, from ${intake.says}`,
  );
  terminal.line();
  for (const { title, reason } of refused) terminal.line(`  ${terminal.red('refused')}  ${title}: ${reason}`);
  await newsroom.pollWeek((done, due) => terminal.progress('polling', done, due));
  const pollMs = Date.now() - started;
  const sources = await ledger.sources();

  const draftStarted = Date.now();
  const { issue } = await newsroom.draftIssue();
  const draftMs = Date.now() - draftStarted;
  await mailbox.keep();
  const deskLink = deskLinkOf(await mailbox.texts(), newsroom.deskUrl);
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
  tell(stage, summary, sources);
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

/** What was refused of the list, by name. Throws UsageError for one that is of no use as a whole. */
async function addSources(newsroom: Newsroom, intake: Intake) {
  try {
    return (await newsroom.addSources(intake.opml)).refused;
  } catch (error) {
    const { name, message } = error as Error;
    throw name === 'RefusedError' ? new UsageError(`--sources: ${intake.says}: ${message}`) : error;
  }
}

/** The mailed link, on the port of this run: a kept mail may name the port of an earlier one. */
function deskLinkOf(texts: readonly string[], deskUrl: string): string | undefined {
  const link = findDeskLink(texts);
  return link?.replace(/^https?:\/\/[^/]+/, deskUrl);
}

function tell(
  { options, terminal, intake, newsroom }: Stage,
  summary: Summary,
  sources: Awaited<ReturnType<Ledger['sources']>>,
): void {
  tellIntake(terminal, sources, intake);
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
