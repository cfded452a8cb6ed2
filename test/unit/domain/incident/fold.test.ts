import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Incident } from '../../../../lambdas/domain/incident';
import { foldReports } from '../../../../lambdas/domain/incident/fold';
import { permalinkOf, settleIdentities } from '../../../../lambdas/domain/incident/identity';
import type { IncidentReport } from '../../../../lambdas/domain/incident/report';

const about = { sourceId: 'status.harbourly.example', seenAt: '2026-03-30T00:00:00.000Z' };

function report(id: string, day: number, fields: Partial<IncidentReport> = {}): IncidentReport {
  const at = `2026-03-${String(day).padStart(2, '0')}T10:00:00Z`;
  return {
    id,
    service: 'Harbourly',
    title: `Trouble ${id}`,
    url: `https://status.harbourly.example/incidents/code${id}`,
    components: [],
    updates: [{ at, stage: 'investigating', text: `We look at ${id}.` }],
    maintenance: false,
    ...fields,
  };
}

function foldAll(snapshots: readonly (readonly IncidentReport[])[]): Incident[] {
  return snapshots.reduce<Incident[]>(
    (known, reports) => foldReports(known, settleIdentities(reports), about).incidents,
    [],
  );
}

describe('folding snapshots of a page', () => {
  it('keeps apart what a page tells under one id with another title and link, days apart, though all of it is listed at once', () => {
    const listed = ['Alpha', 'Bravo', 'Charlie'].map((name, at) =>
      report('same', at * 3 + 1, {
        title: `Trouble in ${name}`,
        url: `https://status.harbourly.example/incidents/code${name}`,
      }),
    );
    const { incidents } = foldReports([], listed, about);
    expect(incidents.map(({ title }) => title).sort()).toEqual(listed.map(({ title }) => title));
    expect(foldReports(incidents, listed.toReversed(), about).changed).toEqual([]);
  });

  it('has every incident exactly once, whichever window each snapshot shows and in whichever order they come', () => {
    const history = Array.from({ length: 20 }, (_, at) => report(String(at), at + 1));
    const windows = fc.array(fc.tuple(fc.nat(19), fc.integer({ min: 1, max: 8 })), { minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(windows, fc.infiniteStream(fc.nat()), (chosen, stream) => {
        const snapshots = chosen.map(([from, count]) => history.slice(from, from + count));
        const shuffled = snapshots
          .map((item) => ({ item, at: stream.next().value as number }))
          .sort((a, b) => a.at - b.at)
          .map(({ item }) => item);
        const expected = [...new Set(snapshots.flat().map(({ title }) => title))].sort();
        const byKey = (list: Incident[]) => [...list].sort((a, b) => (a.key < b.key ? -1 : 1));
        expect(
          foldAll(snapshots)
            .map(({ title }) => title)
            .sort(),
        ).toEqual(expected);
        expect(byKey(foldAll(shuffled))).toEqual(byKey(foldAll(snapshots)));
      }),
    );
  });

  it('says nothing changed when the same snapshot comes again', () => {
    const reports = settleIdentities([report('a', 1), report('b', 2)]);
    const first = foldReports([], reports, about);
    expect(first.changed).toHaveLength(2);
    expect(foldReports(first.incidents, reports, about).changed).toEqual([]);
  });

  it('leaves out notes that all is well', () => {
    expect(foldAll([[report('a', 1, { title: 'All Systems Operational' }), report('b', 2)]])).toHaveLength(1);
  });

  it('takes two ids with one permalink for one incident', () => {
    const moved = report('b', 1, { url: 'https://status.harbourly.example/incidents/codea', title: 'Trouble a' });
    expect(foldAll([[report('a', 1)], [moved]])).toHaveLength(1);
  });

  it('takes two ids for one incident when title, start and a message agree', () => {
    const twin = report('b', 1, { title: '[Resolved] Trouble a', url: '' });
    expect(foldAll([[report('a', 1)], [twin]])).toHaveLength(1);
    expect(foldAll([[report('a', 1)], [report('b', 2, { title: 'Trouble a', url: '' })]])).toHaveLength(2);
  });

  it('takes one id for two incidents when permalinks differ in one snapshot', () => {
    const both = [
      report('same', 1),
      report('same', 9, { title: 'Another', url: 'https://status.harbourly.example/incidents/other-one' }),
    ];
    expect(foldAll([both])).toHaveLength(2);
    expect(foldAll([both, both, [both[1]!], [both[0]!]])).toHaveLength(2);
  });

  it('takes one id for two incidents when title, link and days differ between snapshots', () => {
    const later = report('same', 9, { title: 'Another', url: 'https://status.harbourly.example/incidents/other-one' });
    expect(foldAll([[report('same', 1)], [later], [later]])).toHaveLength(2);
  });

  it('keeps one incident when its link moves and when its title changes', () => {
    const moved = report('a', 1, { url: 'https://new.harbourly.example/incidents/9' });
    const retitled = report('a', 1, { title: 'A wholly different name' });
    expect(foldAll([[report('a', 1)], [moved], [retitled]])).toHaveLength(1);
  });

  it('does not merge items without id, link or date that are titled differently', () => {
    const bare = (title: string): IncidentReport => ({ ...report('', 1), title, url: '', updates: [] });
    expect(foldAll([[bare('Mail delayed'), bare('Web down')], [bare('Web down')]])).toHaveLength(2);
  });

  it('never takes a page’s front or list for a permalink', () => {
    for (const link of [
      'https://status.a.example/',
      'https://status.a.example/history',
      'https://a.example/status/',
      'no link',
      'https://a.example/incidents',
    ])
      expect(permalinkOf(link)).toBeUndefined();
    expect(permalinkOf('https://www.a.example/incidents/x1/?utm=2')).toBe('a.example/incidents/x1');
  });
});
