import type { Readable, Writable } from 'node:stream';
import { decodeEntities } from '../../lambdas/domain/feed/entities';
import { cleanText } from '../../lambdas/domain/feed/text';
import { type ScoreModel, UnreadableModelError } from '../../lambdas/domain/score/model';
import { type Scorable, scoreCandidate } from '../../lambdas/domain/score/score-candidate';
import { readShippedModel } from '../../lambdas/domain/score/shipped-model';
import { parseObject, readLines, writeAll } from './json-lines';

/** Lines to write at once: one write a line would be most of the time. */
const batch = 1000;
/** Characters of a text that are read; the model reads fewer. */
const longestText = 2000;

const usage = `npm run score < FILE    ranks links: JSON lines in, JSON lines out in the same order
  in    { "id", "title", "url", "summary"?, "source"?, "publishedAt"? }
  out   { "id", "score": 0 to 1, "reasons": [at most three] }`;

/** `npm run score` with the shipped model; answers the exit code: 2 with one line on stderr for an argument, or when no model can be read. */
export async function runScore(
  [argument]: string[],
  input: Readable & { isTTY?: boolean },
  output: Writable,
  errors: Writable,
): Promise<number> {
  if (argument !== undefined) {
    const asksForHelp = argument === '--help' || argument === '-h';
    errors.write(
      asksForHelp ? `${usage}\n` : `score: expected no arguments, got "${argument}"; the links are read from stdin.\n`,
    );
    return asksForHelp ? 0 : 2;
  }
  if (input.isTTY) errors.write('score: waiting for JSON lines { "id", "title", "url" }; end them with Ctrl-D.\n');
  try {
    const model = await readShippedModel((line) => errors.write(`score: ${line}\n`));
    return await scoreLines(model, input, output, errors);
  } catch (error) {
    if (!(error instanceof UnreadableModelError)) throw error;
    errors.write(`score: ${error.message}\n`);
    return 2;
  }
}

/**
 * Scores JSON lines `{ id, title, url, summary?, source?, publishedAt? }` in, `{ id, score, reasons }` out, in the same order.
 * Answers the exit code: 0, or 2 at the first line that cannot be read, which stderr names by its number. Nothing of a bad input is written:
 * the answers wait until every line was read.
 */
export async function scoreLines(
  model: ScoreModel,
  input: Readable,
  output: Writable,
  errors: Writable,
): Promise<number> {
  const answers: string[] = [];
  for await (const line of readLines(input)) {
    const item = readItem(line.text);
    if (typeof item === 'string') {
      errors.write(`score: line ${line.number} ${item}\n`);
      return 2;
    }
    const { score, reasons } = scoreCandidate(model, item.scorable);
    answers.push(JSON.stringify({ id: item.id, score: Number(score.toFixed(6)), reasons }));
  }
  for (let from = 0; from < answers.length; from += batch) {
    await writeAll(output, `${answers.slice(from, from + batch).join('\n')}\n`);
  }
  return 0;
}

function readItem(text: string): { id: string | number; scorable: Scorable } | string {
  const line = parseObject(text);
  if (typeof line === 'string') return `${line}; expected {"id", "title", "url"}`;
  const { id, title, url, summary, source, publishedAt } = line;
  if (typeof id !== 'string' && typeof id !== 'number') return 'has no "id"; expected a string or a number';
  if (typeof title !== 'string') return 'has no "title"; expected a string';
  if (typeof url !== 'string') return 'has no "url"; expected a string';
  for (const [name, value] of Object.entries({ summary, source, publishedAt })) {
    if (value !== undefined && value !== null && typeof value !== 'string')
      return `has a "${name}" that is not a string`;
  }
  return {
    id,
    scorable: {
      title: plainText(title),
      url,
      ...(typeof summary === 'string' ? { summary: plainText(summary) } : {}),
      ...(typeof source === 'string' ? { source } : {}),
      ...(typeof publishedAt === 'string' ? { publishedAt } : {}),
    },
  };
}

/** Lists on the web are often kept as markup spells them; nothing that turns the text of a terminal around is answered. */
const plainText = (text: string) => cleanText(decodeEntities(text), longestText);
