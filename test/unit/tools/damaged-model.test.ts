import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { trainModel } from '../../../lambdas/domain/score/train-model';
import { previousOf, replaceModel } from '../../../lib/tools/replace-model';
import { makeExamples } from '../domain/score/training-examples';

const folder = mkdtempSync(join(tmpdir(), 'damaged-model-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('a model file cut in half', () => {
  const project = join(folder, 'project');
  for (const part of ['bin/score.ts', 'lib/tools', 'lib/local/terminal.ts', 'lambdas', 'package.json', 'tsconfig.json'])
    cpSync(part, join(project, part), { recursive: true });
  symlinkSync(resolve('node_modules'), join(project, 'node_modules'));
  const model = join(project, 'lambdas/domain/score/ranking.model.json');
  const score = () =>
    spawnSync(process.execPath, ['--import', 'tsx', 'bin/score.ts'], {
      cwd: project,
      input: '{"id":1,"title":"Incident review of our outage","url":"https://a.example/1"}\n',
      encoding: 'utf8',
    });

  it('leaves npm run score answering by the model before it, with one line that says so', () => {
    truncateSync(model, Math.floor(readFileSync(model).length / 2));
    const { status, stdout, stderr } = score();
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ id: 1, score: expect.any(Number) });
    expect(stderr).toMatch(
      /^score: ranking\.model\.json: expected a whole JSON file.*ranking\.previous\.model\.json serves instead.*\n$/,
    );
  }, 60_000);

  it('stops npm run score with one line and nothing on stdout when the one before is damaged too', () => {
    writeFileSync(previousOf(model), '{');
    const { status, stdout, stderr } = score();
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^score: no ranking model can be read: .*\n$/);
  }, 60_000);

  it('stops a build of the lambdas, so that what is deployed goes on serving', () => {
    const build = () =>
      execFileSync(
        'node_modules/.bin/esbuild',
        [
          'lambdas/draft.ts',
          '--bundle',
          '--platform=node',
          '--external:*/ranking.previous.model.json',
          '--outfile=out.js',
        ],
        {
          cwd: project,
          stdio: 'pipe',
        },
      );
    expect(build).toThrow(/ranking\.model\.json/);
  });
});

describe('replacing a model', () => {
  const file = join(folder, 'my.model.json');
  const [one, two] = [1, 2].map((bias) => JSON.stringify({ ...trainModel(makeExamples()), bias })) as [string, string];
  const previous = () => readFileSync(previousOf(file), 'utf8');

  it('keeps the one before, once it is another', async () => {
    expect(await replaceModel(file, one)).toBe(false);
    expect(await replaceModel(file, one)).toBe(false);
    expect(await replaceModel(file, two)).toBe(true);
    expect([readFileSync(file, 'utf8'), previous()]).toEqual([two, one]);
  });

  it('changes nothing when the new one cannot be read back', async () => {
    await expect(replaceModel(file, one.slice(0, 999))).rejects.toThrow();
    expect([readFileSync(file, 'utf8'), previous()]).toEqual([two, one]);
  });

  it('does not keep a damaged one in place of a good one', async () => {
    writeFileSync(file, two.slice(0, two.length / 2));
    expect(await replaceModel(file, two)).toBe(false);
    expect([readFileSync(file, 'utf8'), previous()]).toEqual([two, one]);
  });
});
