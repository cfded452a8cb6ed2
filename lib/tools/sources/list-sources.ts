import { cleanText } from '../../../lambdas/domain/feed/text';
import { never, type Source } from '../../../lambdas/domain/source';
import { explainMove } from '../../../lambdas/domain/source/explain-move';
import { usualMinutes } from '../../../lambdas/domain/source/next-poll';

/** Figures that a source carries once something has recorded them. */
type Recorded = Source & { picks?: number };

/** One source as the ledger shows it. Times are ISO 8601, shares 0 to 1. */
export interface LedgerLine {
  id: string;
  url: string;
  title: string;
  kind: Source['kind'];
  state: Source['state'];
  entries: number;
  /** Candidates it told first, and ones another source had told. */
  brought: number;
  joined: number;
  incidents: number;
  /** Of its candidates, how many were printed; absent for a status page, whose incidents are not counted so. */
  picks?: number;
  /** The same as a share; absent while it has brought none. */
  pickRate?: number;
  /** From publication to our reading it: as recorded, else half the time between polls. */
  lagMinutes: number;
  lagIsExpected?: true;
  errorsInARow: number;
  polls: number;
  /** Of its polls, how many found nothing new; absent before the first. */
  unchangedShare?: number;
  bytesSaved?: number;
  newestEntryAt?: string;
  lastPolledAt?: string;
  /** Absent when it is never polled again. */
  nextPollAt?: string;
  /** Another owner's address to which it proposes to move. */
  proposes?: string;
  why: string;
}

/** What the ledger says about a source. */
export function describeSource(source: Recorded): LedgerLine {
  const { id, url, title, kind, state, entries, brought, joined, incidents, polls, unchangedPolls, failures } = source;
  const { picks = 0, lagMinutes, bytesSaved, newestEntryAt, lastPolledAt, nextPollAt } = source;
  return {
    id,
    url,
    title,
    kind,
    state,
    entries,
    brought,
    joined,
    incidents,
    ...(kind === 'blog' && { picks }),
    ...(brought > 0 && { pickRate: round(picks / brought) }),
    ...(lagMinutes === undefined
      ? { lagMinutes: Math.round(usualMinutes(source) / 2), lagIsExpected: true as const }
      : { lagMinutes }),
    errorsInARow: failures + (source.fault?.times ?? 0),
    polls,
    ...(polls > 0 && { unchangedShare: round(unchangedPolls / polls) }),
    ...(bytesSaved !== undefined && { bytesSaved }),
    ...(newestEntryAt !== undefined && { newestEntryAt }),
    ...(lastPolledAt !== undefined && { lastPolledAt }),
    ...(nextPollAt !== never && { nextPollAt }),
    ...(source.movedTo?.proposed && state !== 'retired' && { proposes: source.movedTo.url }),
    why: explainState(source),
  };
}

const round = (share: number) => Math.round(share * 1000) / 1000;

function explainState(source: Source): string {
  const { id, lastReason, lastOutcome, intervalMinutes, state, movedTo } = source;
  if (movedTo?.proposed && state !== 'retired') return explainMove(id, movedTo);
  if (lastReason) return lastReason;
  if (state === 'retired') return 'Retired.';
  if (lastOutcome === undefined) return 'Not polled yet.';
  const last = lastOutcome === 'unchanged' ? 'nothing new' : 'read';
  const usual = usualMinutes(source);
  return `Every ${spell(usual)}${usual > intervalMinutes ? ', as its site wants it' : ''}; last time: ${last}.`;
}

const wellRank = 3;

/** What needs a decision, then what fails, then what is well; the retired last. */
function rankLine({ state, proposes, errorsInARow }: LedgerLine): number {
  if (state === 'retired') return 4;
  if (state === 'quarantined') return 0;
  if (proposes !== undefined) return 1;
  return errorsInARow > 0 ? 2 : wellRank;
}

/** What needs somebody first, then by title. */
export function sortLedger(lines: readonly LedgerLine[]): LedgerLine[] {
  const key = (line: LedgerLine) => `${rankLine(line)}${(line.title || line.url).toLowerCase()}\n${line.url}`;
  return lines.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}

const titleWidth = 32;
const headings = 'state kind title entries told picks rate lag errors same saved next id'.split(' ');
/** What a terminal of 80 columns has room for. */
const essentials = new Set('state title errors next id'.split(' '));
/** Columns of figures, which are read from their right end. */
const figures = new Set('entries told picks rate lag errors same saved next'.split(' '));

/**
 * The ledger as a table: a line of headings, then one line a source, `why` last and uncut. Where that does not fit into so many
 * `columns`, the essentials, and what is not as it should be in a line of its own. `now` is ISO 8601.
 */
export function tabulate(lines: readonly LedgerLine[], now: string, columns = Number.POSITIVE_INFINITY): string[] {
  const rows = [headings, ...lines.map((line) => cells(line, now))];
  const widths = headings.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const spellRow = (row: string[], isShown: (heading: string) => boolean) =>
    headings
      .flatMap((heading, column) => {
        const [cell = '', width = 0] = [row[column], widths[column]];
        return isShown(heading) ? [figures.has(heading) ? cell.padStart(width) : cell.padEnd(width)] : [];
      })
      .join('  ');
  const whole = rows.map((row) => spellRow(row, () => true));
  const whys = ['why', ...lines.map(({ why }) => cleanText(why, 300))];
  if ((whole[0]?.length ?? 0) <= columns) return whole.map((row, at) => `${row}  ${whys[at]}`);
  return rows.flatMap((row, at) => {
    const line = lines[at - 1];
    const isAmiss = line !== undefined && rankLine(line) !== wellRank;
    return [spellRow(row, (heading) => essentials.has(heading)).trimEnd(), ...(isAmiss ? [`  ${whys[at]}`] : [])];
  });
}

function cells(line: LedgerLine, now: string): string[] {
  const told = line.kind === 'status' ? line.incidents : line.brought;
  return [
    line.state,
    line.kind,
    cleanText(line.title || line.url, titleWidth),
    String(line.entries),
    String(told),
    line.picks === undefined ? '–' : String(line.picks),
    percent(line.pickRate),
    `${line.lagIsExpected ? '~' : ''}${spell(line.lagMinutes)}`,
    String(line.errorsInARow),
    percent(line.unchangedShare),
    line.bytesSaved === undefined ? '–' : mebibytes(line.bytesSaved),
    nextPoll(line.nextPollAt, now),
    line.id,
  ];
}

/** Without a sign for what rounds to nothing. */
const mebibytes = (bytes: number) => `${(Math.round((bytes / 1024 / 1024) * 10) / 10 || 0).toFixed(1)} MiB`;
const percent = (share: number | undefined) => (share === undefined ? '–' : `${Math.round(share * 100)} %`);

function nextPoll(at: string | undefined, now: string): string {
  if (at === undefined) return 'never';
  const minutes = Math.round((Date.parse(at) - Date.parse(now)) / 60_000);
  return minutes <= 0 ? 'due' : `in ${spell(minutes)}`;
}

function spell(minutes: number): string {
  if (minutes < 90) return `${Math.round(minutes)} min`;
  return minutes < 48 * 60 ? `${Math.round(minutes / 60)} h` : `${Math.round(minutes / 60 / 24)} d`;
}
