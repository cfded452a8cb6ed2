import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Incident, Stage } from '../../../../lambdas/domain/incident';
import {
  incidentKey,
  isChanged,
  isOutage,
  keysOfReport,
  mergeReports,
} from '../../../../lambdas/domain/incident/merge';
import type { IncidentReport, ReportedUpdate } from '../../../../lambdas/domain/incident/report';
import { about, fold, report } from './harbourly';

const minute = fc
  .integer({ min: 0, max: 3_000 })
  .map((minutes) => new Date(Date.UTC(2026, 2, 4) + minutes * 60_000).toISOString());
const stage = fc.constantFrom<Stage>('investigating', 'identified', 'monitoring', 'update', 'resolved', 'postmortem');
const words = fc.constantFrom(
  'We are investigating the issue.',
  'Requests failed for 40% of customers due to a bad route.',
  'Some users cannot log in because of an outage at Okta.',
  'This incident has been resolved.',
  'Everything is unavailable for all customers.',
);
const update: fc.Arbitrary<ReportedUpdate> = fc
  .record({ at: fc.option(minute, { nil: undefined }), stage: fc.option(stage, { nil: undefined }), text: words })
  .map(({ at, stage: reached, text }) => ({
    text,
    ...(at === undefined ? {} : { at }),
    ...(reached === undefined ? {} : { stage: reached }),
  }));
const anyReport: fc.Arbitrary<IncidentReport> = fc
  .record({
    title: fc.constantFrom('API unreachable', '[Resolved] API unreachable', 'API and webhooks unreachable'),
    url: fc.constantFrom('https://a.example/incidents/h1', 'https://b.example/incidents/h1', ''),
    service: fc.constantFrom('Harbourly', ''),
    startedAt: fc.option(minute, { nil: undefined }),
    resolvedAt: fc.option(minute, { nil: undefined }),
    updatedAt: fc.option(minute, { nil: undefined }),
    impact: fc.option(fc.constantFrom('none', 'minor', 'major', 'critical'), { nil: undefined }),
    components: fc.array(fc.constantFrom('API', 'api', 'Webhooks', 'Dashboard'), { maxLength: 4 }),
    updates: fc.array(update, { maxLength: 6 }),
    isWhole: fc.option(fc.constant(true), { nil: undefined }),
    maintenance: fc.constant(false),
  })
  .map((fields) =>
    report(
      Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<IncidentReport>,
    ),
  );

