import { describe, expect, it } from 'vitest';
import { UnreadableModelError } from '../../../../lambdas/domain/score/model';
import { type ModelSource, readFirstGoodModel, readShippedModel } from '../../../../lambdas/domain/score/shipped-model';
import { trainModel } from '../../../../lambdas/domain/score/train-model';
import { makeExamples } from './training-examples';

const file = trainModel(makeExamples());
const text = JSON.stringify(file);
const source = (name: string, content: string): ModelSource => ({
  name,
  load: async () => ({ default: JSON.parse(content) }),
});
const good = (name: string) => source(name, text);
const cut = (name: string) => source(name, text.slice(0, text.length / 2));
const damaged = (name: string) => source(name, JSON.stringify({ ...file, bias: 'none' }));

async function read(...sources: ModelSource[]) {
  const told: string[] = [];
  const model = await readFirstGoodModel(sources, (line) => told.push(line));
  return { model, told };
}

describe('the model that serves', () => {
  it('is the shipped one, without a word', async () => {
    const told: string[] = [];
    const { about } = await readShippedModel((line) => told.push(line));
    expect(about.printed).toBeGreaterThan(1000);
    expect(told).toEqual([]);
  });

  it('is the one before when the shipped file was cut in half, and the operator is told once: what, why, and what to do', async () => {
    const { model, told } = await read(cut('new.json'), good('old.json'));
    expect(model.about).toEqual(file.about);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(/^new\.json: expected a whole JSON file.*; old\.json serves instead\. Make it again/);
    expect(told[0]).not.toContain('\n');
  });

  it('says what does not add up in a file that is JSON but no model', async () => {
    const { told } = await read(damaged('new.json'), good('old.json'));
    expect(told[0]).toContain('new.json: ranking model: expected bias to be a number');
  });

  it('is none, with a clear error, when neither can be read', async () => {
    const both = read(cut('new.json'), damaged('old.json'));
    await expect(both).rejects.toThrow(UnreadableModelError);
    await expect(both).rejects.toThrow(/new\.json: .*old\.json: .*npm run train/);
  });
});
