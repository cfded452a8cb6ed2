import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFeed } from '../../../../lambdas/domain/feed/read';
import type { Incident } from '../../../../lambdas/domain/incident';
import { foldReports } from '../../../../lambdas/domain/incident/fold';
import { isOutage } from '../../../../lambdas/domain/incident/merge';
import {
  looksLikeStatusFeed,
  reportsFromFeed,
  reportsFromJson,
  reportsFromLines,
} from '../../../../lambdas/domain/incident/read-reports';
import type { IncidentReport } from '../../../../lambdas/domain/incident/report';

const now = '2026-04-01T00:00:00.000Z';
const url = 'https://status.page.example/feed';

async function reportsOf(name: string, address = url): Promise<IncidentReport[]> {
  const bytes = readFileSync(`test/fixtures/status/${name}`);
  if (name.endsWith('.json')) return reportsFromJson(JSON.parse(bytes.toString()), { url: address })?.reports ?? [];
  return reportsFromFeed(await readFeed(bytes, { url: address, now }), { url: address });
}

async function outagesOf(...names: string[]): Promise<Incident[]> {
  let known: Incident[] = [];
  for (const name of names)
    known = foldReports(known, await reportsOf(name), { sourceId: 'page', seenAt: now }).incidents;
  return known.filter(isOutage).sort((a, b) => (a.startedAt < b.startedAt ? -1 : 1));
}

const minute = (time: string | undefined) => time?.slice(0, 16);
const short = (incidents: Incident[]) =>
  incidents.map(({ service, title, startedAt, endedAt, impact, updates }) => [
    service,
    title,
    minute(startedAt),
    minute(endedAt),
    impact,
    updates,
  ]);

const statuspage = [
  ['Harbourly', 'Dashboard slow', '2025-12-31T23:41', '2026-01-01T00:20', 'minor', 2],
  ['Harbourly', 'API unreachable', '2026-03-04T10:12', '2026-03-04T14:02', 'major', 4],
  ['Harbourly', 'Webhooks delayed', '2026-03-19T08:31', '2026-03-19T11:05', 'minor', 3],
];

const shapes: [string, unknown[][]][] = [
  ['statuspage.atom', statuspage],
  ['statuspage.rss', statuspage],
  [
    'statuspage.json',
    [
      ['Harbourly', 'API unreachable', '2026-03-04T10:05', '2026-03-04T14:02', 'critical', 5],
      ['Harbourly', 'Webhooks delayed', '2026-03-19T08:31', '2026-03-19T11:05', 'minor', 3],
    ],
  ],
  [
    'google-cloud.json',
    [
      [
        'Google Compute Engine',
        'Compute instances in europe-west2 fail to start',
        '2026-02-03T13:20',
        '2026-02-03T18:55',
        'critical',
        3,
      ],
      ['Google Cloud', 'Elevated latency for queries', '2026-02-20T09:00', undefined, 'minor', 1],
    ],
  ],
  [
    'google-cloud.atom',
    [
      [
        'Google Cloud',
        'Compute instances in europe-west2 fail to start',
        '2026-02-03T13:41',
        '2026-02-03T19:10',
        'major',
        3,
      ],
    ],
  ],
  [
    'aws-health.rss',
    [
      [
        'Amazon Elastic Compute Cloud (us-east-1)',
        'Increased API error rates',
        '2026-01-20T14:20',
        '2026-01-20T19:05',
        'critical',
        3,
      ],
      ['Amazon Elastic Compute Cloud (us-east-1)', 'Instance launch errors', '2026-02-10T10:10', undefined, 'minor', 1],
    ],
  ],
  [
    'aws-history.json',
    [
      [
        'Amazon Elastic Compute Cloud (us-east-1)',
        'Increased API error rates',
        '2026-01-20T14:00',
        '2026-01-20T19:05',
        'critical',
        2,
      ],
    ],
  ],
  [
    'aws-current.json',
    [['AWS Lambda (eu-west-1)', 'Delayed function invocations', '2026-02-10T10:10', undefined, 'major', 1]],
  ],
  [
    'azure.rss',
    [
      ['Microsoft Azure', 'Virtual Machines - East US', '2026-01-25T09:30', '2026-01-25T17:05', 'major', 1],
      ['Microsoft Azure', 'Storage - West Europe', '2026-02-02T07:40', undefined, 'minor', 1],
    ],
  ],
  ['slack-current.json', [['Slack', 'Trouble with loading threads', '2026-02-12T16:05', undefined, 'major', 2]]],
  [
    'slack-history.json',
    [['Slack', 'Trouble with loading threads', '2026-02-12T16:05', '2026-02-12T18:30', 'major', 3]],
  ],
  ['slack.rss', [['Slack', 'Trouble with loading threads', '2026-02-12T18:30', '2026-02-12T18:30', 'major', 1]]],
  [
    'incident-io.atom',
    [
      ['Draftbee', 'Suggestions do not load', '2026-02-18T16:07', '2026-02-18T17:20', 'major', 1],
      ['Draftbee', 'Slow exports', '2026-02-25T09:00', undefined, 'minor', 1],
    ],
  ],
  ['incident-io.json', [['Draftbee', 'Slow exports', '2026-02-25T09:30', undefined, 'minor', 1]]],
  [
    'instatus.atom',
    [['Tealcart', 'Storefronts answer with errors', '2026-02-11T09:06', '2026-02-11T10:50', 'major', 3]],
  ],
  ['instatus.json', [['Tealcart', 'Storefronts answer with errors', '2026-02-11T09:06', undefined, 'critical', 1]]],
  ['better-stack.rss', [['Rosterly', 'Sign-in is down', '2026-02-16T08:10', '2026-02-16T09:35', 'major', 2]]],
  ['better-stack.json', [['Rosterly', 'Sign-in is down', '2026-02-16T08:05', '2026-02-16T09:35', 'critical', 2]]],
  [
    'cachet.atom',
    [
      ['Kilnhouse', 'Kilns report no temperature', '2026-02-01T06:00', undefined, 'minor', 1],
      ['Kilnhouse', 'Builder queue stuck', '2026-02-09T20:05', '2026-02-09T21:10', 'major', 1],
    ],
  ],
  [
    'cachet.json',
    [
      ['Kilnhouse', 'Kilns report no temperature', '2026-02-01T06:00', undefined, 'minor', 1],
      ['Kilnhouse', 'Builder queue stuck', '2026-02-09T20:05', '2026-02-09T21:10', 'major', 2],
    ],
  ],
  [
    'outage-list.rss',
    [
      ['Oxbowhost', 'Chicago unreachable', '2026-02-06T22:04', '2026-02-06T23:20', 'major', 2],
      ['Oxbowhost', 'Mail delayed', '2026-04-01T00:00', undefined, 'minor', 1],
    ],
  ],
];

