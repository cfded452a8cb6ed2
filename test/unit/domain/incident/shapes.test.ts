import { readFileSync } from 'node:fs';
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
    minute(endedAt) ?? null,
    impact,
    updates,
  ]);

/** By file: service, title, start, end, impact and updates of every outage in it. */
const shapes = Object.entries(
  JSON.parse(readFileSync('test/fixtures/status-expected.json', 'utf8')) as Record<string, unknown[][]>,
);

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

  it('keeps an AWS incident one through days of silence under its title, and has it go on when it is opened again', async () => {
    const item = (title: string, day: number, hour: number) => {
      const at = Date.UTC(2026, 0, day, hour);
      return `<item><title>${title}</title><link>http://status.aws.amazon.com/</link><pubDate>${new Date(at).toUTCString()}</pubDate><guid>http://status.aws.amazon.com/#ec2-eu-west-1_${at / 1000}</guid><description>We look.</description></item>`;
    };
    const messages = [
      item('Service degradation: Slow launches', 7, 2),
      item('Service degradation: Slow launches', 9, 11),
      item('Service is operating normally: [RESOLVED] Slow launches', 10, 12),
      item('Service degradation: Slow launches', 10, 13),
      item('Service is operating normally: [RESOLVED] Slow launches', 10, 15),
    ];
    const spansOf = async (count: number) => {
      const rss = `<rss version="2.0"><channel><title>AWS</title><link>http://status.aws.amazon.com/</link>${messages.slice(0, count).join('')}</channel></rss>`;
      const feed = await readFeed(Buffer.from(rss), { url, now });
      const { incidents } = foldReports([], reportsFromFeed(feed, { url }), { sourceId: 'aws', seenAt: now });
      return incidents.map(({ startedAt, endedAt }) => [startedAt.slice(8, 13), endedAt?.slice(8, 13)]);
    };
    expect(await spansOf(3)).toEqual([['07T02', '10T12']]);
    expect(await spansOf(4)).toEqual([['07T02', undefined]]);
    expect(await spansOf(5)).toEqual([['07T02', '10T15']]);
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
