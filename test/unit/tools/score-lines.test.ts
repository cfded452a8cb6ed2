import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { readModel } from '../../../lambdas/domain/score/model';
import { trainModel } from '../../../lambdas/domain/score/train-model';
import { runScore, scoreLines } from '../../../lib/tools/score-lines';
import { trainFiles } from '../../../lib/tools/train-files';
import { makeExamples } from '../domain/score/training-examples';

const model = readModel(trainModel(makeExamples()));

async function score(input: string) {
  const [output, errors] = [new PassThrough(), new PassThrough()];
  const [stdout, stderr] = [text(output), text(errors)];
  const code = await scoreLines(model, Readable.from([input]), output, errors);
  output.end();
  errors.end();
  return { code, stdout: await stdout, stderr: await stderr };
}

async function train(args: string[]) {
  const errors = new PassThrough();
  const stderr = text(errors);
  const code = await trainFiles(args, errors);
  errors.end();
  return { code, stderr: await stderr };
}

const line = (value: unknown): string => `${JSON.stringify(value)}\n`;

describe('npm run score', () => {
  it('answers every line, in order, with id, score and reasons', async () => {
    const ids = ['b', 7, 'a'];
    const { code, stdout, stderr } = await score(
      ids.map((id) => line({ id, title: 'An outage retrospective', url: 'https://x.example/1' })).join(''),
    );
    const answers = stdout
      .trimEnd()
      .split('\n')
      .map((answer) => JSON.parse(answer));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(answers.map(({ id }) => id)).toEqual(ids);
    for (const answer of answers) expect(Object.keys(answer)).toEqual(['id', 'score', 'reasons']);
  });

  it('reads Windows line ends, blank lines, a byte order mark and a last line without an end', async () => {
    const one = JSON.stringify({ id: 1, title: 'a', url: '' });
    const { code, stdout } = await score(`\uFEFF${one}\r\n\r\n${one}`);
    expect(code).toBe(0);
    expect(stdout.trimEnd().split('\n')).toHaveLength(2);
  });

  it.each([
    [['--help'], 0, /^npm run score < FILE/],
    [['links.jsonl'], 2, /^score: expected no arguments, got "links\.jsonl"; the links are read from stdin\.\n$/],
  ])('takes no arguments, and says so to %j without reading', async (args, code, says) => {
    const [output, errors] = [new PassThrough(), new PassThrough()];
    const waiting = new PassThrough();
    expect(await runScore(args, waiting, output, errors)).toBe(code);
    expect([output.read(), String(errors.read())]).toEqual([null, expect.stringMatching(says)]);
  });

  it('says on a terminal what it waits for', async () => {
    const [output, errors] = [new PassThrough(), new PassThrough()];
    expect(await runScore([], Object.assign(Readable.from([]), { isTTY: true }), output, errors)).toBe(0);
    expect(String(errors.read())).toMatch(/^score: waiting for JSON lines/);
  });

  it('takes no character within a title for the end of a line, in whatever pieces it comes', async () => {
    const input = Buffer.from(
      ['\u2028', '\u2029', '\u0085'].map((sign) => `{"id":1,"title":"An é${sign}outage","url":""}\r\n`).join(''),
    );
    const [output, errors] = [new PassThrough(), new PassThrough()];
    const stdout = text(output);
    expect(await scoreLines(model, Readable.from([...input].map((byte) => Buffer.of(byte))), output, errors)).toBe(0);
    output.end();
    expect((await stdout).trimEnd().split('\n')).toHaveLength(3);
  });

  it('reads a title as markup spells it', async () => {
    const { stdout } = await score(
      ['AT&amp;T&#8217;s outage', 'AT&T’s outage'].map((title) => line({ id: 1, title, url: '' })).join(''),
    );
    const [spelled, plain] = stdout.trimEnd().split('\n');
    expect(spelled).toBe(plain);
  });

  it('answers nothing that turns text around', async () => {
    const { stdout } = await score(line({ id: 1, title: '\u202eAn outage retrospective', url: '' }));
    expect(stdout).toContain('“outage retrospective”');
  });

  it('ends quietly when whoever reads the answers has seen enough', async () => {
    const command = `node --import tsx bin/score.ts | head -n 1`;
    const { stdout, stderr } = spawnSync('bash', ['-c', command], {
      cwd: join(import.meta.dirname, '../../..'),
      input: line({ id: 1, title: 'An outage retrospective', url: '' }).repeat(20_000),
      encoding: 'utf8',
    });
    expect(stdout.trimEnd().split('\n')).toHaveLength(1);
    expect(stderr).toBe('');
  });

  it('writes nothing for nothing', async () => {
    expect(await score('')).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it.each([
    ['not JSON', 'hello\n'],
    ['cut JSON', '{"id":1,"title":"a"\n'],
    ['a list', '[1]\n'],
    ['no id', line({ title: 'a', url: 'b' })],
    ['no title', line({ id: 1, url: 'b' })],
    ['a url that is not text', line({ id: 1, title: 'a', url: 5 })],
    ['a summary that is not text', line({ id: 1, title: 'a', url: 'b', summary: {} })],
  ])('refuses %s: the line named, code 2, nothing written', async (_name, bad) => {
    const { code, stdout, stderr } = await score(`${line({ id: 1, title: 'a', url: 'https://x.example' })}${bad}`);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^score: line 2 .+\n$/);
  });
});

describe('npm run train', () => {
  const folder = mkdtempSync(join(tmpdir(), 'train-'));
  const file = (name: string, content: string): string => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const lines = (printed: boolean): string =>
    makeExamples()
      .filter((example) => example.printed === printed)
      .map(({ date, title, url }) => line({ date, title, url }))
      .join('');
  const picks = file('picks.jsonl', lines(true));
  const passedOver = file('passed.jsonl', lines(false));

  it('writes a model that reads, the same bytes twice', async () => {
    const [one, two] = [join(folder, 'one.json'), join(folder, 'two.json')];
    expect((await train(['--picks', picks, '--passed-over', passedOver, '--out', one])).code).toBe(0);
    expect((await train(['--picks', picks, '--passed-over', passedOver, '--out', two])).code).toBe(0);
    expect(readFileSync(one, 'utf8')).toBe(readFileSync(two, 'utf8'));
    expect(readModel(JSON.parse(readFileSync(one, 'utf8'))).about.printed).toBe(48);
  });

  it('says what it takes when asked, and reads nothing', async () => {
    const { code, stderr } = await train(['--help']);
    expect([code, stderr]).toEqual([0, expect.stringMatching(/^npm run train -- --picks FILE/)]);
  });

  it('names bad lines, counts them, skips them, and does not let them change the model', async () => {
    const [clean, dirty] = [join(folder, 'clean.json'), join(folder, 'dirty.json')];
    const bad = file(
      'bad.jsonl',
      `nonsense\n${lines(true)}{"date":"yesterday","title":"a","url":"https://a.example"}\n{"date":"2019-01-01","title":"","url":"https://a.example"}\n{"date":"2019-01-01","title":"a","url":"a"}\n`,
    );
    await train(['--picks', picks, '--passed-over', passedOver, '--out', clean]);
    const { code, stderr } = await train(['--picks', bad, '--passed-over', passedOver, '--out', dirty]);
    expect(code).toBe(0);
    expect(stderr).toContain('line 1 is not JSON, skipped');
    expect(stderr).toContain('4 bad lines skipped');
    expect(readFileSync(dirty, 'utf8')).toBe(readFileSync(clean, 'utf8'));
  });

  it.each([
    ['no arguments', [], '--picks: expected a file, got nothing'],
    ['one file only', ['--picks', picks], '--passed-over: expected a file, got nothing'],
    ['an unknown flag', ['--pick', picks], "'--pick'"],
    ['a file that is not there', ['--picks', join(folder, 'none'), '--passed-over', passedOver], 'no such file'],
    [
      'a file without a usable line',
      ['--picks', file('empty.jsonl', 'x\n'), '--passed-over', passedOver],
      'no usable line',
    ],
  ])('refuses %s with code 2 and writes nothing', async (_name, args, message) => {
    const out = join(folder, 'never.json');
    const { code, stderr } = await train([...args, '--out', out]);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(existsSync(out)).toBe(false);
  });

  it('refuses a place where nothing can be written before it reads, and says why', async () => {
    const nowhere = join(folder, 'nowhere');
    const { code, stderr } = await train([
      '--picks',
      picks,
      '--passed-over',
      passedOver,
      '--out',
      join(nowhere, 'm.json'),
    ]);
    expect([code, stderr]).toEqual([2, `train: --out ${nowhere}: there is no such file or folder\n`]);
  });
});
