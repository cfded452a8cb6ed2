import { describe, expect, it } from 'vitest';
import { foldReports } from '../../../../lambdas/domain/incident/fold';
import { isOutage, mergeReports } from '../../../../lambdas/domain/incident/merge';
import { reportsFromJson } from '../../../../lambdas/domain/incident/read-reports';

const seenAt = '2026-09-24T00:00:00.000Z';

/** The outages one document comes to, as the newsletter would have them. */
function outagesIn(document: unknown, url: string) {
  const found = reportsFromJson(document, { url });
  expect(found).toBeDefined();
  return foldReports([], found?.reports ?? [], { sourceId: 's', seenAt })
    .incidents.filter(isOutage)
    .map(({ service, title, url, startedAt, endedAt, impact, components, updates }) => ({
      service,
      title,
      url,
      startedAt,
      endedAt,
      impact,
      components,
      updates,
    }));
}

describe('Heroku’s API', () => {
  const incident = {
    id: 2963,
    title: 'Elevated errors on Common Runtime routing',
    state: 'resolved',
    resolved: false,
    created_at: '2026-08-03T10:02:00.000Z',
    updated_at: '2026-08-09T09:00:00.000Z',
    full_url: 'https://status.heroku.com/incidents/2963',
    systems: [{ name: 'Apps', status: 'green', services: ['Apps'] }],
    updates: [
      { created_at: '2026-08-03T11:40:00.000Z', contents: 'The errors have stopped.', update_type: 'resolved' },
      { created_at: '2026-08-03T10:02:00.000Z', contents: 'Requests to some apps fail.', update_type: 'investigating' },
    ],
  };
  const planned = {
    ...incident,
    id: 2959,
    title: 'Heroku Platform upgrade window',
    state: 'upcoming',
    full_url: 'https://status.heroku.com/incidents/2959',
    updates: [{ created_at: '2026-07-15T17:00:24.339Z', contents: 'We upgrade routers.', update_type: 'scheduled' }],
  };
  const expected = [
    {
      service: 'Heroku',
      title: 'Elevated errors on Common Runtime routing',
      url: 'https://status.heroku.com/incidents/2963',
      startedAt: '2026-08-03T10:02:00.000Z',
      endedAt: '2026-08-03T11:40:00.000Z',
      impact: 'major',
      components: ['Apps'],
      updates: 2,
    },
  ];

  it('is read as it stands and as a history; its state counts, not its `resolved`, and what is scheduled is no incident', () => {
    const status = [{ system: 'Apps', status: 'green' }];
    const current = { status, incidents: [incident], scheduled: [planned] };
    expect(outagesIn(current, 'https://status.heroku.com/api/v4/current-status')).toEqual(expected);
    expect(outagesIn([incident, planned], 'https://status.heroku.com/api/v4/incidents')).toEqual(expected);
    expect(outagesIn({ status, incidents: [], scheduled: [] }, 'https://status.heroku.com/')).toEqual([]);
  });

  it('goes on once it is opened again, whatever is said then', () => {
    const again = { created_at: '2026-08-09T10:30:00.000Z', contents: 'They are back.', update_type: 'update' };
    const open = { ...incident, state: 'open', updated_at: again.created_at, updates: [again, ...incident.updates] };
    const about = { sourceId: 'h', seenAt: '2026-08-09T12:00:00.000Z' };
    const { reports } = reportsFromJson([incident], { url: incident.full_url })!;
    const { reports: later } = reportsFromJson([open], { url: incident.full_url })!;
    const known = mergeReports(undefined, reports[0]!, about);
    expect(mergeReports(known, later[0]!, about).endedAt).toBeUndefined();
  });
});

