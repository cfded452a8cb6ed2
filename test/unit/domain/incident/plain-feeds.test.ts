import { describe, expect, it } from 'vitest';
import { readFeed } from '../../../../lambdas/domain/feed/read';
import type { Incident } from '../../../../lambdas/domain/incident';
import { foldReports } from '../../../../lambdas/domain/incident/fold';
import { isOutage } from '../../../../lambdas/domain/incident/merge';
import { reportsFromFeed } from '../../../../lambdas/domain/incident/read-reports';

const now = '2026-04-01T00:00:00.000Z';
const site = 'https://status.fathom.example';

/** One item: title, path of its link ('' for none), guid, day and time in March 2026, text. */
type Item = [title: string, path: string, guid: string, at: string, text: string];

const spell = (items: readonly Item[]) =>
  `<rss version="2.0"><channel><title>Fathom Status</title><link>${site}</link>${items
    .map(
      ([title, path, guid, at, text]) =>
        `<item><title>${title}</title>${path && `<link>${site}${path}</link>`}<guid isPermaLink="false">${guid}</guid><pubDate>${new Date(`2026-03-${at}:00Z`).toUTCString()}</pubDate><description><![CDATA[${text}]]></description></item>`,
    )
    .join('')}</channel></rss>`;

async function foldItems(known: readonly Incident[], items: readonly Item[]): Promise<Incident[]> {
  const feed = await readFeed(Buffer.from(spell(items)), { url: `${site}/rss`, now });
  const reports = reportsFromFeed(feed, { url: `${site}/rss` });
  return foldReports(known, reports, { sourceId: 's', seenAt: now }).incidents;
}

const outagesOf = async (items: readonly Item[]) =>
  (await foldItems([], items))
    .filter(isOutage)
    .map(({ title, startedAt, endedAt }) => [title, startedAt.slice(8, 16), endedAt?.slice(8, 16)])
    .sort();

describe('a plain feed of outages', () => {
  it('has what is only called trouble', async () => {
    const trouble: Item[] = [['Trouble with sign-in', '/t/1', 't1', '03T10:00', 'More later.']];
    expect(await outagesOf(trouble)).toEqual([['Trouble with sign-in', '03T10:00', undefined]]);
  });

  const chatter: Item[] = [
    ['Resolved: API is unreachable', '/issues/6531', 'h3', '03T11:00', 'The API is back.'],
    ['Update: API is unreachable', '/issues/6531', 'h2', '03T10:20', 'We found a broken route.'],
    ['API is unreachable', '/issues/6531', 'h1', '03T10:00', 'Requests time out.'],
    ['Scheduled: Database upgrade', '/issues/6530', 'h0', '02T10:00', 'Two hours.'],
  ];

  it('with an item for each message has one incident for each link and title, and none for the plans', async () => {
    expect(await outagesOf(chatter)).toEqual([['API is unreachable', '03T10:00', '03T11:00']]);
  });

  it('keeps such an incident one while its items come and roll off', async () => {
    const first = await foldItems([], chatter.slice(2));
    const second = await foldItems(first, chatter.slice(1, 3));
    const third = (await foldItems(second, chatter.slice(0, 2))).filter(isOutage);
    expect(third).toHaveLength(1);
    expect(third[0]).toMatchObject({
      startedAt: '2026-03-03T10:00:00.000Z',
      endedAt: '2026-03-03T11:00:00.000Z',
      updates: 3,
    });
  });

  it('of a monitor closes each fall with its rise, also when the same check falls again', async () => {
    const items: Item[] = [
      ['Website is DOWN', '/checks/1', 'm5', '20T09:00', 'HTTP 503'],
      ['Website is UP', '/checks/1', 'm2', '03T11:10', 'UP again after 10 minutes.'],
      ['Website is DOWN', '/checks/1', 'm1', '03T11:00', 'Connection Timeout'],
    ];
    expect(await outagesOf(items)).toEqual([
      ['Website is DOWN', '03T11:00', '03T11:10'],
      ['Website is DOWN', '20T09:00', undefined],
    ]);
  });

  it('reads stages in brackets or before a dash, without a time of their own', async () => {
    const items: Item[] = [
      [
        'Mail is late',
        '/notices/1',
        'n1',
        '05T12:00',
        '<p>Resolved - Mail flows.</p><p>Investigating - An hour late.</p>',
      ],
      [
        'Elevated error rates',
        '/pages/incident/1/2',
        'n2',
        '03T11:00',
        '<p><strong>March 3, 2026 10:00 UTC</strong><br><strong>[Investigating]</strong> We see errors.</p><p><strong>March 3, 2026 11:00 UTC</strong><br><strong>[Resolved]</strong> Fixed.</p>',
      ],
    ];
    expect(await outagesOf(items)).toEqual([
      ['Elevated error rates', '03T10:00', '03T11:00'],
      ['Mail is late', '05T12:00', '05T12:00'],
    ]);
  });

  it('keeps outages apart that share a title and have no link, and does not call what was ongoing', async () => {
    const items: Item[] = [
      ['Outage', '', 'x1', '25T12:00', 'Everything was down from 11:00 to 11:40 UTC.'],
      ['Outage', '', 'x2', '04T12:00', 'The API was down for five minutes.'],
      ['Maintenance complete', '', 'x3', '01T12:00', 'Done.'],
    ];
    expect(await outagesOf(items)).toEqual([
      ['Outage', '04T12:00', '04T12:00'],
      ['Outage', '25T12:00', '25T12:00'],
    ]);
  });

  it('has none for notes that all is well, in a feed that has one for trouble', async () => {
    const items: Item[] = [
      ['All Systems Operational', '', 'a1', '03T11:00', 'All Systems Operational'],
      ['Payments: Degraded performance', '/events/1', 'a2', '02T11:00', 'Card payments are slow.'],
      ['No incidents reported', '', 'a3', '01T11:00', 'No incidents reported today.'],
      ['Everything is operational again', '', 'a4', '01T10:00', ''],
    ];
    expect(await outagesOf(items)).toEqual([['Payments: Degraded performance', '02T11:00', undefined]]);
  });

  it('in German tells a Störung from a Wartung', async () => {
    const items: Item[] = [
      [
        'Störung: Netzwerk FSN1',
        '/incident/3f1b9a52',
        'g1',
        '03T12:00',
        'Behoben: Das Netzwerk ist wieder erreichbar.',
      ],
      ['Wartung: Router FSN1', '/incident/4f1b9a52', 'g2', '02T12:00', 'Geplante Wartungsarbeiten.'],
    ];
    expect(await outagesOf(items)).toEqual([['Störung: Netzwerk FSN1', '03T12:00', '03T12:00']]);
  });
});
