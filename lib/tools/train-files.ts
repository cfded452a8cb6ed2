import { constants, createReadStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Example, trainModel } from '../../lambdas/domain/score/train-model';
import { explainFileFault, explainFlagFault } from '../local/terminal';
import { parseObject, readLines } from './json-lines';
import { previousOf, replaceModel } from './replace-model';

const shippedModel = fileURLToPath(new URL('../../lambdas/domain/score/ranking.model.json', import.meta.url));
const usage = `npm run train -- --picks FILE --passed-over FILE [--out FILE]    makes the ranking model again, byte for byte
  --picks FILE         JSON lines { "date", "title", "url" } of links that were printed
  --passed-over FILE   the same of links that were not
  --out FILE           where the model goes (default: the one that is shipped)`;
/** Bad lines named one by one; of the rest only the count. */
const namedAtMost = 10;

/**
 * `npm run train`: makes the ranking model from JSON lines `{ date, title, url }` and writes it to `--out` (default: the shipped model).
 * Bad lines are counted, named on stderr and skipped. Answers the exit code: 0, or 2 with one line on stderr and nothing written.
 */
export async function trainFiles(args: string[], errors: Writable): Promise<number> {
  const options = readOptions(args);
  if (options === 'help') {
    errors.write(`${usage}\n`);
    return 0;
  }
  if (typeof options === 'string') {
    errors.write(`train: ${options}. Run "npm run train -- --help" for the options.\n`);
    return 2;
  }
  const examples: Example[] = [];
  const closed = await access(dirname(options.out), constants.W_OK).then(() => undefined, explainFileFault);
  if (closed !== undefined) {
    errors.write(`train: --out ${closed}\n`);
    return 2;
  }
  for (const [name, file, printed] of [
    ['--picks', options.picks, true],
    ['--passed-over', options.passedOver, false],
  ] as const) {
    const fault = await access(file, constants.R_OK).then(() => undefined, explainFileFault);
    if (fault !== undefined) {
      errors.write(`train: ${name} ${fault}; expected JSON lines { "date", "title", "url" }\n`);
      return 2;
    }
    const before = examples.length;
    await readExamples(file, printed, examples, errors);
    if (examples.length === before) {
      errors.write(`train: ${name} ${file}: no usable line; expected JSON lines { "date", "title", "url" }\n`);
      return 2;
    }
  }
  const model = `${JSON.stringify(trainModel(examples))}\n`;
  const kept = await replaceModel(options.out, model);
  errors.write(
    `train: ${examples.length} links read, ${(model.length / 1024).toFixed(0)} KiB written to ${options.out}${kept ? `; the model before it is kept in ${previousOf(options.out)}` : ''}\n`,
  );
  return 0;
}

function readOptions(args: string[]): { picks: string; passedOver: string; out: string } | string {
  try {
    const { values } = parseArgs({
      args,
      options: {
        picks: { type: 'string' },
        'passed-over': { type: 'string' },
        out: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (values.help) return 'help';
    if (!values.picks) return '--picks: expected a file, got nothing';
    if (!values['passed-over']) return '--passed-over: expected a file, got nothing';
    return { picks: values.picks, passedOver: values['passed-over'], out: values.out ?? shippedModel };
  } catch (error) {
    return explainFlagFault(error);
  }
}

async function readExamples(file: string, printed: boolean, examples: Example[], errors: Writable): Promise<void> {
  let bad = 0;
  for await (const line of readLines(createReadStream(file, 'utf8'))) {
    const example = readExample(line.text, printed);
    if (example === 'not an article') continue;
    if (typeof example !== 'string') {
      examples.push(example);
      continue;
    }
    bad += 1;
    if (bad <= namedAtMost) errors.write(`train: ${file} line ${line.number} ${example}, skipped\n`);
  }
  if (bad > 0) errors.write(`train: ${file}: ${bad} bad ${bad === 1 ? 'line' : 'lines'} skipped\n`);
}

/** Past issues' outage lines are the service's name and a link: they teach nothing about articles, so only sections that are articles count. */
function readExample(text: string, printed: boolean): Example | string {
  const line = parseObject(text);
  if (typeof line === 'string') return line;
  const { date, title, url, section, kind } = line;
  if (section !== undefined && section !== 'article') return 'not an article';
  if (typeof date !== 'string' || !/^\d{4}-\d{2}-\d{2}/.test(date) || Number.isNaN(Date.parse(date)))
    return 'has no "date" (YYYY-MM-DD)';
  if (typeof title !== 'string' || title.trim() === '') return 'has no "title"';
  if (typeof url !== 'string' || !/^https?:\/\//i.test(url)) return 'has no http(s) "url"';
  return { date: date.slice(0, 10), title, url, printed, close: kind === 'hard' };
}
