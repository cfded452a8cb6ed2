import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { publisherOf } from '../../../../lambdas/domain/link/publisher';
import { reputeOf } from '../../../../lambdas/domain/score/field-publishers';
import { publisherLogOdds } from '../../../../lambdas/domain/score/judge';
import { readModel } from '../../../../lambdas/domain/score/model';
import { scoreCandidate } from '../../../../lambdas/domain/score/score-candidate';
import { trainModel } from '../../../../lambdas/domain/score/train-model';
import { makeExamples } from './training-examples';

const model = readModel(trainModel(makeExamples()));
const thursday = (url: string, records: [string, { printed: number; seen: number }][] = []) =>
  scoreCandidate(
    {
      ...model,
      publishers: new Map(records.map(([name, known]) => [name, { ...known, recentPrinted: 0, recentSeen: 0 }])),
    },
    { title: 'Thursday', url },
  );

describe('the repute of a publisher', () => {
  it('is known of a host, of what is under its domain, and of one author on a host of many', () => {
    for (const url of [
      'https://incident.io/blog/a',
      'https://www.honeycomb.io/blog/a',
      'https://blog.danslimmon.com/2026/a',
      'https://medium.com/@copyconstruct/a-1',
    ])
      expect(reputeOf(publisherOf(url))?.subject).toBe('writes on reliability');
    expect(reputeOf(publisherOf('https://slack.engineering/a'))?.subject).toBe('tells how it runs its services');
  });

  it('is not lent to a host that only looks alike, nor to other authors on the same host', () => {
    for (const url of [
      'https://notincident.io/a',
      'https://incident.io.evil.example/a',
      'https://evil.example/incident.io',
      'https://incident.io@evil.example/a',
      'https://medium.com/@somebody/a-1',
      'https://medium.com/@x.danluu.com/a-1',
      'https://medium.com/danluu.com/a-1',
      'https://acme.statuspage.io/incidents/a',
      'https://medium.com/a',
      'https://io/a',
      '',
    ])
      expect(reputeOf(publisherOf(url))).toBeUndefined();
  });

  it('is found or not, whatever the text', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.webUrl().map(publisherOf)), (text) => void reputeOf(text)));
  });

  it('lifts a link of one never seen, more for one that writes of nothing else, and says so', () => {
    const unknown = thursday('https://nowhere.example/1');
    const house = thursday('https://slack.engineering/1');
    const own = thursday('https://incident.io/1');
    expect(house.score).toBeGreaterThan(unknown.score);
    expect(own.score).toBeGreaterThan(house.score);
    expect(own.reasons).toContain('incident.io writes on reliability');
    expect(house.reasons).toContain('slack.engineering tells how it runs its services');
  });

  it('gives way to the record: what was often passed over sinks below one never seen, and the record is told', () => {
    const passedOver = thursday('https://incident.io/1', [['incident.io', { printed: 0, seen: 40 }]]);
    expect(passedOver.score).toBeLessThan(thursday('https://nowhere.example/1').score);
    expect(passedOver.reasons).toContain('incident.io: 0 of 40 known links printed');
    const printed = thursday('https://incident.io/1', [['incident.io', { printed: 30, seen: 40 }]]);
    expect(printed.reasons).toContain('incident.io: 30 of 40 known links printed');
  });

  it('never counts against a link of which as many were printed as of others, or fewer', () => {
    const repute = reputeOf('incident.io');
    const odds = fc.double({ min: 0.001, max: 2, noNaN: true });
    fc.assert(
      fc.property(fc.nat(500), fc.nat(500), odds, (printed, passedOver, baseOdds) => {
        fc.pre(printed <= passedOver * baseOdds);
        const record = { printed, seen: printed + passedOver, recentPrinted: 0, recentSeen: 0 };
        const alone = publisherLogOdds({ record, repute: undefined }, baseOdds);
        expect(publisherLogOdds({ record, repute }, baseOdds)).toBeGreaterThanOrEqual(alone);
      }),
    );
  });
});