describe('merging reports of one incident', () => {
  it('comes to the same incident in any order, with any repeats', () => {
    fc.assert(
      fc.property(
        fc.array(anyReport, { minLength: 1, maxLength: 6 }),
        fc.infiniteStream(fc.nat()),
        (reports, stream) => {
          const shuffled = [...reports, ...reports.slice(0, 2)]
            .map((item) => ({ item, at: stream.next().value as number }))
            .sort((a, b) => a.at - b.at)
            .map(({ item }) => item);
          expect(fold(shuffled)).toEqual(fold(reports));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('comes to the same incident whichever snapshots were missed, as long as the last shows the whole history', () => {
    fc.assert(
      fc.property(
        fc.array(
          update.filter(({ at }) => at !== undefined),
          { minLength: 1, maxLength: 8 },
        ),
        fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }),
        (updates, polled) => {
          const inOrder = [...updates].sort((a, b) => (a.at! < b.at! ? -1 : 1));
          const snapshots = inOrder.map((_, count) => report({ updates: inOrder.slice(0, count + 1) }));
          const last = snapshots.at(-1)!;
          const kept = snapshots.filter((_, at) => polled[at] === true);
          const { quote: one, facts: first, ...some } = fold([...kept, last]);
          const { quote: other, facts: second, ...every } = fold([last]);
          expect(some).toEqual(every);
          expect(one).toBe(other);
          expect(first?.slots).toBe(second?.slots);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('never ends before it starts, and always starts at a time that can be true', () => {
    fc.assert(
      fc.property(fc.array(anyReport, { minLength: 1, maxLength: 5 }), (reports) => {
        const { startedAt, endedAt } = fold(reports);
        expect(Number.isNaN(Date.parse(startedAt))).toBe(false);
        if (endedAt !== undefined) expect(endedAt >= startedAt).toBe(true);
      }),
    );
  });

  it('counts an edited message once', () => {
    const first = report({ updates: [{ at: '2026-03-04T10:12:00Z', stage: 'investigating', text: 'We look at it.' }] });
    const edited = report({
      updates: [{ at: '2026-03-04T10:12:30Z', stage: 'investigating', text: 'We are looking at the API.' }],
    });
    expect(fold([first, edited, first]).updates).toBe(1);
  });

  it('counts three messages of one minute as three', () => {
    const at = '2026-03-04T10:12:00Z';
    const three = report({
      updates: ['A', 'B', 'C'].map((name) => ({
        at,
        stage: 'update' as const,
        text: `${name} is experiencing errors.`,
      })),
    });
    expect(fold([three, three]).updates).toBe(3);
  });

  it('counts the messages of pages that show only the newest one across polls', () => {
    const messages = ['10:00', '10:30', '11:00'].map((time) =>
      report({ updates: [{ at: `2026-03-04T${time}:00Z`, stage: 'update', text: 'Still at it.' }] }),
    );
    expect(fold(messages).updates).toBe(3);
  });

  it('keeps the key, and takes the newest title without its stage mark', () => {
    const early = report({ updatedAt: '2026-03-04T10:00:00Z' });
    const late = report({
      title: '[Resolved] API and webhooks unreachable',
      url: 'https://moved.example/incidents/h1',
      updatedAt: '2026-03-04T12:00:00Z',
    });
    const merged = fold([late, early]);
    expect(merged.key).toBe(incidentKey(about.sourceId, early.id));
    expect(merged.title).toBe('API and webhooks unreachable');
    expect(merged.url).toBe('https://moved.example/incidents/h1');
  });

  it('goes on again after it was reopened, and ends with the first resolved message after that', () => {
    const at = (time: string, reached: Stage): ReportedUpdate => ({
      at: `2026-03-04T${time}:00Z`,
      stage: reached,
      text: 'x',
    });
    const history = [at('10:00', 'investigating'), at('10:20', 'resolved'), at('10:40', 'investigating')];
    expect(fold([report({ updates: history })]).endedAt).toBeUndefined();
    const ended = fold([report({ updates: [...history, at('11:10', 'resolved'), at('13:00', 'resolved')] })]);
    expect(ended.endedAt).toBe('2026-03-04T11:10:00.000Z');
  });

  it('does not call a moved `updated` a change', () => {
    const updates: ReportedUpdate[] = [{ at: '2026-03-04T10:12:00Z', stage: 'investigating', text: 'We look at it.' }];
    const before = fold([report({ updates, updatedAt: '2026-03-04T10:12:00Z' })]);
    const after = mergeReports(before, report({ updates, updatedAt: '2026-03-08T00:00:00Z' }), about);
    expect(isChanged(before, after)).toBe(false);
    const reordered = Object.fromEntries(Object.entries(after).reverse()) as unknown as Incident;
    expect(isChanged(before, reordered)).toBe(false);
    expect(
      isChanged(
        before,
        mergeReports(
          before,
          report({ updates: [...updates, { at: '2026-03-04T11:00:00Z', stage: 'resolved', text: 'Over.' }] }),
          about,
        ),
      ),
    ).toBe(true);
  });

  it('carries on an incident that was stored without its evidence', () => {
    const { facts, ...stored } = fold([
      report({ startedAt: '2026-03-04T10:00:00Z', impact: 'major', components: ['API'] }),
    ]);
    const merged = mergeReports(stored, report({ resolvedAt: '2026-03-04T12:00:00Z' }), about);
    expect(facts).toBeDefined();
    expect(merged).toMatchObject({
      key: stored.key,
      startedAt: '2026-03-04T10:00:00.000Z',
      endedAt: '2026-03-04T12:00:00.000Z',
      impact: 'major',
      components: ['API'],
    });
  });

  it('lists every key an incident may be stored under, its own first', () => {
    const named = report({ aliases: ['old-id'] });
    expect(keysOfReport(named, 's')).toEqual([incidentKey('s', named.id), incidentKey('s', 'old-id')]);
    expect(keysOfReport(named, 's')).not.toEqual(keysOfReport(named, 't'));
  });
});

describe('what is an outage', () => {
  const staged = (...stages: Stage[]) =>
    fold([report({ updates: stages.map((reached) => ({ at: '2026-03-04T10:00:00Z', stage: reached, text: 'x' })) })]);

  it('leaves out work that was scheduled, whatever it is titled', () => {
    expect(isOutage(staged('scheduled', 'in-progress', 'completed'))).toBe(false);
    expect(isOutage(fold([report({ maintenance: true })]))).toBe(false);
    expect(isOutage(fold([report({ title: 'Planned maintenance on the package registry' })]))).toBe(false);
  });

  it('keeps trouble, also when it came out of maintenance', () => {
    expect(isOutage(staged('investigating', 'resolved'))).toBe(true);
    expect(isOutage(staged('scheduled', 'in-progress', 'investigating', 'resolved'))).toBe(true);
    for (const title of ['Errors after scheduled maintenance', 'Emergency maintenance', 'Outage caused by maintenance'])
      expect(isOutage(fold([report({ title })]))).toBe(true);
  });
});
