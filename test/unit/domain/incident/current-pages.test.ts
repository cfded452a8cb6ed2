import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFeed } from '../../../../lambdas/domain/feed/read';
import type { Incident } from '../../../../lambdas/domain/incident';
import { foldReports } from '../../../../lambdas/domain/incident/fold';
import { groupIncidents } from '../../../../lambdas/domain/incident/group';
import { mergeReports } from '../../../../lambdas/domain/incident/merge';
import { reportsFromFeed, reportsFromJson } from '../../../../lambdas/domain/incident/read-reports';
import type { IncidentReport } from '../../../../lambdas/domain/incident/report';
import { readSnapshot } from '../../../../lambdas/domain/snapshot';

const url = 'https://rssfeed.azure.status.microsoft/en-us/status/feed/';
const page = readFileSync('test/fixtures/status/azure.rss', 'utf8');
const quiet = page.replace(/<item>[\s\S]*<\/item>/, '');

async function foldAzure(known: readonly Incident[], xml: string, seenAt: string) {
  const snapshot = await readSnapshot(Buffer.from(xml), { url, now: seenAt, kind: 'status' });
  if (snapshot.kind !== 'status') throw new Error('not read as a status page');
  return foldReports(known, snapshot.reports, {
    sourceId: 'azure',
    seenAt,
    ...(snapshot.isCurrent && { isCurrent: true }),
  });
}

const front = (incidents: readonly Incident[]) => incidents.find(({ title }) => title.startsWith('Azure Front Door'))!;

describe('Azure’s feed, which lists what is going on and nothing else', () => {
  it('has an incident go on while it is listed, and end when it is not any more', async () => {
    const first = await foldAzure([], page, '2026-03-01T17:55:00.000Z');
    expect(first.incidents).toHaveLength(3);
    expect(front(first.incidents).endedAt).toBeUndefined();
    const gone = await foldAzure(first.incidents, quiet, '2026-03-01T23:40:00.000Z');
    expect(front(gone.changed)).toMatchObject({
      startedAt: '2026-03-01T16:00:00.000Z',
      endedAt: '2026-03-01T23:40:00.000Z',
    });
    const still = await foldAzure(gone.incidents, quiet, '2026-03-02T08:00:00.000Z');
    expect(still.changed).toEqual([]);
  });

  it('goes on with one that was missing for a while, and counts no message for it', async () => {
    const first = await foldAzure([], page, '2026-03-01T17:00:00.000Z');
    const gone = await foldAzure(first.incidents, quiet, '2026-03-01T18:00:00.000Z');
    const back = await foldAzure(gone.incidents, page, '2026-03-01T19:00:00.000Z');
    expect(front(back.changed).endedAt).toBeUndefined();
    expect(front(back.incidents).updates).toBe(1);
    const over = await foldAzure(back.incidents, quiet, '2026-03-01T20:00:00.000Z');
    expect(front(over.incidents).endedAt).toBe('2026-03-01T20:00:00.000Z');
  });

  it('ends nothing by what is missing of it when it was cut off on its way', async () => {
    const first = await foldAzure([], page, '2026-03-01T17:00:00.000Z');
    const [, ...others] = page.match(/<item>[\s\S]*?<\/item>/g) ?? [];
    const isCut = page.replace(/<item>[\s\S]*/, others.join('').slice(0, -200));
    const cut = await foldAzure(first.incidents, isCut, '2026-03-01T18:00:00.000Z');
    expect(front(cut.incidents).endedAt).toBeUndefined();
    const whole = page.replace(/<item>[\s\S]*<\/item>/, others.join(''));
    expect(front((await foldAzure(cut.incidents, whole, '2026-03-01T18:10:00.000Z')).incidents).endedAt).toBe(
      '2026-03-01T18:10:00.000Z',
    );
  });

  it('does not take the same title three years later for the same incident', async () => {
    const first = await foldAzure([], page, '2026-03-01T17:00:00.000Z');
    const later = page.replaceAll('01 Mar 2026', '07 Mar 2026');
    const both = await foldAzure(first.incidents, later, '2026-03-07T17:00:00.000Z');
    const starts = both.incidents.filter(({ title }) => title.startsWith('Azure Front Door')).map((i) => i.startedAt);
    expect(starts).toEqual(['2026-03-01T16:00:00.000Z', '2026-03-07T16:00:00.000Z']);
  });

  it('never links to the machine behind the page', async () => {
    for (const { url: link } of (await foldAzure([], page, '2026-03-01T17:55:00.000Z')).incidents)
      expect(new URL(link).hostname).toMatch(/^(azure\.status\.microsoft|status\.azure\.com)$/);
  });

  it('puts an hour without a day into the evening before, when the item came after midnight', async () => {
    const night = page
      .replace('Starting at approximately 16:00 UTC', 'Starting at approximately 23:40 UTC')
      .replace('Sun, 01 Mar 2026 16:02:40 Z', 'Sun, 01 Mar 2026 00:10:00 Z');
    const { incidents } = await foldAzure([], night, '2026-03-01T17:55:00.000Z');
    expect(front(incidents).startedAt).toBe('2026-02-28T23:40:00.000Z');
  });

  it('is everywhere when it names more regions than a few, and so groups with a page in any of them', async () => {
    const feed = await readFeed(Buffer.from(page), { url, now: '2026-03-02T00:00:00.000Z' });
    const cause = reportsFromFeed(feed, { url }).find(({ title }) => title.startsWith('Azure Front Door'))!;
    const regions = ['Australia East', 'Central US', 'East US', 'East US 2', 'France Central', 'Japan East'].concat([
      'North Europe',
      'West Europe',
      'UK South',
      'UK West',
      'Korea South',
      'Brazil South',
    ]);
    const seenAt = '2026-03-02T00:00:00.000Z';
    const effect: IncidentReport = {
      id: '1',
      service: 'Willowcase',
      title: 'Portal unreachable in Frankfurt',
      url: 'https://status.willowcase.example/incidents/1',
      components: [],
      updates: [
        { at: '2026-03-01T16:20:00Z', stage: 'identified', text: 'This is due to the Azure Front Door outage.' },
      ],
      maintenance: false,
    };
    const grouped = groupIncidents([
      mergeReports(undefined, { ...cause, impact: 'critical', components: regions }, { sourceId: 'azure', seenAt }),
      mergeReports(undefined, effect, { sourceId: 'w', seenAt }),
    ]);
    expect(grouped).toMatchObject([{ reason: 'puts it down to Microsoft Azure' }]);
  });
});

