import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readModel, type ScoreModel, UnreadableModelError } from '../../../../lambdas/domain/score/model';
import { scoreCandidate } from '../../../../lambdas/domain/score/score-candidate';
import { trainModel } from '../../../../lambdas/domain/score/train-model';
import { createFeatureReader } from '../../../../lambdas/domain/score/training-rows';
import { weightOf } from '../../../../lambdas/domain/score/weight-table';
import { makeExamples } from './training-examples';

const file = trainModel(makeExamples());
const text = JSON.stringify(file);

/** The names as a person reads them from the file: a capital says how many characters of the name before come first. */
function splitNames(joined: string): string[] {
  const names: string[] = [];
  for (const [, mark, rest] of joined.matchAll(/([A-Z])([^A-Z]*)/g))
    names.push((names.at(-1) ?? '').slice(0, mark!.charCodeAt(0) - 65) + rest);
  return names;
}

describe('trainModel', () => {
  it('makes the same bytes from the same examples, in any order', () => {
    expect(JSON.stringify(trainModel(makeExamples()))).toBe(text);
    expect(JSON.stringify(trainModel(makeExamples().reverse()))).toBe(text);
  });

  it('says what it was trained on', () => {
    expect(file.about).toEqual({
      printed: 48,
      passedOver: 48,
      from: '2019-01-10',
      to: '2019-06-17',
      lastPrinted: '2019-06-17',
    });
  });

  it('gives words of printed titles more weight than words of passed-over ones, and the words that frame both almost none', () => {
    const { words: terms } = readModel(file).weights;
    expect(weightOf(terms, 'outage')).toBeGreaterThan(0);
    expect(weightOf(terms, 'monads')).toBeLessThan(0);
    expect(Math.abs(weightOf(terms, 'rethinking'))).toBeLessThan(weightOf(terms, 'outage') / 5);
  });

  it('reads the end of the link: its words speak where the title says nothing', () => {
    const linked = makeExamples().map((example) => ({
      ...example,
      title: 'Thursday',
      url: `${example.url}/${example.printed ? 'what-broke' : 'what-shipped'}.html`,
    }));
    const { slugs } = readModel(trainModel(linked)).weights;
    expect(weightOf(slugs, 'broke')).toBeGreaterThan(0);
    expect(weightOf(slugs, 'shipped')).toBeLessThan(0);
    expect(Math.abs(weightOf(slugs, 'what'))).toBeLessThan(weightOf(slugs, 'broke') / 5);
    expect(weightOf(slugs, 'html')).toBe(0);
  });

  it('learns from passed-over links younger than the last printed one, but less than from those that were answered', () => {
    const passed = (date: string) =>
      Array.from({ length: 6 }, (_, at) => ({
        date,
        title: `Quantum toasters ${'abcdef'[at]}`,
        url: `https://q${at}.example/`,
        printed: false,
      }));
    const weigh = (date: string) =>
      weightOf(readModel(trainModel([...makeExamples(), ...passed(date)])).weights.words, 'toasters');
    expect(weigh('2019-02-01')).toBeLessThan(weigh('2025-02-01'));
    expect(weigh('2025-02-01')).toBeLessThan(0);
  });

  it('counts publishers truly', () => {
    const examples = makeExamples();
    const { publishers } = readModel(file);
    for (const host of ['ops.example', 'gadgets.example']) {
      const own = examples.filter((example) => example.url.includes(`/${host}/`));
      expect(publishers.get(host)).toMatchObject({
        printed: own.filter((example) => example.printed).length,
        seen: own.length,
      });
    }
  });

  it('tells of a publisher’s last twenty only what is known: links after the last printed one count as seen, never as passed over', () => {
    const later = Array.from({ length: 25 }, (_, at) => ({
      date: '2025-03-01',
      title: `Thursday ${at}`,
      url: `https://ops.example/later/${at}`,
      printed: false,
    }));
    const before = readModel(file).publishers.get('ops.example')!;
    const model = readModel(trainModel([...makeExamples(), ...later]));
    expect(model.publishers.get('ops.example')).toEqual({ ...before, seen: before.seen + 25 });
    expect(model.about).toMatchObject({ to: '2025-03-01', lastPrinted: '2019-06-17' });
  });

  it('learns from near misses what plain misses hide: the words that tell the close ones apart weigh more', () => {
    const near = Array.from({ length: 24 }, (_, at) => ({
      date: '2019-03-01',
      title: `Vendor outage news ${'abcdefgh'[at % 8]}`,
      url: `https://near${at}.example/`,
      printed: false,
    }));
    const weigh = (close: boolean) =>
      weightOf(
        readModel(trainModel([...makeExamples(), ...near.map((example) => ({ ...example, close }))])).weights.words,
        'vendor',
      );
    expect(weigh(true)).toBeLessThan(weigh(false));
    expect(weigh(false)).toBeLessThan(0);
  });

  it('comes out the same when links were read before, and in the same order without its calibration', () => {
    const reader = createFeatureReader();
    const examples = makeExamples();
    trainModel(examples.slice(20), { reader, calibration: true });
    const again = readModel(trainModel(examples, { reader, calibration: true }));
    const order = (model: ScoreModel) =>
      [...examples]
        .sort((left, right) => scoreCandidate(model, right).score - scoreCandidate(model, left).score)
        .map(({ title }) => title);
    expect(order(again).slice(0, 20)).toEqual(order(readModel(file)).slice(0, 20));
  });

  it('lets no flood of one publisher teach that its subject is never printed, nor its record alone bury what it has to say', () => {
    const flood = (host: (at: number) => string) =>
      Array.from({ length: 1000 }, (_, at) => ({
        date: '2019-03-01',
        title: `Failover drills by ${'abcdefgh'[at % 8]}`,
        url: `https://${host(at)}/${at}`,
        printed: false,
        close: true,
      }));
    const learnFrom = (host: (at: number) => string) => readModel(trainModel([...makeExamples(), ...flood(host)]));
    const one = learnFrom(() => 'flood.example');
    const many = learnFrom((at) => `flood${at}.example`);
    const score = (model: ScoreModel, title: string, url: string) => scoreCandidate(model, { title, url }).score;
    const elsewhere = 'https://elsewhere.example/new';
    expect(score(one, 'Failover drills', elsewhere)).toBeGreaterThan(1.5 * score(many, 'Failover drills', elsewhere));
    const outage = 'A postmortem of our outage';
    expect(score(one, outage, 'https://flood.example/new')).toBeGreaterThan(0.1 * score(one, outage, elsewhere));
  });

  it('refuses to learn from one kind alone', () => {
    expect(() => trainModel(makeExamples().filter((example) => example.printed))).toThrow(RangeError);
    expect(() => trainModel([])).toThrow(RangeError);
  });
});

