import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { believe, readMoment, readYearlessMoment } from '../../../../lambdas/domain/incident/moment';
import { plainLines, plainText, safeLink } from '../../../../lambdas/domain/incident/plain-text';
import { bestSentence, blameSentences } from '../../../../lambdas/domain/incident/quote';
import {
  bareTitle,
  impactOfWords,
  isAllClear,
  isMaintenanceTitle,
  serviceOfHost,
  serviceOfPage,
  stageOf,
  stageOfTitle,
} from '../../../../lambdas/domain/incident/wording';

describe('titles', () => {
  it.each([
    ['[Resolved] API down', 'API down', 'resolved'],
    ['RESOLVED: API down', 'API down', 'resolved'],
    ['API down - Monitoring', 'API down', 'monitoring'],
    ['Update - API down', 'API down', 'update'],
    ['Service is operating normally: [RESOLVED] Increased error rates', 'Increased error rates', 'resolved'],
    ['Incident: Trouble loading threads', 'Trouble loading threads', undefined],
    ['[Retroactive] Incident with Pull Requests', '[Retroactive] Incident with Pull Requests', undefined],
    ['API: slow responses', 'API: slow responses', undefined],
  ])('reads the stage of "%s" and takes it off', (title, bare, stage) => {
    expect(bareTitle(title)).toBe(bare);
    expect(stageOfTitle(title)).toBe(stage);
  });

  it('knows every page’s word for a stage', () => {
    expect(
      [
        'Fixed',
        'Watching',
        'SERVICE_OUTAGE',
        'AVAILABLE',
        'INPROGRESS',
        'Post-Mortem',
        'maintenance_scheduled',
        'nonsense',
      ].map(stageOf),
    ).toEqual([
      'resolved',
      'monitoring',
      'identified',
      'resolved',
      'in-progress',
      'postmortem',
      'scheduled',
      undefined,
    ]);
  });

  it('tells announced work from trouble', () => {
    for (const title of [
      'Scheduled Maintenance for Actions',
      'EU Network Maintenance',
      'Planned upgrade of the database',
    ])
      expect(isMaintenanceTitle(title), title).toBe(true);
    for (const title of [
      'Outage during maintenance',
      'Errors following scheduled maintenance',
      'Migrations are stalled',
      'Unplanned maintenance',
    ])
      expect(isMaintenanceTitle(title), title).toBe(false);
  });

  it('tells that all is well from that something was put right', () => {
    for (const title of [
      'All Systems Operational',
      'No incidents reported today.',
      'No known issues',
      'Service is operating normally',
    ])
      expect(isAllClear(title), title).toBe(true);
    for (const title of ['Service is operating normally: [RESOLVED] Errors', 'No logs in the EU', 'All systems down'])
      expect(isAllClear(title), title).toBe(false);
  });

  it('names the service a page speaks for', () => {
    expect(
      [
        'GitHub Status - Incident History',
        'Slack System Status',
        'Tealcart - Incident history',
        'Kilnhouse Status',
        'Azure status',
        "Let's Encrypt Status History",
      ].map((title) => serviceOfPage(title, '')),
    ).toEqual(['GitHub', 'Slack', 'Tealcart', 'Kilnhouse', 'Azure', "Let's Encrypt"]);
    expect(
      ['https://www.githubstatus.com/', 'https://status.acme.co.uk/', 'https://acme.statuspage.io/', 'nothing'].map(
        serviceOfHost,
      ),
    ).toEqual(['GitHub', 'Acme', 'Acme', 'Unknown service']);
  });

  it('weighs the words of pages that give no impact', () => {
    expect([
      impactOfWords('Slow pages'),
      impactOfWords('The API is unavailable'),
      impactOfWords('A complete outage of the API'),
    ]).toEqual(['minor', 'major', 'critical']);
  });
});