const listings: [string, unknown, unknown][] = [
  [
    'Slack’s v2.0.0 current',
    {
      status: 'active',
      date_created: '2026-03-01T02:12:20-08:00',
      date_updated: '2026-03-01T03:09:39-08:00',
      active_incidents: [
        {
          id: 1571,
          title: 'Trouble loading threads',
          type: 'incident',
          status: 'active',
          url: 'https://slack-status.com/2026-03/4e79ab0c89aa4be0',
          date_created: '2026-03-01T02:12:20-08:00',
          date_updated: '2026-03-01T02:41:18-08:00',
          notes: [{ body: '<p>Threads do not load.&nbsp;</p>', date_created: '2026-03-01T02:12:20-08:00' }],
          services: [],
        },
      ],
    },
    {
      status: 'ok',
      date_created: '2026-03-01T02:12:20-08:00',
      date_updated: '2026-03-01T03:09:39-08:00',
      active_incidents: [],
    },
  ],
  [
    'incident.io’s summary, with the page in an object of its own',
    {
      version: '1.0',
      page: { name: 'Deepwell', url: 'https://status.deepwell.example' },
      ongoing_incidents: [
        {
          id: '01K5R1AAC9T2',
          name: 'API errors',
          status: 'investigating',
          current_worst_impact: 'full_outage',
          last_update_at: '2026-03-01T10:00:00Z',
          last_update_message: 'We look into it.',
          url: 'https://status.deepwell.example/incidents/01K5R1AAC9T2',
          affected_components: [{ id: 'a', name: 'API', current_status: 'full_outage' }],
        },
      ],
    },
    { version: '1.0', page: { name: 'Deepwell', url: 'https://status.deepwell.example' }, ongoing_incidents: [] },
  ],
  [
    'Instatus’s summary.json, whose page says UP all the while',
    {
      page: { name: 'Chatmany', url: 'https://status.chatmany.example', status: 'UP' },
      activeIncidents: [
        {
          id: 'cl1',
          name: 'Delays of messages',
          started: '2026-03-01T10:00:00Z',
          status: 'IDENTIFIED',
          impact: 'DEGRADEDPERFORMANCE',
          url: 'https://status.chatmany.example/incident/cl1',
        },
      ],
    },
    { page: { name: 'Chatmany', url: 'https://status.chatmany.example', status: 'UP' } },
  ],
  [
    'a page of Checkly’s',
    {
      page: { name: 'Mistrel Status Page', url: 'https://mistrel.checkly-status-page.example', status: 'HAS_ISSUES' },
      activeIncidents: [
        {
          id: '44cb5e11-4736',
          name: 'Free tier disabled',
          startedAt: '2026-03-01T10:00:00.000Z',
          status: 'IDENTIFIED',
          severity: 'MAJOR',
          affectedServices: [{ id: 'c4', name: 'Chat Completions API' }],
        },
      ],
    },
    {
      page: { name: 'Mistrel Status Page', url: 'https://mistrel.checkly-status-page.example', status: 'UP' },
      activeIncidents: [],
    },
  ],
];

