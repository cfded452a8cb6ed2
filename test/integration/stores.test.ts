import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCandidateStore } from '../../lambdas/adapters/candidates';
import { createIncidentStore } from '../../lambdas/adapters/incidents';
import { createIssueStore } from '../../lambdas/adapters/issues';
import { createSourceStore } from '../../lambdas/adapters/sources';
import { StaleRevisionError } from '../../lambdas/domain/errors';
import { newSource } from '../../lambdas/domain/source';
import type { Service } from '../../lib/local/service';
import { findDynamoDbs } from '../support/dynamodb';
import { makeCandidate, makeIncident, makeIssue } from '../support/made';
import { openTestTable } from '../support/store';

const now = '2026-06-07T12:00:00.000Z';
const later = '2026-06-07T13:00:00.000Z';

describe.each(findDynamoDbs())('on %s', (_, start) => {
  let service: Service;
  let opened: Awaited<ReturnType<typeof openTestTable>>;
  const openOwn = () => openTestTable(async () => ({ url: service.url, stop: async () => {} }));
  beforeAll(async () => {
    service = await start();
    opened = await openOwn();
  });
  afterAll(async () => {
    await opened.stop();
    await service.stop();
  });

  describe('the source store', () => {
    const make = (id: string, nextPollAt = now) => ({
      ...newSource(id, { url: `https://${id}.example/feed`, kind: 'blog', title: id }, now),
      nextPollAt,
    });

    test('adds a source once, and keeps the history of one it knows', async () => {
      const sources = createSourceStore(opened.table);
      expect(await sources.add(make('twice'))).toBe(true);
      expect(await sources.add({ ...make('twice'), title: 'another' })).toBe(false);
      expect((await sources.get('twice'))?.title).toBe('twice');
    });

    test('lists what is due by now, with its host, and nothing that is due later', async () => {
      const sources = createSourceStore(opened.table);
      await sources.add(make('due-now'));
      await sources.add(make('due-later', later));
      const due = await sources.due(now);
      expect(due).toContainEqual({ id: 'due-now', host: 'due-now.example', dueAt: now });
      expect(due.map(({ id }) => id)).not.toContain('due-later');
    });

    test('refuses the second of two saves of what both read', async () => {
      const sources = createSourceStore(opened.table);
      const source = make('raced');
      await sources.add(source);
      expect(await sources.save({ ...source, nextPollAt: later, title: 'first' }, now)).toBe(true);
      expect(await sources.save({ ...source, nextPollAt: later, title: 'second' }, now)).toBe(false);
      expect((await sources.get('raced'))?.title).toBe('first');
    });

    test('remembers entries with and without an alias, in their order', async () => {
      const sources = createSourceStore(opened.table);
      const memory = {
        entries: [{ key: 'a', alias: 'x', marks: 'l t 1' }, { key: 'b' }, { key: 'c', alias: 'y' }],
        counted: { entries: 2, brought: 1, joined: 1 },
        home: 'a.example',
      };
      await sources.saveSeen('memory', memory);
      expect(await sources.seen('memory')).toEqual(memory);
      expect(await sources.seen('nothing')).toEqual({ entries: [] });
    });

    test('names the sources in trouble, and why', async () => {
      const sources = createSourceStore(opened.table);
      await sources.add({ ...make('broken'), failures: 2, lastReason: 'It did not answer.' });
      expect((await sources.conditions()).troubled).toContainEqual({
        source: 'broken',
        reason: 'It did not answer.',
        state: 'active',
      });
    });
  });

  describe('the candidate store', () => {
    test('keeps one story for two sources, and counts both', async () => {
      const candidates = createCandidateStore(opened.table);
      expect(await candidates.tell(makeCandidate('shared', { sourceId: 'one' }), undefined)).toBe('brought');
      expect(await candidates.tell(makeCandidate('shared', { sourceId: 'two' }), undefined)).toBe('joined');
      const [found] = (await candidates.best(50)).filter(({ id }) => id === 'shared');
      expect(found?.toldBy).toEqual(['one', 'two']);
      expect(found?.sourceId).toBe('one');
    });

    test('changes nothing when the same source tells the same story again', async () => {
      const candidates = createCandidateStore(opened.table);
      const candidate = makeCandidate('repeated', { sourceId: 'one' });
      await candidates.tell(candidate, 'repeated title');
      const once = (await candidates.best(50)).find(({ id }) => id === 'repeated');
      expect(await candidates.tell(candidate, 'repeated title')).toBe('brought');
      expect((await candidates.best(50)).find(({ id }) => id === 'repeated')).toEqual(once);
    });

    test('finds a story again by its title under another link', async () => {
      const candidates = createCandidateStore(opened.table);
      await candidates.tell(makeCandidate('titled-first', { sourceId: 'one' }), 'the same title key');
      const elsewhere = { sourceId: 'two', url: 'https://elsewhere.example/titled' };
      expect(await candidates.tell(makeCandidate('titled-second', elsewhere), 'the same title key')).toBe('joined');
      const ids = (await candidates.best(100)).map(({ id }) => id);
      expect(ids).toContain('titled-first');
      expect(ids).not.toContain('titled-second');
    });

    test('keeps two pages of one site with one title: that is a series, and none of it may be lost', async () => {
      const candidates = createCandidateStore(opened.table);
      const tell = (id: string, site: string) =>
        candidates.tell(makeCandidate(id, { sourceId: site, url: `https://${site}/${id}` }), 'the title of a series');
      for (const id of ['series-1', 'series-2', 'series-2', 'series-3']) await tell(id, 'blog.example');
      expect(await tell('series-copy', 'www.copies.example')).toBe('joined');
      const found = (await candidates.best(200)).filter(({ id }) => id.startsWith('series-'));
      expect(found.map(({ id, toldBy }) => [id, toldBy.length]).sort()).toEqual([
        ['series-1', 2],
        ['series-2', 1],
        ['series-3', 1],
      ]);
    });

    test('lets the page’s own source speak for a story that another told first, and nobody after it', async () => {
      const candidates = createCandidateStore(opened.table);
      const tell = (sourceId: string, more: object) =>
        candidates.tell(makeCandidate('home', { sourceId, title: `by ${sourceId}`, ...more }), undefined);
      await tell('linker', {});
      await tell('owner', { atHome: true, author: 'Ada' });
      await tell('pretender', { atHome: true });
      const found = (await candidates.best(100)).find(({ id }) => id === 'home');
      expect(found).toMatchObject({
        title: 'by owner',
        author: 'Ada',
        sourceId: 'owner',
        toldBy: ['linker', 'owner', 'pretender'],
      });
    });

    test('gives the best first, however they are spread, and forgets what was taken off the list', async () => {
      const own = await openOwn();
      const candidates = createCandidateStore(own.table);
      const scores = Array.from({ length: 200 }, (_, index) => ((index * 7919) % 200) / 200 + 0.001);
      for (const [index, score] of scores.entries())
        await candidates.tell(makeCandidate(`c${index}`, { score }), undefined);
      const best = await candidates.best(25);
      expect(best.map(({ score }) => score)).toEqual([...scores].sort((a, b) => b - a).slice(0, 25));
      await candidates.unlist([best[0]?.id as string]);
      expect((await candidates.best(1))[0]?.id).toBe(best[1]?.id);
      await own.stop();
    });

    test('remembers in which issue something was printed, the first one that printed it', async () => {
      const candidates = createCandidateStore(opened.table);
      await candidates.markPrinted(['f1', 'f2'], 7);
      await candidates.markPrinted(['f1'], 8);
      expect(await candidates.printed(['f1', 'f2', 'f3'])).toEqual(
        new Map([
          ['f1', 7],
          ['f2', 7],
        ]),
      );
    });
  });

  describe('the incident store', () => {
    test('finds the incidents of a week under the week they began in', async () => {
      const incidents = createIncidentStore(opened.table);
      await incidents.save(makeIncident('in-week', { startedAt: '2026-06-03T09:26:00.000Z' }));
      await incidents.save(makeIncident('before', { startedAt: '2026-05-20T09:26:00.000Z' }));
      expect((await incidents.ofWeeks(['2026-W23'])).map(({ key }) => key)).toEqual(['in-week']);
      expect([...(await incidents.get(['before', 'unknown'])).keys()]).toEqual(['before']);
    });
  });

  describe('the issue store', () => {
    test('gives one number to a week, whoever claims it first', async () => {
      const issues = createIssueStore(opened.table);
      const claims = await Promise.all(
        Array.from({ length: 20 }, (_, index) => issues.claimWeek('2026-W23', index + 1)),
      );
      expect(new Set(claims).size).toBe(1);
    });

    test('saves on condition of the revision that was read, and says what is stored otherwise', async () => {
      const issues = createIssueStore(opened.table);
      const issue = makeIssue(1);
      expect(await issues.create(issue)).toBe(true);
      expect(await issues.create(issue)).toBe(false);
      await issues.save({ ...issue, revision: 2 }, 1);
      await issues.save({ ...issue, revision: 2 }, 1);
      await expect(issues.save({ ...issue, revision: 2, updatedAt: later }, 1)).rejects.toEqual(
        new StaleRevisionError(1, 2),
      );
      expect(await issues.get(1)).toEqual({ ...issue, revision: 2 });
    });

    test('lists the newest first, past nine issues and past ninety-nine', async () => {
      const own = await openOwn();
      const issues = createIssueStore(own.table);
      for (const number of [9, 10, 99, 100, 2]) await issues.create(makeIssue(number));
      expect((await issues.latest(4)).map(({ number }) => number)).toEqual([100, 99, 10, 9]);
      await own.stop();
    });

    test('lets a mail go once, again after a refusal, and never when its end is unknown', async () => {
      const issues = createIssueStore(opened.table);
      const claim = () => issues.claimSend(1, 'issue', 'a@example.com', now);
      const claims = await Promise.all(Array.from({ length: 20 }, claim));
      expect(claims.filter((answer) => answer === 'go')).toHaveLength(1);
      expect(await claim()).toBe('unclear');
      await issues.recordSend(1, 'issue', 'a@example.com', { state: 'refused', reason: 'Throttling' });
      expect(await claim()).toBe('go');
      await issues.recordSend(1, 'issue', 'a@example.com', { state: 'unclear', reason: 'reset' });
      expect(await claim()).toBe('unclear');
      await issues.claimSend(1, 'issue', 'b@example.com', now);
      await issues.recordSend(1, 'issue', 'b@example.com', { state: 'sent', messageId: 'm' });
      expect(await issues.claimSend(1, 'issue', 'b@example.com', now)).toBe('sent');
    });
  });
});
