import { readFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { skippedDraft } from '../../lib/draft-hour';
import { exampleAddresses, readSettings, SettingsError } from '../../lib/settings';

const today = new Date('2026-11-22T12:00:00Z');
const people = { editor: 'lee@newsroom.org', sender: 'digest@newsroom.org' };
const settingsFrom = (context: Record<string, unknown>) => readSettings(new App({ context }), today);
const faultsOf = (context: Record<string, unknown>): readonly string[] => {
  try {
    settingsFrom(context);
  } catch (error) {
    if (error instanceof SettingsError) return error.faults;
    throw error;
  }
  return [];
};

describe('settings', () => {
  it('need an editor and a sender; everything else has a default', () => {
    expect(settingsFrom(people)).toEqual({
      stackName: 'sre-digest',
      editor: 'lee@newsroom.org',
      operator: 'lee@newsroom.org',
      sender: 'digest@newsroom.org',
      verify: 'address',
      recipients: ['lee@newsroom.org'],
      recipientsFile: '',
      newsletter: 'SRE Digest',
      timeZone: 'Etc/UTC',
      draftDay: 'SUN',
      draftHour: 12,
      dueDay: 'MON',
      dueHour: 12,
      firstIssue: 1,
      employerHosts: [],
      sponsorHosts: [],
      articlesPerHost: 2,
      coolingOffMinutes: 30,
      secondEditor: '',
      reminderHours: [16, 3],
      fallbackHours: 0,
      sendRate: 10,
      unsubscribe: [],
      contact: 'mailto:digest@newsroom.org',
      retain: true,
      reserveConcurrency: true,
      monthlyBudget: 10,
      runbook: 'docs/runbook.md',
      catalogue: 'sources.opml',
      allowedHosts: [],
    });
  });

  it('are the rows of the table in DEPLOY.md, each with the default it tells', () => {
    const rows = readFileSync('DEPLOY.md', 'utf8').matchAll(/^\| `(\w+)` +\| (.+?) +\|/gm);
    const told = new Map([...rows].map(([, name = '', value = '']) => [name, value]));
    const known =
      faultsOf({ ...people, nonsense: 1 })
        .join()
        .split(' are ')[1]
        ?.split(', ') ?? [];
    expect([...told.keys()].sort()).toEqual(known.toSorted());
    const literals = [...told].filter(
      ([name, value]) => /^(?:[\d,]+|`[^`]+`|SRE Digest)$/.test(value) && name !== 'dueHour',
    );
    expect(literals.length).toBeGreaterThan(14);
    const defaults: Record<string, unknown> = { ...settingsFrom(people) };
    for (const [name, value] of literals) expect(String(defaults[name]), name).toBe(value.replaceAll('`', ''));
  });

  it('are the same from the command line, where everything is text, and from cdk.json, where it need not be', () => {
    const typed = {
      draftHour: 7,
      firstIssue: 512,
      sponsorHosts: ['vendor.example', 'blog.other.example'],
      retain: false,
      recipients: ['ann@readers.org', 'bob@readers.org'],
      draftDay: 'SAT',
    };
    const text = {
      draftHour: '7',
      firstIssue: '512',
      sponsorHosts: 'Vendor.example, blog.other.example',
      retain: 'false',
      recipients: 'ann@readers.org, bob@readers.org',
      draftDay: 'sat',
    };
    expect(settingsFrom({ ...people, ...text })).toEqual(settingsFrom({ ...people, ...typed }));
  });

  it('make the issue due a day after the draft, unless said, and take reminders in hours before that', () => {
    expect(settingsFrom({ ...people, draftDay: 'SAT', draftHour: '20' })).toMatchObject({ dueDay: 'SUN', dueHour: 20 });
    expect(settingsFrom({ ...people, dueDay: 'tue', dueHour: '9' })).toMatchObject({ dueDay: 'TUE', dueHour: 9 });
    expect(settingsFrom({ ...people, reminderHours: '24, 2' }).reminderHours).toEqual([24, 2]);
    expect(settingsFrom({ ...people, reminderHours: 0 }).reminderHours).toEqual([0]);
    for (const reminderHours of ['-1', '0,3', '3,3', '1,2,3,4', 'soon', '145', '1.5'])
      expect(faultsOf({ ...people, reminderHours })).toEqual([
        `reminderHours: expected at most three different whole numbers of hours from 1 to 144 with commas between them, or 0 for never; got "${reminderHours}"`,
      ]);
    expect(faultsOf({ ...people, dueDay: 'someday' })[0]).toMatch(/^dueDay: expected one of SUN/);
  });

  it('let loopback hosts be polled, and no others, and bring in only a catalogue that is there', () => {
    const rehearsed = settingsFrom({
      ...people,
      allowedHosts: '127.0.0.1:8080,localhost:81',
      catalogue: 'sources.opml',
    });
    expect(rehearsed.allowedHosts).toEqual(['127.0.0.1:8080', 'localhost:81']);
    for (const allowedHosts of ['10.0.0.1:80', '169.254.169.254:80', '127.0.0.1', 'localhost.evil.example:80'])
      expect(faultsOf({ ...people, allowedHosts })[0]).toMatch(
        /^allowedHosts: expected host:port pairs of this machine/,
      );
    for (const catalogue of ['no-such-file.opml', 'sources.opml"; rm -rf "$HOME', 'lib', 'package.json'])
      expect(faultsOf({ ...people, catalogue })[0]).toMatch(/^catalogue: expected the path of an OPML file/);
  });

  it('name every fault at once, each with the setting, what was expected and what was given', () => {
    const faults = faultsOf({
      editor: 'lee',
      draftHour: 24,
      timeZone: 'Berlin',
      draftDay: 'Sunday',
      coolingOffMinutes: '1.5',
    });
    expect(faults).toEqual([
      'editor: expected one mail address such as name@your-domain.org; got "lee"',
      'sender: expected one mail address such as name@your-domain.org; got nothing',
      'timeZone: expected an IANA time zone such as Europe/Berlin or Etc/UTC; got "Berlin"',
      'draftDay: expected one of SUN, MON, TUE, WED, THU, FRI, SAT; got "Sunday"',
      'draftHour: expected a whole number from 0 to 23; got "24"',
      'coolingOffMinutes: expected a whole number from 0 to 1440; got "1.5"',
    ]);
    expect(new SettingsError(faults).message).toMatch(/-c name=value/);
  });

  it.each([
    ['editor', 'a@b.org,c@d.org'],
    ['sender', 'Digest <digest@newsroom.org>'],
    ['sender', ''],
    ['recipients', ''],
    ['recipients', 'ann@readers.org,,bob@readers.org'],
    ['recipients', 'ann@readers.org,Ann@readers.org'],
    ['recipients', Array.from({ length: 100 }, (_, index) => `reader-${index}-of-many@readers.org`)],
    ['newsletter', 'SRE\r\nBcc: all@readers.org'],
    ['newsletter', ''],
    ['newsletter', 'x'.repeat(101)],
    ['timeZone', '+02:00'],
    ['timeZone', 'Mars/Olympus'],
    ['secondEditor', 'Lee'],
    ['recipientsFile', '../recipients.txt'],
    ['recipientsFile', 'no-such-file.txt'],
    ['recipientsFile', 'package.json'],
    ['sendRate', 0],
    ['unsubscribe', 'http://lists.readers.org/leave'],
    ['unsubscribe', 'https://lists.readers.org/a,https://lists.readers.org/b'],
    ['unsubscribe', 'https://lists.readers.org/>\r\nBcc: all@readers.org'],
    ['firstIssue', 0],
    ['firstIssue', -1],
    ['employerHosts', 'https://employer.example'],
    ['sponsorHosts', 'sponsor'],
    ['articlesPerHost', 0],
    ['retain', 'yes'],
    ['verify', 'everything'],
    ['contact', 'lee@newsroom.org'],
    ['stackName', '1st'],
    ['operator', 'pat'],
    ['monthlyBudget', '-1'],
    ['monthlyBudget', '2.50'],
    ['runbook', 'http://git.example/runbook.md'],
    ['runbook', 'https://git.example/runbook.md#top'],
    ['allowedHosts', '127.0.0.1'],
    ['allowedHosts', '127.0.0.1:8080,localhost'],
    ['allowedHosts', 'http://127.0.0.1:8080'],
    ['allowedHosts', '127.0.0.1:0'],
    ['allowedHosts', '127.0.0.1:65536'],
    ['allowedHosts', '*:8080'],
    ['allowedHosts', '10.0.0.1:80'],
  ])('refuse %s = %j', (name, value) => {
    const faults = faultsOf({ ...people, [name]: value });
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(new RegExp(`^${name}: (expected |line \\d+ of .*: expected )`));
  });

  it('refuse a name they do not know, for a misspelt setting would leave the default in force', () => {
    expect(faultsOf({ ...people, recipient: 'ann@readers.org' })[0]).toMatch(
      /^recipient: not a setting; the settings are stackName, editor, /,
    );
    expect(
      faultsOf({ ...people, '@aws-cdk/core:checkSecretUsage': true, 'availability-zones:account=1:region=x': ['a'] }),
    ).toEqual([]);
  });

  it('open loopback hosts to the rehearsal one by one', () => {
    expect(settingsFrom({ ...people, allowedHosts: '127.0.0.1:8080, localhost:9,[::1]:81' }).allowedHosts).toEqual([
      '127.0.0.1:8080',
      'localhost:9',
      '[::1]:81',
    ]);
  });

  it('take a domain and its certificate together, or neither', () => {
    const domain = 'digest.newsroom.org';
    const certificate = 'arn:aws:acm:eu-central-1:123456789012:certificate/6fbe6d43-6b6b-4f0b-8d3a-1f0c5b6a7d8e';
    expect(settingsFrom({ ...people, domain, certificate })).toMatchObject({ domain, certificate });
    expect(faultsOf({ ...people, domain })).toEqual(['certificate: expected, because domain is given; got nothing']);
    expect(faultsOf({ ...people, certificate })).toEqual([
      'domain: expected, because certificate is given; got nothing',
    ]);
    expect(faultsOf({ ...people, domain: 'https://digest.newsroom.org', certificate })).toHaveLength(1);
    expect(faultsOf({ ...people, domain, certificate: 'arn:aws:iam::1:server-certificate/x' })).toHaveLength(1);
  });

  it('tell example addresses from real ones', () => {
    expect(exampleAddresses(settingsFrom(people))).toEqual([]);
    expect(exampleAddresses(settingsFrom({ editor: 'editor@example.com', sender: 'digest@newsroom.org' }))).toEqual([
      'editor',
    ]);
    expect(exampleAddresses(settingsFrom({ ...people, recipients: 'ann@example.org' }))).toEqual(['recipients']);
  });
});

describe('the hour of the draft', () => {
  it.each([
    ['Europe/Berlin', 'SUN', 2, '2027-03-28'],
    ['Europe/Lisbon', 'SUN', 1, '2027-03-28'],
    ['America/New_York', 'SUN', 2, '2027-03-14'],
    ['Africa/Cairo', 'FRI', 0, '2027-04-30'],
    ['Australia/Lord_Howe', 'SUN', 2, '2027-10-03'],
  ] as const)(
    'in %s on %s at %i is skipped on %s, when the clocks go forward',
    (timeZone, draftDay, draftHour, date) => {
      expect(skippedDraft({ timeZone, draftDay, draftHour }, today)).toBe(date);
      expect(faultsOf({ ...people, timeZone, draftDay, draftHour })[0]).toContain(
        `does not exist on ${date} in ${timeZone}`,
      );
    },
  );

  it.each([
    ['Europe/Berlin', 'SUN', 3],
    ['Europe/Berlin', 'SAT', 2],
    ['Europe/Berlin', 'SUN', 1],
    ['Asia/Kolkata', 'SUN', 2],
    ['Asia/Kathmandu', 'MON', 0],
    ['Pacific/Kiritimati', 'SUN', 0],
    ['Pacific/Pago_Pago', 'SUN', 23],
    ['Etc/UTC', 'SUN', 2],
  ] as const)('in %s on %s at %i comes every week', (timeZone, draftDay, draftHour) => {
    expect(skippedDraft({ timeZone, draftDay, draftHour }, today)).toBeUndefined();
  });
});
