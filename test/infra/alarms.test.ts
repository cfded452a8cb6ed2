import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { doorFindings, measuredMessage, measures, receiptMessage } from '../../lambdas/contract/measures';
import { decideRoutes, deskRoutes, knockRoutes, lookRoutes } from '../../lambdas/contract/routes';
import { functions } from '../../lib/functions';
import { isFinding } from '../../lib/local/access-log';
import { projectRoot, type Synthesis, synthesize, titled } from './synthesis';

const runbook = 'https://git.example/docs/runbook.md';
let stack: Synthesis;
beforeAll(() => {
  stack = synthesize({
    runbook,
    operator: 'pat@newsroom.org',
    draftDay: 'SAT',
    draftHour: 7,
    timeZone: 'Europe/Berlin',
  });
}, 120_000);
afterAll(() => stack.remove());

const ofType = (type: string) => Object.entries(stack.resources).filter(([, { Type }]) => Type === type);
const propertiesOf = (type: string) => ofType(type).map(([, { Properties }]) => Properties);
const alarms = () => ofType('AWS::CloudWatch::Alarm');
const said = (description: unknown) => (typeof description === 'string' ? description : JSON.stringify(description));
const named = (name: string) => stack.one('AWS::CloudWatch::Alarm', `Alarms${name}`).Properties;

const anchor = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\w -]/g, '')
    .replaceAll(' ', '-');
/** Those of the alarms; what no alarm tells of comes after them. */
const sections = () => {
  const [told = ''] = readFileSync(join(projectRoot, 'docs/runbook.md'), 'utf8').split('# What no alarm tells\n');
  return [...told.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading as string);
};