describe('Status.io’s API', () => {
  it('is read with stages and severities by number, and without its maintenance', () => {
    const item = (name: string, messages: unknown[]) => ({
      _id: `66c4a1b2c3d4e5f6a7b8c9${name.length}`,
      name,
      datetime_open: '2026-09-01T08:00:00.000Z',
      components_affected: [{ _id: '1', name: 'Git over SSH' }],
      containers_affected: [{ _id: '2', name: 'GitLab.com' }],
      messages,
    });
    const message = (state: number, status: number, datetime: string, details: string) => ({
      state,
      status,
      datetime,
      details,
    });
    const document = {
      result: {
        status_overall: { updated: '2026-09-01T10:00:00.000Z', status: 'Operational', status_code: 100 },
        status: [],
        incidents: [
          item('SSH connections are refused', [
            message(100, 500, '2026-09-01T08:00:00.000Z', 'Connections are refused.'),
            message(400, 100, '2026-09-01T09:30:00.000Z', 'All is back.'),
          ]),
        ],
        maintenance: { active: [item('Moving Redis', [])], upcoming: [item('Upgrading PostgreSQL', [])] },
      },
    };
    expect(outagesIn(document, 'https://status.gitlab.com/')).toEqual([
      {
        service: 'GitLab',
        title: 'SSH connections are refused',
        url: 'https://status.gitlab.com/',
        startedAt: '2026-09-01T08:00:00.000Z',
        endedAt: '2026-09-01T09:30:00.000Z',
        impact: 'critical',
        components: ['Git over SSH', 'GitLab.com'],
        updates: 2,
      },
    ]);
  });
});

describe('Salesforce’s Trust API', () => {
  it('is read with its span from its impacts', () => {
    const document = [
      {
        id: 20004321,
        message: { rootCause: 'A DNS change was rolled out in error.', eventStatus: null },
        serviceKeys: ['coreService'],
        instanceKeys: ['NA224', 'EU48'],
        createdAt: '2026-09-02T12:10:00.000Z',
        updatedAt: '2026-09-05T12:10:00.000Z',
        IncidentImpacts: [
          {
            startTime: '2026-09-02T12:00:00.000Z',
            endTime: '2026-09-02T13:45:00.000Z',
            type: 'serviceDisruption',
            severity: 'major',
          },
        ],
        IncidentEvents: [
          { type: 'investigating', message: 'Logins fail.', createdAt: '2026-09-02T12:15:00.000Z' },
          { type: 'resolved', message: 'Logins work.', createdAt: '2026-09-02T13:50:00.000Z' },
        ],
      },
    ];
    expect(outagesIn(document, 'https://api.status.salesforce.com/v1/incidents')).toMatchObject([
      {
        service: 'Salesforce',
        title: 'Service disruption NA224, EU48',
        url: 'https://status.salesforce.com/incidents/20004321',
        startedAt: '2026-09-02T12:00:00.000Z',
        endedAt: '2026-09-02T13:45:00.000Z',
        impact: 'major',
      },
    ]);
  });
});

describe('Uptime Kuma’s API', () => {
  const note = (style: string, title: string) => ({
    id: title.length,
    title,
    content: 'The disk is full.',
    style,
    createdDate: '2026-09-03 06:00:00',
    lastUpdatedDate: null,
    pin: true,
  });
  const page = { config: { slug: 'home', title: 'Homelab' }, publicGroupList: [], maintenanceList: [] };

  it('is read in both its versions, and news is no incident', () => {
    const one = outagesIn(
      { ...page, incident: note('danger', 'Backups fail') },
      'https://kuma.example/api/status-page/home',
    );
    expect(one).toMatchObject([
      {
        service: 'Homelab',
        title: 'Backups fail',
        startedAt: '2026-09-03T06:00:00.000Z',
        endedAt: undefined,
        impact: 'major',
      },
    ]);
    const many = { ...page, incidents: [note('danger', 'Backups fail'), note('light', 'A new server')] };
    expect(outagesIn(many, 'https://kuma.example/api/status-page/home')).toEqual(one);
    expect(outagesIn({ ...page, incident: null }, 'https://kuma.example/api/status-page/home')).toEqual([]);
  });
});