describe('other documents of what is going on', () => {
  const fold = (known: readonly Incident[], document: unknown, seenAt: string) => {
    const { reports, isCurrent } = reportsFromJson(document, { url: 'https://status.page.example/api' })!;
    return foldReports(known, reports, { sourceId: 's', seenAt, ...(isCurrent && { isCurrent }) }).incidents;
  };

  it.each(listings)('%s ends what it no longer lists', (_name, busy, calm) => {
    const open = fold([], busy, '2026-03-01T10:20:00.000Z');
    expect(open).toMatchObject([{ startedAt: expect.stringMatching(/^2026-03-01T10:/) }]);
    expect(open[0]!.endedAt).toBeUndefined();
    expect(fold(open, calm, '2026-03-01T12:00:00.000Z')).toMatchObject([{ endedAt: '2026-03-01T12:00:00.000Z' }]);
  });

  it.each(listings)(
    '%s, whose clock is hours ahead of ours: ends it all the same, and goes on with one that is back',
    (_, busy, calm) => {
      const open = fold([], busy, '2026-03-01T07:00:00.000Z');
      const over = fold(open, calm, '2026-03-01T07:15:00.000Z');
      expect(over).toMatchObject([{ endedAt: expect.stringMatching(/^2026-03-01T1/) }]);
      expect(fold(over, calm, '2026-03-01T07:30:00.000Z')).toEqual(over);
      expect(fold(over, busy, '2026-03-01T07:45:00.000Z')[0]?.endedAt).toBeUndefined();
    },
  );

  it('leaves a history alone that does not reach back far enough', () => {
    const history = { page: { name: 'Harbourly', url: 'https://status.harbourly.example' }, incidents: [] };
    expect(reportsFromJson(history, { url })?.isCurrent).toBeUndefined();
  });

  it('comes to one end for an incident, however often the same calm page is seen', async () => {
    const first = await foldAzure([], page, '2026-03-01T17:00:00.000Z');
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 600 }), { minLength: 1, maxLength: 5 }), async (minutes) => {
        let known = first.incidents;
        let at = Date.parse('2026-03-01T17:00:00.000Z');
        const end = new Date(at + minutes[0]! * 60_000).toISOString();
        for (const wait of minutes) {
          at += wait * 60_000;
          known = (await foldAzure(known, quiet, new Date(at).toISOString())).incidents;
        }
        expect(front(known).endedAt).toBe(end);
      }),
      { numRuns: 20 },
    );
  });
});

describe('AWS’s currentevents', () => {
  it('has the end that the event gives, though its log stops before', () => {
    const event = {
      date: '1785519198',
      arn: 'arn:aws:health:ap-south-1::event/DIRECTCONNECT/AWS_DIRECTCONNECT_OPERATIONAL_ISSUE/X_00B73',
      region_name: 'Mumbai',
      status: '0',
      service: 'directconnect-ap-south-1',
      service_name: 'AWS Direct Connect',
      summary: '[RESOLVED] Elevated Packet Loss',
      event_log: [{ summary: 'Elevated Packet Loss', message: 'We confirm it.', status: 1, timestamp: 1785519198 }],
      end_time: '1785524075',
    };
    const { reports } = reportsFromJson([event], { url: 'https://health.aws.amazon.com/public/currentevents' })!;
    expect(mergeReports(undefined, reports[0]!, { sourceId: 'aws', seenAt: '2026-08-01T00:00:00.000Z' })).toMatchObject(
      {
        service: 'AWS Direct Connect (ap-south-1)',
        title: 'Elevated Packet Loss',
        startedAt: '2026-07-31T17:33:18.000Z',
        endedAt: '2026-07-31T18:54:35.000Z',
      },
    );
  });
});