describe('the wire shapes', () => {
  it.each(shapes)('reads %s', async (name, expected) => {
    expect(short(await outagesOf(name))).toEqual(expected);
  });

  it('reads every feed as a status feed', async () => {
    for (const [name] of shapes.filter(([file]) => !file.endsWith('.json')))
      expect(
        looksLikeStatusFeed(await readFeed(readFileSync(`test/fixtures/status/${name}`), { url, now })),
        name,
      ).toBe(true);
  });

  it('knows one incident of one page in Atom, RSS and JSON, in any order', async () => {
    const orders = [
      ['statuspage.atom', 'statuspage.rss', 'statuspage.json'],
      ['statuspage.json', 'statuspage.rss', 'statuspage.atom'],
      ['statuspage.rss', 'statuspage.atom'],
    ];
    for (const names of orders)
      expect((await outagesOf(...names)).map(({ title }) => title)).toEqual([
        'Dashboard slow',
        'API unreachable',
        'Webhooks delayed',
      ]);
  });

  it('knows one incident of Slack, Instatus, Google, incident.io and Better Stack in both their shapes', async () => {
    for (const names of [
      ['slack.rss', 'slack-history.json'],
      ['slack-current.json', 'slack-history.json'],
      ['google-cloud.json', 'google-cloud.atom'],
      ['incident-io.json', 'incident-io.atom'],
      ['better-stack.rss', 'better-stack.json'],
      ['instatus.json', 'instatus.atom'],
      ['cachet.json', 'cachet.atom'],
    ]) {
      const titles = (await outagesOf(...names)).map(({ title }) => title);
      expect(new Set(titles).size, names.join(' ')).toBe(titles.length);
    }
  });

  it('keeps an AWS incident one when its first message has rolled off the feed', async () => {
    const feed = await readFeed(readFileSync('test/fixtures/status/aws-health.rss'), { url, now });
    const rolled = { ...feed, entries: feed.entries.slice(0, -1) };
    const first = foldReports([], reportsFromFeed(feed, { url }), { sourceId: 'aws', seenAt: now }).incidents;
    expect(
      foldReports(first, reportsFromFeed(rolled, { url }), { sourceId: 'aws', seenAt: now }).incidents,
    ).toHaveLength(2);
  });

  it('quotes the sentence that says most, without markup', async () => {
    const [, api] = await outagesOf('statuspage.atom');
    expect(api?.quote).toBe(
      'Between 10:05 and 13:50 UTC, 82% of API requests failed because a certificate in the load balancer had expired.',
    );
  });

  it('keeps the post-mortem a page has added', async () => {
    const [api] = await outagesOf('statuspage.json');
    expect(api?.postmortem).toEqual({
      url: 'https://status.harbourly.example/incidents/h2b8c4z0r6tf',
      at: '2026-03-09T09:00:00.000Z',
    });
    expect(api?.stages?.map(({ stage }) => stage)).toEqual([
      'investigating',
      'identified',
      'monitoring',
      'resolved',
      'postmortem',
    ]);
    expect(api?.components).toEqual(['API', 'Webhooks']);
  });

  it('reads an archive of flat records, one a line', () => {
    const records = [
      {
        id: 'tag:s,2005:Incident/1',
        title: 'API down',
        link: 'https://s.example/incidents/abc123',
        published: '2026-02-01T10:00:00Z',
        updated: '2026-02-09T10:00:00Z',
        updates: 4,
      },
      {
        key: 'k',
        service: 'Own',
        title: 'Web down',
        url: 'https://o.example/incidents/9',
        startedAt: '2026-02-01T10:00:00Z',
        endedAt: '2026-02-01T11:00:00Z',
        impact: 'major',
        updates: 2,
      },
      { nothing: true },
    ];
    const reports = reportsFromLines(records, { url })!.reports;
    const incidents = foldReports([], reports, { sourceId: 'x', seenAt: now }).incidents;
    expect(short(incidents)).toEqual([
      ['S', 'API down', '2026-02-01T10:00', '2026-02-01T10:00', 'major', 4],
      ['Own', 'Web down', '2026-02-01T10:00', '2026-02-01T11:00', 'major', 2],
    ]);
  });
});

describe('hostile documents', () => {
  it('never throws on any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(() => reportsFromJson(value, { url })).not.toThrow();
      }),
    );
  });

  it('never throws on a known shape with any part replaced, and keeps the incidents left whole', () => {
    const names = shapes.map(([name]) => name).filter((name) => name.endsWith('.json'));
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

  it('never throws on any entry markup', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ maxLength: 400 }), (title, content) => {
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
