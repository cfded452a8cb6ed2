import { readClock } from '../../../lambdas/contract/env';
import { cleanText } from '../../../lambdas/domain/feed/text';
import type { CandidateStore, LearnedStore } from '../../../lambdas/domain/ports';
import { forget } from '../../../lambdas/domain/score/learn';
import { totalsOf } from '../../../lambdas/domain/score/learned';
import { weigh } from '../../../lambdas/domain/score/learned-weights';
import { readShippedModel } from '../../../lambdas/domain/score/shipped-model';
import { findPrinted } from '../../../lambdas/pipeline/find-printed';
import { count, type Terminal, UsageError } from '../../local/terminal';
import { type Asking, createCommandFetcher } from './command-fetcher';
import { readPastIssues, rememberIssues } from './import-issues';

/** What the verbs over the memory work with: what was printed, and what was learned from it. */
export interface MemoryWorld {
  candidates: CandidateStore;
  learned: LearnedStore;
  asking: Asking;
  terminal: Terminal;
}

const print = (line: string) => process.stdout.write(`${line}\n`);
const namedAtMost = 20;

/** Reads every target before anything is written; 1 when something in them could not be taken. */
export async function runImportIssues(world: MemoryWorld, targets: readonly string[]): Promise<number> {
  const { candidates, asking, terminal } = world;
  const now = readClock(process.env);
  const fetcher = createCommandFetcher('import-issues', asking);
  try {
    const issues = [];
    let bad = 0;
    for (const target of targets) {
      const read = await readPastIssues(target, fetcher, now);
      issues.push(...read.issues);
      for (const { where, reason } of read.bad) {
        bad += 1;
        if (bad <= namedAtMost) print(`skipped  ${target}: ${where} ${cleanText(reason, 300)}`);
      }
    }
    if (bad > namedAtMost) print(`skipped  ${bad - namedAtMost} more`);
    const done = await rememberIssues(candidates, issues, (count) =>
      terminal.progress('remembering', count, issues.length),
    );
    print(
      `remembered ${count(done.issues, 'issue')}: ${count(done.fresh, 'link')} added, ${done.known} known, ${bad} skipped`,
    );
    return bad === 0 ? 0 : 1;
  } finally {
    fetcher.close();
  }
}

/** Says of each link or title whether an issue printed it. */
export async function runPrinted({ candidates }: MemoryWorld, named: readonly string[]): Promise<number> {
  const asked = named.map((name) => {
    const isLink = /^https?:\/\//i.test(name);
    return { id: name, title: isLink ? '' : name, url: isLink ? name : '' };
  });
  const printed = await findPrinted(candidates, asked);
  for (const { id } of asked) {
    const issue = printed.get(id);
    print(`${issue === undefined ? 'not printed' : `printed in #${issue}`}  ${id}`);
  }
  return 0;
}

/** Shows what the editor's decisions taught: what moves scores most first, words and publishers apart. */
export async function runLearned({ learned, terminal }: MemoryWorld, asJson: boolean): Promise<number> {
  const layer = await learned.get();
  const { all, words, publishers } = totalsOf(layer);
  const weights = weigh(layer, await readShippedModel((line) => terminal.line(`learned: ${line}`)));
  const lines = [
    ...[...words].map(([name, tally]) => ({ kind: 'word', name, weight: weights.ofWord(name), ...tally })),
    ...[...publishers].map(([name, { recent: _, ...tally }]) => {
      const weight = weights.ofPublisher(name)?.weight ?? 0;
      return { kind: 'publisher', name, weight, ...tally };
    }),
  ].toSorted((left, right) => Math.abs(right.weight) - Math.abs(left.weight) || (left.name < right.name ? -1 : 1));
  if (asJson) for (const line of lines) print(JSON.stringify(line));
  else {
    for (const { kind, name, weight, seen, kept, expected } of lines.slice(0, 60)) {
      const sign = weight < 0 ? '−' : '+';
      print(
        `${sign}${Math.abs(weight).toFixed(2)}  ${kind.padEnd(9)}  ${cleanText(name, 40).padEnd(40)}  for printing ${kept} of ${seen}, expected ${expected.toFixed(1)}`,
      );
    }
  }
  terminal.line(
    lines.length === 0
      ? 'Nothing was learned yet: decisions at the desk teach, and so does every issue that is published.'
      : `${all.seen} decisions, ${all.kept} for printing; ${words.size} words and ${publishers.size} publishers${asJson || lines.length <= 60 ? '' : ', the strongest 60 shown'}. "forget NAME" undoes one.`,
  );
  return 0;
}

/** Forgets words and publishers by name. Throws UsageError for names it never learned, and then forgets none. */
export async function runForget({ learned }: MemoryWorld, named: readonly string[]): Promise<number> {
  const names = [...new Set(named.map((text) => text.toLowerCase()))];
  const known = await learned.get();
  const unknown = names.filter((name) => forget(known, name) === known);
  if (unknown.length > 0)
    throw new UsageError(
      `forget: nothing was learned of ${unknown.map((name) => `"${name}"`).join(', ')}; "learned" lists what was.`,
    );
  await learned.change((layer) => names.reduce(forget, layer));
  for (const name of names) print(`forgot  ${name}`);
  return 0;
}