describe('what live pages do beside their documentation', () => {
  it('has a Better Stack report go on that was opened again after it was resolved', () => {
    const message = (id: string, hour: number, status: string) => ({
      type: 'status_update',
      id,
      attributes: { message: 'News.', published_at: `2026-09-04T${hour}:00:00.000Z`, affected_resources: [{ status }] },
    });
    const document = {
      data: { type: 'status_page', attributes: { company_name: 'Lathe', custom_domain: 'status.lathe.example' } },
      included: [
        {
          type: 'status_report',
          id: '1',
          attributes: { title: 'Delayed data', starts_at: '2026-09-04T13:00:00.000Z', aggregate_state: 'degraded' },
          relationships: { status_updates: { data: ['9', '8', '7'].map((id) => ({ id })) } },
        },
        message('7', 13, 'degraded'),
        message('8', 15, 'resolved'),
        message('9', 17, 'degraded'),
      ],
    };
    expect(outagesIn(document, 'https://status.lathe.example/index.json')).toMatchObject([{ endedAt: undefined }]);
  });

  it('ends a Better Stack report that is resolved without an end at its last message', () => {
    const document = {
      data: {
        id: '1',
        type: 'status_page',
        attributes: { company_name: 'Lathe', custom_domain: 'status.lathe.example' },
      },
      included: [
        {
          type: 'status_report',
          id: '1050825',
          attributes: {
            title: 'Delayed data processing',
            report_type: 'manual',
            starts_at: '2026-09-04T13:50:00.000Z',
            ends_at: null,
            aggregate_state: 'resolved',
            affected_resources: [],
          },
          relationships: { status_updates: { data: [{ id: '7', type: 'status_update' }] } },
        },
        {
          type: 'status_update',
          id: '7',
          attributes: {
            message: 'It has caught up.',
            published_at: '2026-09-04T19:53:00.000Z',
            affected_resources: [],
          },
        },
      ],
    };
    expect(outagesIn(document, 'https://status.lathe.example/index.json')).toMatchObject([
      { title: 'Delayed data processing', endedAt: '2026-09-04T19:53:00.000Z' },
    ]);
  });

  it('takes the line below Google Workspace’s label for the title', () => {
    const document = [
      {
        id: 'B5V4MfnVp97nxoTYbxdX',
        begin: '2026-09-18T05:00:00+00:00',
        end: null,
        external_desc: '**Title:**\nGmail on Android shows old mail\n**Description:**\nSome users see old mail.',
        status_impact: 'SERVICE_DISRUPTION',
        severity: 'low',
        service_name: 'Gmail',
        affected_products: [{ title: 'Gmail', id: 'p' }],
        updates: [],
        uri: 'incidents/B5V4MfnVp97nxoTYbxdX',
      },
    ];
    expect(outagesIn(document, 'https://www.google.com/appsstatus/dashboard/incidents.json')).toMatchObject([
      { service: 'Gmail', title: 'Gmail on Android shows old mail', impact: 'major' },
    ]);
  });

  it('takes null for no incidents, as incident.io writes it, and an incident without components or short link', () => {
    const page = { id: '1', name: 'Chisel', url: 'https://status.chisel.example' };
    const empty = {
      page,
      status: { indicator: 'none' },
      incidents: null,
      scheduled_maintenances: null,
      components: [],
    };
    expect(outagesIn(empty, 'https://status.chisel.example/api/v2/summary.json')).toEqual([]);
    const incident = {
      id: '01M36RMC01ZFWQ861WYJKC4XE1',
      name: 'Elevated error rates',
      status: 'resolved',
      impact: 'minor',
      created_at: '2026-09-23T09:13:00Z',
      resolved_at: '2026-09-23T09:54:16Z',
      shortlink: null,
      incident_updates: [{ body: 'All has recovered.', status: 'resolved', display_at: '2026-09-23T09:54:16Z' }],
    };
    expect(outagesIn({ page, incidents: [incident] }, 'https://status.chisel.example/')).toMatchObject([
      { title: 'Elevated error rates', endedAt: '2026-09-23T09:54:16.000Z', impact: 'minor' },
    ]);
  });

  it('finds nothing in AWS’s announcement, which is a sentence and no event', () => {
    expect(reportsFromJson({ description: null }, { url: 'https://health.aws.amazon.com/public/announcement' })).toBe(
      undefined,
    );
  });
});