describe('Google’s incident report', () => {
  it('is the write-up of the incident, and the preliminary one is not', () => {
    const message = (when: string, text: string, status: string) => ({ when, created: when, text, status });
    const incident = {
      id: '3BvH3LVGcupoYqV6F4Nw',
      begin: '2026-07-15T23:57:00+00:00',
      end: '2026-07-16T12:25:00+00:00',
      modified: '2026-07-25T13:16:55+00:00',
      external_desc: 'Several services fail in europe-west4-a after the cooling failed.',
      severity: 'medium',
      status_impact: 'SERVICE_DISRUPTION',
      uri: 'incidents/3BvH3LVGcupoYqV6F4Nw',
      affected_products: [{ id: 'a', title: 'VMware Engine' }],
      updates: [
        message(
          '2026-07-25T13:16:55+00:00',
          '## \\# Incident Report\n## \\#\\# Summary\nThe cooling failed.',
          'AVAILABLE',
        ),
        message('2026-07-18T00:22:37+00:00', '# Preliminary Incident Report\nTo be confirmed.', 'AVAILABLE'),
        message('2026-07-15T23:57:00+00:00', 'We investigate.', 'SERVICE_DISRUPTION'),
      ],
    };
    const { reports } = reportsFromJson([incident], { url: 'https://status.cloud.google.com/incidents.json' })!;
    const merged = mergeReports(undefined, reports[0]!, { sourceId: 'g', seenAt: '2026-08-01T00:00:00.000Z' });
    expect(merged).toMatchObject({
      endedAt: '2026-07-16T12:25:00.000Z',
      postmortem: {
        url: 'https://status.cloud.google.com/incidents/3BvH3LVGcupoYqV6F4Nw',
        at: '2026-07-25T13:16:55.000Z',
      },
    });
  });
});

describe('incident.io’s ids', () => {
  const atom = readFileSync('test/fixtures/status/incident-io.atom', 'utf8');
  const startOf = async (xml: string) => {
    const feed = await readFeed(Buffer.from(xml), { url, now: '2026-04-01T00:00:00.000Z' });
    return reportsFromFeed(feed, { url }).find(({ title }) => title.startsWith('Suggestions'))!.startedAt;
  };

  it('say when an incident was made, which its Atom does not', async () => {
    expect(await startOf(atom)).toBe('2026-02-18T16:07:00.000Z');
  });

  it('say nothing when they were given later, long before, or are no ULIDs', async () => {
    for (const id of ['01KZZZZZZ0Q8ZB7M3N4P5Q6R7S', '01ARZ3NDEKTSV4RRFFQ69G5FAV', 'n38dwwksfkv9'])
      expect(await startOf(atom.replaceAll('01KHRR2E50Q8ZB7M3N4P5Q6R7S', id))).toBe('2026-02-18T17:20:00.000Z');
  });
});

describe('a page that lists what goes on, and has one that was reopened or is over', () => {
  const opened = (stages: readonly string[]) =>
    JSON.stringify({
      page: { name: 'Harbourly', url: 'https://status.harbourly.example' },
      components: [],
      incidents: [
        {
          id: 'h1',
          name: 'API unreachable',
          status: stages.at(-1),
          impact: 'major',
          incident_updates: stages.map((status, index) => ({
            status,
            body: `Now ${status}.`,
            display_at: `2026-03-01T1${index}:00:00Z`,
          })),
        },
      ],
    });
  const event = (endedAt?: string) =>
    JSON.stringify([
      {
        arn: 'arn:aws:health:eu-west-1::event/X/1',
        date: '1772359200',
        service: 'lambda-eu-west-1',
        service_name: 'AWS Lambda',
        summary: 'Delayed invocations',
        status: '2',
        ...(endedAt && { end_time: String(Date.parse(endedAt) / 1000) }),
        event_log: [{ summary: 'Delayed invocations', message: 'We look.', status: '2', timestamp: 1772359200 }],
      },
    ]);
  const foldPage = async (known: readonly Incident[], page: string, seenAt: string) => {
    const snapshot = await readSnapshot(Buffer.from(page), { url: 'https://a.example', now: seenAt, kind: 'status' });
    if (snapshot.kind !== 'status') throw new Error('not read as a status page');
    return foldReports(known, snapshot.reports, { sourceId: 'a', seenAt, isCurrent: true }).incidents;
  };

  it('goes on with the reopened one, though an older message says that it was resolved', async () => {
    const first = await foldPage([], opened(['investigating']), '2026-03-01T10:10:00.000Z');
    const gone = await foldPage(
      first,
      JSON.stringify({ ...JSON.parse(opened([])), incidents: [] }),
      '2026-03-01T12:00:00.000Z',
    );
    expect(gone[0]?.endedAt).toBe('2026-03-01T12:00:00.000Z');
    const back = await foldPage(gone, opened(['investigating', 'resolved', 'identified']), '2026-03-01T12:05:00.000Z');
    expect(back[0]?.endedAt).toBeUndefined();
  });

  it('has the end that the page names, also after an old copy of the page that did not', async () => {
    const over = event('2026-03-01T11:00:00.000Z');
    const first = await foldPage([], over, '2026-03-01T11:30:00.000Z');
    const stale = await foldPage(first, event(), '2026-03-01T12:00:00.000Z');
    const again = await foldPage(stale, over, '2026-03-01T12:30:00.000Z');
    expect(again[0]?.endedAt).toBe('2026-03-01T11:00:00.000Z');
  });
});
