import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldReports } from '../../../../lambdas/domain/incident/fold';
import {
  looksLikeStatusFeed,
  reportsFromFeed,
  reportsFromJson,
} from '../../../../lambdas/domain/incident/read-reports';
import { readSnapshot } from '../../../../lambdas/domain/snapshot';

const now = '2026-04-01T00:00:00.000Z';
const url = 'https://status.page.example/feed';

describe('hostile documents', () => {
  it('never throws on any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(() => reportsFromJson(value, { url })).not.toThrow();
      }),
    );
  });

  it('never throws on a known shape with any part replaced, and keeps the incidents left whole', () => {
    const names = readdirSync('test/fixtures/status').filter((name) => name.endsWith('.json'));
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.nat(), fc.jsonValue(), (name, at, junk) => {
        let count = 0;
        const total = readFileSync(`test/fixtures/status/${name}`, 'utf8').split(':').length;
        const document: unknown = JSON.parse(
          readFileSync(`test/fixtures/status/${name}`, 'utf8'),
          (_, value: unknown) => {
            count += 1;
            return count === at % total ? junk : value;
          },
        );
        const reports = reportsFromJson(document, { url })?.reports ?? [];
        for (const { startedAt } of foldReports([], reports, { sourceId: 'x', seenAt: now }).incidents)
          expect(Number.isNaN(Date.parse(startedAt))).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  it('hands on the newest 500 of a page that lists thousands', async () => {
    const page = { id: 'p', name: 'P', url: 'https://status.page.example' };
    const at = (index: number) => new Date(Date.parse(now) - 1e9 + index * 60_000).toISOString();
    const listed = Array.from({ length: 3000 }, (_, index) => ({ id: `incident-${index}`, created_at: at(index) }));
    const incidents = listed.map((one) => ({ ...one, name: `Trouble ${one.id}`, status: 'resolved', impact: 'major' }));
    const records = listed.map(({ id, created_at }) => ({ id, title: `Outage ${id}`, started_at: created_at }));
    for (const document of [{ page, incidents }, { page, incidents: incidents.toReversed() }, records]) {
      const body = new TextEncoder().encode(JSON.stringify(document));
      const snapshot = await readSnapshot(body, { url, now, kind: 'status', sourceTitle: 'P' });
      const ids = snapshot.kind === 'status' ? snapshot.reports.map(({ id }) => id) : [];
      expect(ids).toEqual(Array.from({ length: 500 }, (_, index) => `incident-${2999 - index}`));
    }
  });

  it('cuts and cleans the name that a page gives itself', async () => {
    const page = { id: 'p', name: `P\u0000\u202e${'x'.repeat(1_000_000)}`, url: 'https://status.page.example' };
    const body = new TextEncoder().encode(JSON.stringify({ page, incidents: [] }));
    const { feed } = await readSnapshot(body, { url, now });
    expect(feed.title).toMatch(/^Px{100,498}/);
    expect(feed.title.length).toBeLessThanOrEqual(500);
  });

  it('takes words such as "constructor" for words: what comes of them can be stored', () => {
    const names = readdirSync('test/fixtures/status').filter((name) => name.endsWith('.json'));
    for (const name of names)
      for (const word of ['constructor', '__proto__', 'toString']) {
        const document: unknown = JSON.parse(readFileSync(`test/fixtures/status/${name}`, 'utf8'), (key, value) =>
          ['status', 'impact', 'state', 'value'].includes(key) && typeof value !== 'object' ? word : value,
        );
        const reports = reportsFromJson(document, { url })?.reports ?? [];
        expect(JSON.parse(JSON.stringify(reports)), `${name}, ${word}`).toEqual(reports);
      }
  });

  it('reads half a character, which JSON can write, as the sign for one that is lost: no address is made of it, and no table takes it', () => {
    const names = readdirSync('test/fixtures/status').filter((name) => name.endsWith('.json'));
    for (const name of names) {
      const keys = new Set<string>();
      const parse = (spoil: string) =>
        JSON.parse(readFileSync(`test/fixtures/status/${name}`, 'utf8'), (key, value) => {
          keys.add(key);
          return key === spoil && typeof value === 'string' ? `${value}\ud83d` : value;
        }) as unknown;
      parse('');
      for (const key of keys) {
        const reports = reportsFromJson(parse(key), { url })?.reports ?? [];
        expect(JSON.stringify(reports), `${name}, ${key}`).not.toMatch(/\\ud83d/i);
      }
    }
  });

  it('never throws on any entry markup', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ maxLength: 400, size: 'max' }), (title, content) => {
        const feed = {
          format: 'atom' as const,
          title: 'X status',
          entries: [
            {
              key: 'k',
              title,
              url: '',
              content: `<p><small>Jun <var>8</var>, 19:13 UTC</small><br><strong>Resolved</strong> - ${content}`,
            },
          ],
        };
        expect(() => foldReports([], reportsFromFeed(feed, { url }), { sourceId: 'x', seenAt: now })).not.toThrow();
      }),
    );
  });

  it('does not take a blog about outages for a status page', () => {
    const entry = (title: string, at: number) => ({
      key: String(at),
      title,
      url: `https://blog.example/${at}`,
      content: '<p>A long essay about on-call, incidents and what we learned.</p>',
    });
    const blog = {
      format: 'rss' as const,
      title: 'Resilience Weekly: the incidents blog',
      site: 'https://blog.example/',
      entries: ['How we write runbooks', 'Announcing our new office', 'Ten years of pagers'].map(entry),
    };
    expect(looksLikeStatusFeed(blog)).toBe(false);
  });
});