describe('times', () => {
  it.each([
    ['2026-02-12T08:05:00-08:00', '2026-02-12T16:05:00.000Z'],
    ['Tue, 20 Jan 2026 11:05:00 PST', '2026-01-20T19:05:00.000Z'],
    ['Thu, 12 Feb 2026 10:30:00 -0800', '2026-02-12T18:30:00.000Z'],
    ['2026-02-09 20:05:00', '2026-02-09T20:05:00.000Z'],
    ['2026-02-09', '2026-02-09T00:00:00.000Z'],
    ['1768918800', '2026-01-20T14:20:00.000Z'],
    ['yesterday', undefined],
    ['Tue, 20 Jan 2026 11:05:00 XYZT', undefined],
  ])('reads %s', (written, expected) => expect(readMoment(written)).toBe(expected));

  it.each([
    ['Jun  8, 19:13 UTC', '2022-06-08T19:13:00.000Z'],
    ['Jan 3, 19:20:00 GMT+2', '2022-01-03T17:20:00.000Z'],
    ['Dec 31, 23:50 EST', '2022-01-01T04:50:00.000Z'],
    ['August 4th, 7:05 PM PDT', '2022-08-05T02:05:00.000Z'],
    ['Smarch 13, 10:00 UTC', undefined],
  ])('places %s in the year it was written', (written, expected) =>
    expect(readYearlessMoment(written, '2022-04-20T00:00:00Z')).toBe(expected),
  );

  it('finds the year of any moment within five months', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(2005, 0), max: Date.UTC(2040, 0) }),
        fc.integer({ min: -150, max: 150 }),
        (at, days) => {
          const moment = new Date(Math.floor(at / 60_000) * 60_000);
          const [, day, month, , time] = moment.toUTCString().split(' ');
          const near = new Date(moment.getTime() + days * 86_400_000).toISOString();
          expect(readYearlessMoment(`${month} ${day}, ${time!.slice(0, 5)} UTC`, near)).toBe(moment.toISOString());
        },
      ),
    );
  });

  it('does not believe what is before 2000 or more than a day ahead', () => {
    const seen = '2026-03-01T00:00:00Z';
    expect([
      believe('1999-12-31T23:59:59Z', seen),
      believe('2026-03-03T00:00:00Z', seen),
      believe('2026-03-01T20:00:00Z', seen),
    ]).toEqual([undefined, undefined, '2026-03-01T20:00:00.000Z']);
  });

  it('never throws on anything', () => {
    fc.assert(
      fc.property(fc.anything(), fc.string(), (value, text) => {
        expect(() => [readMoment(value), readYearlessMoment(text, text), readMoment(text)]).not.toThrow();
      }),
    );
  });
});

describe('text', () => {
  it('drops markup, scripts and direction marks, and decodes entities once', () => {
    expect(plainText('<p>A&nbsp;&amp;lt;b&gt; <script>alert("x")</script>c<!-- d --> \u202Ee &#x41;</p>')).toBe(
      'A &lt;b> c e A',
    );
    expect(plainLines('<p>one<br>two</p><ul><li>three</li></ul>')).toBe('one\ntwo\nthree');
  });

  it('leaves no tag behind, whatever the input, and never throws', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(plainText(`<b onclick="x">${text}</b>`)).not.toContain('onclick');
      }),
    );
  });

  it('links to absolute http and https only', () => {
    expect(
      [
        'javascript:alert(1)',
        'data:text/html,x',
        '//a.example/x',
        'https://a.example/x',
        `https://a.example/${'x'.repeat(3_000)}`,
      ].map((link) => safeLink(link)),
    ).toEqual(['', '', '', 'https://a.example/x', '']);
    expect(safeLink('incidents/1', 'https://a.example/')).toBe('https://a.example/incidents/1');
  });

  it('prefers the sentence with cause and effect to courtesies', () => {
    const texts = [
      'We apologise for the inconvenience.',
      'We are investigating the issue.',
      'A faulty route caused 40% of requests to fail for customers in Europe. Thank you for your patience.',
    ];
    expect(bestSentence(texts)?.text).toBe('A faulty route caused 40% of requests to fail for customers in Europe.');
    expect(bestSentence(['ok', ''])).toBeUndefined();
  });

  it('keeps at most four sentences that name somebody else', () => {
    const texts = Array.from(
      { length: 9 },
      (_, at) => `Errors are caused by outage number ${at} at our upstream provider.`,
    );
    expect(blameSentences([...texts, 'All is well here.'])).toHaveLength(4);
  });
});
