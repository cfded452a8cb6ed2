import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupStories, sameTitle, type Told, titleKey } from '../../../lambdas/domain/story';

interface Pair {
  same: boolean;
  kind: string;
  a: Told;
  b: Told;
}

const pairs = readFileSync(new URL('../../fixtures/story-pairs.jsonl', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as Pair);

const grouped = (pair: Pair): boolean => groupStories([pair.a, pair.b]).length === 1;
const on = (date: string, title: string, url: string): Told => ({ at: date, title, url });

describe('telling one story from two, on labelled pairs of real links', () => {
  const merged = pairs.filter(grouped);
  const right = merged.filter((pair) => pair.same);
  const alike = pairs.filter((pair) => pair.same);

  it('has at least three hundred pairs of both kinds', () => {
    expect(pairs.length).toBeGreaterThanOrEqual(300);
    expect(alike.length).toBeGreaterThan(100);
    expect(pairs.length - alike.length).toBeGreaterThan(100);
  });

  it('merges wrongly in less than one of a hundred merges', () => {
    console.info(
      `story pairs: ${pairs.length} labelled, precision ${((100 * right.length) / merged.length).toFixed(1)} % (${merged.length - right.length} wrong merges), recall ${((100 * right.length) / alike.length).toFixed(1)} % of ${alike.length}`,
    );
    expect(right.length / merged.length).toBeGreaterThanOrEqual(0.99);
  });

  // Drawn, labelled and measured once before anything was changed for them: two wrong merges of 31, five missed.
  it('keeps the fresh ninety apart and together as well', () => {
    const fresh = pairs.filter(({ kind }) => kind.startsWith('fresh'));
    expect(fresh).toHaveLength(90);
    expect(fresh.filter((pair) => grouped(pair) && !pair.same)).toEqual([]);
    expect(fresh.filter((pair) => !grouped(pair) && pair.same).length).toBeLessThanOrEqual(4);
  });

  it('finds at least four of five pairs that are one story', () => {
    expect(right.length / alike.length).toBeGreaterThan(0.8);
  });
});

describe('sameTitle', () => {
  it.each([
    [
      'Achieving High Availability with Distributed Databases',
      'achieving high availability with distributed databases!',
    ],
    ['Lessons from a Décade of On-Call Engineering | Example Blog', 'Lessons from a decade of on-call engineering'],
    ['Google Cloud Platform Blog: An example escalation policy of ours', 'An example escalation policy of ours – CRE'],
    ['Show HN: A Tool to Replay Production Incidents', 'A tool to replay production incidents [pdf]'],
    ['How we analyse our incident timelines at global scale', 'How we analyze our incident timelines at global scale'],
    ['Running five hundred chaos experiment in production', 'Running five hundred chaos experiments in production'],
    [
      'Making our on-call rotation humane for every engineer…',
      'Making our on-call rotation humane for every engineer on the team',
    ],
  ])('takes “%s” for “%s”', (left, right) => {
    expect(sameTitle(left, right)).toBe(true);
    expect(sameTitle(right, left)).toBe(true);
  });

  it.each([
    [
      'Designing resilient systems: circuit breakers (Part 1)',
      'Designing resilient systems: circuit breakers (Part 2)',
    ],
    ['Dolphin Progress Report: January 2018 edition', 'Dolphin Progress Report: November 2018 edition'],
    ['Dirty COW (CVE-2016-5195)', 'Dirty COW - (CVE-2016-5195) - Docker Container Escape'],
    ['Stop Comparing JSON and XML', 'Stop Comparing JSON and XML — No, Really'],
    ['Redesigning our deployment pipeline, part one', 'Redesigning our deployment pipeline, part two'],
    ['Incident report', 'Incident report'],
    ['Why you should never use feature flags in production', 'Why you should always use feature flags in production'],
    ['On building systems that will fail', 'On building systems that still fail'],
    ['Post-Incident Review: Service Outage on Tuesday', 'Post-incident review: service outage on Tuesday'],
    ['Root cause analysis of the recent database outage', 'Root Cause Analysis of the Recent Database Outage'],
    ['Update on yesterday’s major outage', 'Update on yesterday’s major outage'],
    ['Resolved: elevated error rates in the API', 'Resolved: elevated error rates in the API'],
    ['Scheduled maintenance of the production database', 'Scheduled maintenance of the production database'],
    ['Interviews with our release engineers - Ann', 'Interviews with our release engineers - Ben'],
    ['', ''],
  ])('keeps “%s” apart from “%s”', (left, right) => {
    expect(sameTitle(left, right)).toBe(false);
    expect(sameTitle(right, left)).toBe(false);
  });

  it('reads a title through what nobody sees in it', () => {
    expect(
      sameTitle('Over\u00adloaded queues and how we drained them', 'Overloaded queues and how we drained\u200b them'),
    ).toBe(true);
  });

  it('does not depend on which title comes first', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.string({ unit: 'grapheme' }),
        (left, right) => sameTitle(left, right) === sameTitle(right, left),
      ),
    );
  });
});