describe('readModel', () => {
  it('reads back what the trainer wrote, the largest weight exactly', () => {
    const model = readModel(JSON.parse(text));
    expect(model.bias).toBe(file.bias);
    const { largest, names } = file.weights.words;
    const weights = splitNames(names).map((name) => Math.abs(weightOf(model.weights.words, name)));
    expect(weights.every((weight) => weight <= largest)).toBe(true);
    expect(weights).toContain(largest);
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a list', []],
    ['an empty object', {}],
    ['another format', { ...file, format: 1 }],
    [
      'half the words',
      {
        ...file,
        weights: { ...file.weights, words: { ...file.weights.words, names: file.weights.words.names.slice(0, 200) } },
      },
    ],
    [
      'half the weights',
      {
        ...file,
        weights: { ...file.weights, grams: { ...file.weights.grams, bytes: file.weights.grams.bytes.slice(0, 100) } },
      },
    ],
    ['a bias that is not a number', { ...file, bias: '0' }],
    ['a publisher without counts', { ...file, publishers: { names: 'ops.example', counts: [3] } }],
    ['a publisher with a broken count', { ...file, publishers: { names: 'ops.example', counts: [3, 4, 'x', 4] } }],
  ])('refuses %s and says what was expected', (_name, json) => {
    expect(() => readModel(json)).toThrow(UnreadableModelError);
    expect(() => readModel(json)).toThrow(/ranking model: /);
  });

  it('never takes a changed file silently for a model with other than numbers in it', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(...Object.keys(file)), (value, key) => {
        try {
          const model = readModel({ ...file, [key]: value });
          expect(Number.isFinite(model.bias + model.baseOdds + model.calibration.slope)).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(UnreadableModelError);
        }
      }),
    );
  });
});