describe('an alarm', () => {
  it('mails the operator, and nobody else, or leaves that to the lambda that mails each of its findings', () => {
    const [topic] = ofType('AWS::SNS::Topic');
    expect(ofType('AWS::SNS::Topic')).toHaveLength(1);
    const silent = alarms().filter(([, { Properties }]) => Properties.AlarmActions === undefined);
    expect(silent.map(([id]) => id.replace(/^Alarms(.+)[0-9A-F]{8}$/, '$1')).sort()).toEqual([
      'LambdaErrors',
      'MailLost',
      'SourcesQuiet',
    ]);
    for (const [id, { Properties }] of alarms().filter(([id]) => !silent.some(([other]) => other === id)))
      expect(Properties.AlarmActions, id).toEqual([{ Ref: topic?.[0] }]);
    expect(stack.one('AWS::Lambda::Function', 'Tell').Properties.Environment.Variables).toMatchObject({
      ALARM_TOPIC: { Ref: topic?.[0] },
      RUNBOOK: runbook,
    });
    const [subscription, ...others] = propertiesOf('AWS::SNS::Subscription');
    expect(subscription).toMatchObject({ Protocol: 'email', Endpoint: 'pat@newsroom.org' });
    expect(others).toEqual([]);
  });

  it('says what happened in sentences and links its section of the runbook, and every section has its alarm, but for what is told without one', () => {
    const linked = alarms().map(([id, { Properties }]) => {
      const [, says, section] =
        /^(?:\{"Fn::Join":\["",\[")?(.+?) What to do: .+#([a-z-]+)/.exec(said(Properties.AlarmDescription)) ?? [];
      expect(says, id).toMatch(/\.$/);
      expect(said(Properties.AlarmDescription), id).toContain(`${runbook}#${section}`);
      expect(said(Properties.AlarmDescription).length, id).toBeLessThan(1024);
      return section;
    });
    const budget = 'spending';
    const door = new Set(Object.values(doorFindings).map(({ section }) => anchor(section)));
    expect([...new Set([...linked, budget, ...door])].sort()).toEqual(sections().map(anchor).sort());
    expect(linked.length).toBe(new Set(linked).size);
    console.info(`alarms: ${linked.length}, each with a section of the runbook; sections: ${sections().length}`);
  });

  it('is on the dashboard', () => {
    const [dashboard] = propertiesOf('AWS::CloudWatch::Dashboard');
    const body = JSON.stringify(dashboard?.DashboardBody);
    for (const [id] of alarms()) expect(body, id).toContain(`["${id}","Arn"]`.replaceAll('"', '"'));
  });

  it('exists for what failed, what waits, what did not happen, what nobody knows, and what is lost', () => {
    expect(
      alarms()
        .map(([id]) => id.replace(/^Alarms(.+)[0-9A-F]{8}$/, '$1'))
        .sort(),
    ).toEqual([
      'Bounces',
      'LambdaErrors',
      'MailLost',
      'NoPolls',
      'PollsGivenUp',
      'PollsWaiting',
      'RunsLost',
      'SourcesQuiet',
      'Throttles',
      'WeekLate',
    ]);
  });
});

describe('every fault that a test makes', () => {
  it('names an alarm that there is', () => {
    const folder = join(projectRoot, 'test/integration');
    const told = new Set<string>();
    for (const file of readdirSync(folder))
      for (const [, names = ''] of readFileSync(join(folder, file), 'utf8').matchAll(
        /\balarm ((?:[A-Z]\w+(?:, then )?)+)/g,
      ))
        for (const name of names.split(', then ')) {
          expect(named(name), `${file}: ${name}`).toBeDefined();
          told.add(name);
        }
    expect([...told].sort()).toEqual(expect.arrayContaining(['MailLost', 'PollsGivenUp', 'WeekLate']));
  });
});

describe('the thresholds', () => {
  it('are those of SES for bounces: 2 % of what this configuration set sent', () => {
    expect(named('Bounces')).toMatchObject({
      Namespace: 'AWS/SES',
      MetricName: 'Reputation.BounceRate',
      Threshold: 0.02,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      Dimensions: [{ Name: 'ses:configuration-set', Value: { Ref: expect.stringMatching(/^MailConfigurationSet/) } }],
    });
  });

  it('are breached by silence where silence is the fault, and by nothing else', () => {
    const missing = Object.fromEntries(
      alarms().map(([id, { Properties }]) => [
        id.replace(/^Alarms(.+)[0-9A-F]{8}$/, '$1'),
        Properties.TreatMissingData,
      ]),
    );
    const breached = Object.entries(missing).flatMap(([name, treated]) => (treated === 'breaching' ? [name] : []));
    expect(breached.sort()).toEqual(['NoPolls', 'WeekLate']);
    expect(new Set(Object.values(missing))).toEqual(new Set(['breaching', 'notBreaching']));
    expect(named('NoPolls')).toMatchObject({ Period: 3600, Threshold: 1, ComparisonOperator: 'LessThanThreshold' });
    expect(named('WeekLate')).toMatchObject({ Period: 1800, Statistic: 'Maximum', EvaluationPeriods: 1, Threshold: 1 });
  });

  it('are an hour for a waiting poll, one message for a queue of failures', () => {
    expect(named('PollsWaiting')).toMatchObject({ MetricName: 'ApproximateAgeOfOldestMessage', Threshold: 3600 });
    for (const name of ['PollsGivenUp', 'RunsLost'])
      expect(named(name)).toMatchObject({ MetricName: 'ApproximateNumberOfMessagesVisible', Threshold: 1 });
  });

  it('name the redrive command where one exists, with the queue itself', () => {
    const text = said(named('PollsGivenUp').AlarmDescription);
    expect(text).toContain('npm run redrive -- --queue');
    expect(text).toContain('{"Ref":"PollsQueue0D0022D2"}');
  });

  it('name the hour at which the draft was due', () => {
    expect(said(named('WeekLate').AlarmDescription)).toContain('SAT 7:00, Europe/Berlin');
  });
});

/** Every route but the archive's, and the one form that takes no token. */
const doors = [...deskRoutes, ...decideRoutes, ...knockRoutes, ...lookRoutes].filter((route) => route !== 'POST /link');

interface Line {
  status?: string;
  route?: string;
  [field: string]: unknown;
}

describe('the metrics', () => {
  const filters = () => propertiesOf('AWS::Logs::MetricFilter');
  const logOf = (lambda: string) =>
    stack.one('AWS::Lambda::Function', titled(lambda)).Properties.LoggingConfig.LogGroup;
  const accessLog = () => ({ Ref: Object.keys(stack.resources).find((id) => id.startsWith('EditorApiAccessLog')) });
  const mostWatched = [
    'draftsMissing',
    'issuesLate',
    'mailsUnclear',
    'mailsUndelivered',
    'candidatesDown',
    'sourcesSilent',
  ];
  const goodWeek = Object.fromEntries(mostWatched.map((name) => [name, 0]));

  /** The datapoints that a line of a log makes, by the metric's name: what CloudWatch would count. */
  const count = (log: unknown, line: Record<string, unknown>) =>
    filters()
      .filter(({ LogGroupName }) => isDeepStrictEqual(LogGroupName, log))
      .flatMap(({ FilterPattern, MetricTransformations: [{ MetricName, MetricValue, DefaultValue }] }) => {
        if (matches(FilterPattern, line)) return [`${MetricName} ${MetricValue}`];
        return DefaultValue === undefined ? [] : [`${MetricName} ${DefaultValue}`];
      });
  const rings = (log: unknown, line: Record<string, unknown>) =>
    count(log, line).filter((point) => !point.endsWith(' 0'));
  const meaning = (alarm: string, number: string) =>
    new RegExp(`(?:^|[:;] )${number}, ([^;.]+)`).exec(said(named(alarm).AlarmDescription))?.[1];

  it.each([
    ['draftsMissing', 'WeekLate', 'weekLate 1', 'there is no draft of this week'],
    ['issuesLate', 'WeekLate', 'weekLate 2', 'an approved issue is not out'],
    ['mailsUndelivered', 'MailLost', 'mailLost 1', 'the draft mail was not delivered'],
    ['mailsUnclear', 'MailLost', 'mailLost 3', 'nobody knows whether a mail went out'],
    ['sourcesSilent', 'SourcesQuiet', 'sourcesQuiet 1', 'a source has been silent for three times its habit'],
    ['candidatesDown', 'SourcesQuiet', 'sourcesQuiet 2', 'fewer than half the candidates'],
  ])('ring for %s of the watch, by a number that the alarm %s explains', (measure, alarm, point, says) => {
    const line = { level: 'INFO', message: measuredMessage, ...goodWeek, [measure]: 2 };
    expect(rings(logOf('watch'), line)).toEqual([point]);
    expect(named(alarm).MetricName).toBe(point.split(' ')[0]);
    expect(meaning(alarm, point.split(' ')[1] as string)).toContain(says);
  });

  it('are zero in a good week, so that no datapoint means that nobody watched, and know every measure', () => {
    expect(rings(logOf('watch'), { level: 'INFO', message: measuredMessage, ...goodWeek })).toEqual([]);
    expect(count(logOf('watch'), { level: 'INFO', message: measuredMessage, ...goodWeek })).toContain('weekLate 0');
    expect([...measures].sort()).toEqual(mostWatched.toSorted());
    expect(said(named('WeekLate').AlarmDescription)).toContain('none, the watch has not looked for half an hour');
  });

  it('ring for a mail that SES says came back, and for a complaint before its rate is known', () => {
    const line = { level: 'INFO', message: receiptMessage, noted: true };
    expect(rings(logOf('receipt'), { ...line, lost: false, complaint: false })).toEqual([]);
    expect(rings(logOf('receipt'), { ...line, lost: true, complaint: false })).toEqual(['mailLost 2']);
    expect(rings(logOf('receipt'), { ...line, lost: true, complaint: true })).toEqual(['mailLost 2', 'mailLost 4']);
    expect(meaning('MailLost', '4')).toContain('marked a mail as spam');
  });

  it.each(Object.keys(functions))('ring for an error of %s, by a number that names it', (lambda) => {
    const [point, ...others] = rings(logOf(lambda), { level: 'ERROR', message: 'unexpected error' });
    expect(others).toEqual([]);
    expect(meaning('LambdaErrors', point?.split(' ')[1] as string)).toBe(lambda);
    expect(rings(logOf(lambda), { level: 'INFO', message: 'well' })).toEqual([]);
  });

  it('ring for an answer 5xx even if no lambda could say a word', () => {
    expect(rings(accessLog(), { status: '503', route: 'GET /desk/{issue}' })).toEqual(['errors 1']);
    expect(rings(accessLog(), { status: '404', route: 'GET /desk/{issue}' })).toEqual([]);
    expect(meaning('LambdaErrors', '1')).toBe('an answer 5xx');
  });

  it.each<[name: string, line: Line, told: boolean]>([
    ['watch', { message: measuredMessage, ...goodWeek }, false],
    ['watch', { message: measuredMessage, ...goodWeek, draftsMissing: 1 }, true],
    ['watch', { message: measuredMessage, ...goodWeek, sourcesSilent: 3 }, true],
    ['watch', { level: 'ERROR', message: 'unexpected error' }, true],
    ['receipt', { message: receiptMessage, lost: false, complaint: false }, false],
    ['receipt', { message: receiptMessage, lost: true, complaint: false }, true],
    ['receipt', { message: receiptMessage, lost: false, complaint: true }, true],
    ['poll', { level: 'ERROR', message: 'poll failed' }, true],
    ['poll', { level: 'INFO', message: 'polled' }, false],
    ['answers', { status: '503' }, true],
    ['answers', { status: '404', route: 'GET /issues/{issue}' }, false],
    ['answers', { status: '404', route: '-' }, false],
    ...doors.map((route): [string, Line, boolean] => ['answers', { status: '404', route }, true]),
    ...doors.map((route): [string, Line, boolean] => ['answers', { status: '303', route }, false]),
  ])('of %s hand the line %j to tell: %s', (name, line, told) => {
    const filter = propertiesOf('AWS::Logs::SubscriptionFilter').find(({ FilterName }) => FilterName === name);
    expect(matchesAny(filter?.FilterPattern, { level: 'INFO', ...line })).toBe(told);
    // The laptop hands over the same lines.
    const { status, route = '-' } = line;
    if (status !== undefined) expect(isFinding({ status, route })).toBe(told);
  });

  it('and the alarms stay within the ten of each that cost nothing', () => {
    const names = new Set(filters().map(({ MetricTransformations }) => MetricTransformations[0].MetricName));
    expect(names.size).toBeLessThanOrEqual(10);
    expect(alarms().length).toBeLessThanOrEqual(10);
    console.info(`alarms: ${alarms().length}, on ${names.size} metrics of our own`);
  });
});

/** Patterns of which one is enough, as CDK joins them: each in brackets of its own. */
function matchesAny(pattern: string, line: Record<string, unknown>): boolean {
  const parts = pattern.includes('||') ? pattern.slice(1, -1).split('||') : [pattern.slice(1, -1)];
  return parts.some((part) => matches(`{${part.replace(/^\s*\((.*)\)\s*$/, '$1')}}`, line));
}

/** Whether CloudWatch's pattern holds for a line: the few forms of it that the stack uses, and an error for any other. */
function matches(pattern: string, line: Record<string, unknown>): boolean {
  return pattern
    .slice(1, -1)
    .split('&&')
    .every((part) => {
      const [, field, is, wanted] = /^[\s(]*\$\.(\w+) (=|>|IS) ("[^"]*"|\S+?)[\s)]*$/.exec(part) ?? [];
      if (field === undefined || wanted === undefined) throw new Error(`A pattern of another form: ${pattern}`);
      const value = line[field];
      if (is === '>') return Number(value) > Number(wanted);
      if (is === 'IS') return String(value) === wanted.toLowerCase();
      const text = wanted.slice(1, -1);
      return text.endsWith('*') ? String(value).startsWith(text.slice(0, -1)) : value === text;
    });
}

describe('spending', () => {
  it('is told to the operator before it is done, unless no budget is wanted', () => {
    const [budget] = propertiesOf('AWS::Budgets::Budget');
    expect(budget?.Budget).toMatchObject({
      BudgetType: 'COST',
      TimeUnit: 'MONTHLY',
      BudgetLimit: { Amount: 10, Unit: 'USD' },
    });
    for (const { Subscribers } of budget?.NotificationsWithSubscribers ?? [])
      expect(Subscribers).toEqual([{ SubscriptionType: 'EMAIL', Address: 'pat@newsroom.org' }]);
    const without = synthesize({ monthlyBudget: 0 });
    without.remove();
    expect(Object.values(without.resources).filter(({ Type }) => Type === 'AWS::Budgets::Budget')).toEqual([]);
  }, 60_000);
});