describe('titleKey', () => {
  it('drops the name of a site after a dash only where the link bears it out', () => {
    const key = (title: string) => titleKey(title, 'https://blog.acme-systems.example/1');
    expect(key('How we moved our oldest queue - Acme Systems')).toBe(key('How we moved our oldest queue'));
    expect(key('How we moved our oldest queue | Anyone')).toBe(key('How we moved our oldest queue'));
    const interviews = ['Ann Example', 'Ben Example', 'January update'].map((tail) =>
      key(`Interviews with our release engineers — ${tail}`),
    );
    expect(new Set(interviews).size).toBe(3);
  });

  it('is empty for titles too general to tell stories apart', () => {
    expect(titleKey('Incident Report')).toBe('');
    expect(titleKey('👩‍💻')).toBe('');
  });

  it('is itself a title with the same key', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200, size: 'max' }), (title) => {
        const key = titleKey(title);
        expect(titleKey(key)).toBe(key);
      }),
    );
  });
});

describe('groupStories', () => {
  const original = on('2026-01-10', 'Bring back the pride of operations', 'https://charity.example/pride');

  it('puts the earliest first, whatever the order of the items', () => {
    const copy = on('2026-01-16', 'Bring Back the Pride of Operations', 'https://substack.example/p/pride');
    const respelled = on('2026-01-12', 'A different headline', 'http://www.charity.example/pride/?utm_source=rss');
    expect(groupStories([copy, respelled, original])).toEqual([[original, respelled, copy]]);
  });

  it('keeps the same title apart after thirty days', () => {
    expect(groupStories([original, on('2026-02-12', original.title, 'https://other.example/x')])).toHaveLength(2);
  });

  it('keeps one title on two pages of one host apart: that is a series', () => {
    expect(
      groupStories([original, on('2026-01-11', original.title, 'https://charity.example/pride-again')]),
    ).toHaveLength(2);
  });

  it('does not take two links to a home page for one story', () => {
    const first = on('2026-01-10', 'Compute is down in one region', 'https://status.example.com/');
    expect(
      groupStories([first, on('2026-01-12', 'Mail is delayed for everyone', 'https://status.example.com')]),
    ).toHaveLength(2);
  });

  it('loses and invents nothing, and every story begins with its earliest item', () => {
    const item = fc.record({
      at: fc.integer({ min: 0, max: 60 }).map((days) => new Date(Date.UTC(2026, 0, 1 + days)).toISOString()),
      title: fc.constantFrom(
        'One outage and four lessons learned',
        'Four lessons learned from one outage',
        'Retrospective',
        'One outage and four lessons learned…',
      ),
      url: fc.constantFrom(
        'https://a.example/1',
        'http://www.a.example/1/',
        'https://b.example/2',
        'https://c.example',
        'not a link',
        '',
      ),
    });
    fc.assert(
      fc.property(fc.array(item), (items) => {
        const stories = groupStories(items);
        expect(new Set(stories.flat())).toEqual(new Set(items));
        expect(stories.flat()).toHaveLength(items.length);
        for (const story of stories) for (const told of story) expect(story[0].at <= told.at).toBe(true);
      }),
    );
  });

  it('groups ten thousand items that share their words without comparing all pairs', { timeout: 20_000 }, () => {
    const items = Array.from({ length: 10_000 }, (_, index) =>
      on(
        '2026-01-10',
        `Release notes of the example database, version ${index}`,
        `https://host${index % 50}.example/${index}`,
      ),
    );
    expect(groupStories(items)).toHaveLength(10_000);
  });
});