describe('a notice that something is paused', () => {
  const paused = (stages: string[]) => ({
    page: { id: '1', name: 'Chisel', url: 'https://status.chisel.example' },
    incidents: [
      {
        id: 'abcdef123456',
        name: 'Migrations are Paused',
        impact: 'minor',
        created_at: '2026-09-20T09:00:00Z',
        incident_updates: stages.map((status, at) => ({
          status,
          body: 'Now.',
          display_at: `2026-09-20T1${at}:00:00Z`,
        })),
      },
    ],
  });
  const outages = (stages: string[]) => outagesIn(paused(stages), 'https://status.chisel.example/');

  it('is none while only the plan is told, and trouble as soon as it was investigated', () => {
    expect(outages(['scheduled', 'in_progress', 'completed'])).toEqual([]);
    expect(outages(['resolved'])).toEqual([]);
    expect(outages(['investigating', 'resolved'])).toHaveLength(1);
  });
});

describe('FireHydrant’s payload.json', () => {
  const event = (occurredAt: string, details: object) => ({ time: '2026-03-23T23:08:09Z', occurredAt, details });
  const page = {
    config: { companyName: 'Copperfen', title: 'Copperfen Service Health', operationalMessage: 'No incidents.' },
    conditions: { Degraded: 'DEGRADED', Operational: 'OPERATIONAL', Unavailable: 'OFFLINE', Maintenance: 'DEGRADED' },
    components: [{ id: '4c9', name: 'REST API' }],
    incidents: [
      {
        id: '2f3423b7-2311-4f64-a6fa-297daaff63e4',
        title: 'Zone lost in me-central-1',
        timestamps: { started: '2026-03-01T14:33:58Z', resolved: '2026-03-03T21:29:30Z' },
        componentConditions: { 'REST API': 'Degraded' },
        severitySlug: 'SEV2',
        timeline: [
          event('2026-03-03T21:29:30Z', { note: '➡️ **Resolved** — The zone is back.' }),
          event('2026-03-02T10:00:00Z', { milestoneUpdate: { currentMilestone: 'identified' } }),
          event('2026-03-01T16:59:47Z', { note: { note: 'Identified - AWS has lost a zone in me-central-1.' } }),
          event('2026-03-01T14:33:58Z', { note: '➡️ **Investigating** — Clusters in one zone do not answer.' }),
        ],
      },
      {
        id: '79a12500',
        title: 'A new status page',
        timestamps: { started: '2026-02-24T04:52:19Z', resolved: '2026-02-24T04:52:19Z' },
        severitySlug: 'MAINTENANCE',
        timeline: [event('2026-02-24T04:52:19Z', { note: 'We move our status page.' })],
      },
    ],
  };

  it('is read with its stages, by the time things happened, and without what was announced', () => {
    const reports = reportsFromJson(page, { url: 'https://status.copperfen.example/data/payload.json' })!.reports;
    const incidents = foldReports([], reports, { sourceId: 's', seenAt }).incidents.filter(isOutage);
    expect(incidents).toMatchObject([
      {
        service: 'Copperfen',
        title: 'Zone lost in me-central-1',
        startedAt: '2026-03-01T14:33:58.000Z',
        endedAt: '2026-03-03T21:29:30.000Z',
        impact: 'major',
        updates: 3,
        components: ['REST API'],
        blames: expect.arrayContaining(['AWS has lost a zone in me-central-1.']),
      },
    ]);
    expect(incidents[0]!.stages?.map(({ stage }) => stage)).toEqual(['investigating', 'identified', 'resolved']);
  });
});
