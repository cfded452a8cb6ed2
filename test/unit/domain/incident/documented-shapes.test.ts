import { describe, expect, it } from 'vitest';
import { reportsFromJson } from '../../../../lambdas/domain/incident/read-reports';
import { readSnapshot } from '../../../../lambdas/domain/snapshot';

const now = '2026-04-01T00:00:00.000Z';
const url = 'https://status.page.example/';
const reports = (document: unknown) => reportsFromJson(document, { url })?.reports ?? [];

const current = [
  {
    date: '1772616000',
    arn: 'arn:aws:health:us-east-1::event/MULTIPLE_SERVICES/AWS_MULTIPLE_SERVICES_OPERATIONAL_ISSUE/ABC',
    region_name: 'N. Virginia',
    status: '3',
    service: 'multipleservices-us-east-1',
    service_name: 'Multiple services',
    summary: 'Increased error rates – naïve',
    event_log: [
      { summary: 'Increased error rates', message: 'We are investigating.', status: 1, timestamp: 1772616000 },
    ],
    impacted_services: { 'ec2-us-east-1': { service_name: 'Amazon EC2', current: '3', max: '3' } },
  },
];

describe('AWS currentevents', () => {
  const text = JSON.stringify(current);
  const bodies: [string, Uint8Array][] = [
    [
      'UTF-16, big-endian, with its mark',
      Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(text, 'utf16le').swap16()]),
    ],
    ['UTF-16, little-endian, with its mark', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')])],
    ['UTF-16 without a mark', Buffer.from(text, 'utf16le').swap16()],
    ['UTF-8 with a mark', Buffer.from(`\uFEFF${text}`)],
    ['UTF-8', Buffer.from(text)],
  ];
  it.each(bodies)('is read in %s', async (_name, body) => {
    const snapshot = await readSnapshot(body, { url: 'https://health.aws.amazon.com/public/currentevents', now });
    if (snapshot.kind !== 'status') throw new Error('not read as a status page');
    expect(snapshot.reports).toHaveLength(1);
    expect(snapshot.reports[0]).toMatchObject({ title: 'Increased error rates – naïve', impact: 'critical' });
  });

  it('is an empty list when all is well, for a source known to be a status page', async () => {
    const about = { url: 'https://health.aws.amazon.com/public/currentevents', now, kind: 'status' as const };
    const snapshot = await readSnapshot(Buffer.from('[]'), about);
    expect(snapshot).toMatchObject({ kind: 'status', entries: [], reports: [] });
    await expect(readSnapshot(Buffer.from('[]'), { url, now, kind: 'blog' })).rejects.toThrow();
  });
});

describe('what an incident.io page loads itself', () => {
  it('is read with its messages, its worst impact and a link to the incident', () => {
    const text = (words: string) => ({ type: 'paragraph', content: [{ type: 'text', text: words }] });
    const [report] = reports({
      summary: {
        name: 'Draftbee',
        public_url: 'https://status.draftbee.example',
        ongoing_incidents: [
          {
            id: '01K5R1AAC9T2',
            name: 'Slow exports',
            status: 'identified',
            published_at: '2026-02-25T09:00:00Z',
            updates: [
              {
                to_status: 'investigating',
                published_at: '2026-02-25T09:00:00Z',
                message: { text_node: { type: 'doc', content: [text('Exports are slow.'), text('We look into it.')] } },
              },
              {
                to_status: 'identified',
                published_at: '2026-02-25T09:30:00Z',
                message: { text_node: { type: 'doc', content: [text('A very large job.')] } },
              },
            ],
            affected_components: [{ id: '1', name: 'Exports', current_status: 'partial_outage' }],
            component_impacts: [
              { component_id: '1', status: 'degraded_performance', start_at: '2026-02-25T09:00:00Z' },
              { component_id: '1', status: 'partial_outage', start_at: '2026-02-25T09:10:00Z' },
            ],
          },
        ],
      },
    });
    expect(report).toMatchObject({
      service: 'Draftbee',
      title: 'Slow exports',
      url: 'https://status.draftbee.example/incidents/01K5R1AAC9T2',
      startedAt: '2026-02-25T09:00:00.000Z',
      impact: 'major',
      components: ['Exports'],
      updates: [
        { stage: 'investigating', text: 'Exports are slow.\nWe look into it.' },
        { stage: 'identified', text: 'A very large job.' },
      ],
    });
  });
});

describe('Cachet 2.4', () => {
  it('is over when the newest status says so, though the incident keeps its first', () => {
    const incident = { id: 7, name: 'API down', status: 1, message: 'Down.', occurred_at: '2026-02-25 09:00:00' };
    const later = { latest_status: 4, updated_at: '2026-02-25 10:00:00' };
    const stage = (more: object) => reports({ meta: {}, data: [{ ...incident, ...more }] })[0]?.updates.at(-1)?.stage;
    expect(stage({})).toBe('investigating');
    expect(stage(later)).toBe('resolved');
    expect(stage({ is_resolved: true, updated_at: '2026-02-25 10:00:00' })).toBe('resolved');
  });
});

describe('Google’s incidents.json', () => {
  it('names the places of the whole incident, for grouping by region', () => {
    const place = (id: string) => ({ title: `Iowa (${id})`, id });
    const [report] = reports([
      {
        id: 'ow5i3PPK96RduMcb1SsW',
        begin: '2026-02-25T09:00:00+00:00',
        external_desc: 'Trouble',
        updates: [],
        affected_products: [{ title: 'Cloud Run', id: 'x' }],
        currently_affected_locations: [place('us-central1')],
        previously_affected_locations: [place('us-east1')],
      },
    ]);
    expect(report?.components).toEqual(['Cloud Run', 'Iowa (us-central1)', 'Iowa (us-east1)']);
  });
});
