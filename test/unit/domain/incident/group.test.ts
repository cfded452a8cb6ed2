import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Impact, Incident } from '../../../../lambdas/domain/incident';
import { groupIncidents } from '../../../../lambdas/domain/incident/group';
import { mergeReports } from '../../../../lambdas/domain/incident/merge';

interface Case {
  case: string;
  incidents: {
    service: string;
    title: string;
    at: string;
    end?: string;
    text: string[];
    impact?: Impact;
    components?: string[];
  }[];
  groups: number[][];
}

const readCases = (file: string) =>
  readFileSync(`test/fixtures/${file}.jsonl`, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Case);
/** Each set was written, and its first figure noted in docs/decisions.md, before the rules were tuned on it. */
const sets = [
  'incident-groups',
  'incident-groups-second',
  'incident-groups-third',
  'incident-groups-fourth',
  'incident-groups-fifth',
  'incident-groups-sixth',
  'incident-groups-seventh',
  'incident-groups-eighth',
  'incident-groups-ninth',
  'incident-groups-tenth',
].map((name) => ({
  name,
  cases: readCases(name),
}));
const cases = sets.flatMap((set) => set.cases);

function build(item: Case): Incident[] {
  return item.incidents.map((written, at) => {
    const startedAt = `2026-03-04T${written.at}:00Z`;
    const sourceId = written.service;
    return mergeReports(
      undefined,
      {
        id: `${item.case} ${at}`,
        service: written.service,
        title: written.title,
        url: `https://status.example/incidents/${at}`,
        startedAt,
        ...(written.end === undefined ? {} : { resolvedAt: `2026-03-04T${written.end}:00Z` }),
        ...(written.impact === undefined ? {} : { impact: written.impact }),
        components: written.components ?? [],
        updates: written.text
          .map((text) => ({ at: startedAt, stage: 'investigating' as const, text }))
          .concat(
            written.end === undefined
              ? []
              : [
                  {
                    at: `2026-03-04T${written.end}:00Z`,
                    stage: 'resolved' as never,
                    text: 'This incident has been resolved.',
                  },
                ],
          ),
        maintenance: false,
      },
      { sourceId, seenAt: '2026-03-05T12:00:00Z' },
    );
  });
}

function pairsOf(item: Case): { expected: Set<string>; found: Set<string>; reasons: string[] } {
  const incidents = build(item);
  const index = new Map(incidents.map((incident, at) => [incident.key, at]));
  const expected = new Set(item.groups.flatMap(([leader, ...rest]) => rest.map((member) => `${leader}<${member}`)));
  const grouped = groupIncidents(incidents);
  const found = new Set(grouped.map(({ key, group }) => `${index.get(group)}<${index.get(key)}`));
  return { expected, found, reasons: grouped.map(({ reason }) => reason) };
}

describe('grouping across vendors', () => {
  it.each(sets)('reaches 98 % precision and 85 % recall on the labelled cases of $name', ({ cases }) => {
    let right = 0;
    const wrong: string[] = [];
    const missed: string[] = [];
    for (const item of cases) {
      const { expected, found } = pairsOf(item);
      for (const pair of found)
        if (expected.has(pair)) right += 1;
        else wrong.push(`${item.case}: ${pair}`);
      for (const pair of expected) if (!found.has(pair)) missed.push(`${item.case}: ${pair}`);
    }
    const precision = right / (right + wrong.length);
    const recall = right / (right + missed.length);
    expect(cases.length).toBeGreaterThanOrEqual(29);
    expect(precision, wrong.join('\n')).toBeGreaterThanOrEqual(0.98);
    expect(recall, missed.join('\n')).toBeGreaterThanOrEqual(0.85);
  });

  it('gives a reason for every grouping that names what the two have in common', () => {
    for (const item of cases)
      for (const reason of pairsOf(item).reasons)
        expect(reason).toMatch(/^(puts it down to|in|both put it down to) \S/);
  });

  it('does not depend on the order of the incidents', () => {
    fc.assert(
      fc.property(fc.constantFrom(...cases), fc.infiniteStream(fc.nat()), (item, stream) => {
        const incidents = build(item);
        const shuffled = incidents
          .map((incident) => ({ incident, at: stream.next().value as number }))
          .sort((a, b) => a.at - b.at)
          .map(({ incident }) => incident);
        const byKey = (list: ReturnType<typeof groupIncidents>) => [...list].sort((a, b) => (a.key < b.key ? -1 : 1));
        expect(byKey(groupIncidents(shuffled))).toEqual(byKey(groupIncidents(incidents)));
      }),
    );
  });

  it('never groups two incidents of one page', () => {
    for (const item of cases) {
      const one = build(item).map((incident) => ({ ...incident, sourceId: 'one page' }));
      expect(groupIncidents(one)).toEqual([]);
    }
  });

  it('leads back to one cause when two pages blame each other', () => {
    const [left, right] = build({
      case: 'ring',
      incidents: [
        {
          service: 'Alphaworks',
          title: 'Down',
          at: '10:00',
          end: '11:00',
          text: ['We are down due to an outage at Betaworks.'],
        },
        {
          service: 'Betaworks',
          title: 'Down',
          at: '10:05',
          end: '11:00',
          text: ['We are down due to an outage at Alphaworks.'],
        },
      ],
      groups: [],
    });
    expect(groupIncidents([right!, left!])).toEqual([
      { key: right!.key, group: left!.key, reason: 'puts it down to Alphaworks' },
    ]);
  });
});
