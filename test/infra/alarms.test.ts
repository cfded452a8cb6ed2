import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { measures } from '../../lambdas/contract/measures';
import { functions } from '../../lib/functions';
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
const sections = () =>
  [...readFileSync(join(projectRoot, 'docs/runbook.md'), 'utf8').matchAll(/^## (.+)$/gm)].map(
    ([, heading]) => heading as string,
  );

describe('an alarm', () => {
  it('mails the operator, and nobody else', () => {
    const [topic] = ofType('AWS::SNS::Topic');
    expect(ofType('AWS::SNS::Topic')).toHaveLength(1);
    for (const [id, { Properties }] of alarms()) expect(Properties.AlarmActions, id).toEqual([{ Ref: topic?.[0] }]);
    const [subscription, ...others] = propertiesOf('AWS::SNS::Subscription');
    expect(subscription).toMatchObject({ Protocol: 'email', Endpoint: 'pat@newsroom.org' });
    expect(others).toEqual([]);
  });

  it('says what happened in sentences and links its section of the runbook, and every section has its alarm', () => {
    const linked = alarms().map(([id, { Properties }]) => {
      const [, says, section] =
        /^(?:\{"Fn::Join":\["",\[")?(.+?) What to do: .+#([a-z-]+)/.exec(said(Properties.AlarmDescription)) ?? [];
      expect(says, id).toMatch(/\.$/);
      expect(said(Properties.AlarmDescription), id).toContain(`${runbook}#${section}`);
      expect(said(Properties.AlarmDescription).length, id).toBeLessThan(1024);
      return section;
    });
    const budget = 'spending';
    expect([...new Set([...linked, budget])].sort()).toEqual(sections().map(anchor).sort());
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
      'CandidatesDown',
      'Complaints',
      'DeskFailing',
      'IssueLate',
      'LambdaErrors',
      'MailUnclear',
      'MailUndelivered',
      'NoDraft',
      'NoPolls',
      'NobodyWatches',
      'PollsGivenUp',
      'PollsWaiting',
      'RunsLost',
      'SourcesSilent',
      'Throttles',
    ]);
  });
});

describe('the thresholds', () => {
  it('are those of SES: 2 % bounces, 0.05 % complaints, of this configuration set', () => {
    const set = { Ref: expect.stringMatching(/^MailConfigurationSet/) };
    for (const [name, metric, threshold] of [
      ['Bounces', 'Reputation.BounceRate', 0.02],
      ['Complaints', 'Reputation.ComplaintRate', 0.0005],
    ] as const) {
      expect(named(name)).toMatchObject({
        Namespace: 'AWS/SES',
        MetricName: metric,
        Threshold: threshold,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        Dimensions: [{ Name: 'ses:configuration-set', Value: set }],
      });
    }
  });

  it('are breached by silence where silence is the fault, and by nothing else', () => {
    const missing = Object.fromEntries(
      alarms().map(([id, { Properties }]) => [
        id.replace(/^Alarms(.+)[0-9A-F]{8}$/, '$1'),
        Properties.TreatMissingData,
      ]),
    );
    const breached = Object.entries(missing).flatMap(([name, treated]) => (treated === 'breaching' ? [name] : []));
    expect(breached.sort()).toEqual(['NoPolls', 'NobodyWatches']);
    expect(new Set(Object.values(missing))).toEqual(new Set(['breaching', 'notBreaching']));
    expect(named('NoPolls')).toMatchObject({ Period: 3600, Threshold: 1, ComparisonOperator: 'LessThanThreshold' });
    expect(named('NobodyWatches')).toMatchObject({
      Period: 1800,
      Statistic: 'SampleCount',
      ComparisonOperator: 'LessThanThreshold',
    });
  });

  it('are an hour for a waiting poll, one message for a queue of failures', () => {
    expect(named('PollsWaiting')).toMatchObject({ MetricName: 'ApproximateAgeOfOldestMessage', Threshold: 3600 });
    for (const name of ['PollsGivenUp', 'RunsLost'])
      expect(named(name)).toMatchObject({ MetricName: 'ApproximateNumberOfMessagesVisible', Threshold: 1 });
  });

  it('name the redrive command where one exists, with the queue itself', () => {
    const text = said(named('PollsGivenUp').AlarmDescription);
    expect(text).toContain('aws sqs start-message-move-task --source-arn');
    expect(text).toContain('"PollsGivenUp311F83E9","Arn"');
  });

  it('name the hour at which the draft was due', () => {
    expect(said(named('NoDraft').AlarmDescription)).toContain('SAT 7:00, Europe/Berlin');
  });
});

describe('the metrics', () => {
  const filters = () => propertiesOf('AWS::Logs::MetricFilter');

  it('are made of the numbers that the watch logs, each under its own name, and every one has an alarm', () => {
    const watchLog = stack.one('AWS::Lambda::Function', 'Watch').Properties.LoggingConfig.LogGroup;
    for (const name of measures) {
      const made = filters().filter(({ MetricTransformations }) => MetricTransformations[0].MetricName === name);
      const of = (log: unknown) => made.filter(({ LogGroupName }) => isDeepStrictEqual(LogGroupName, log));
      expect(of(watchLog)).toHaveLength(1);
      // What SES reports of a mail to a reader counts as well.
      expect(made).toHaveLength(name === 'mailsUndelivered' ? 2 : 1);
      expect(of(watchLog)[0]).toMatchObject({
        LogGroupName: watchLog,
        FilterPattern: '{ $.message = "watched" }',
        MetricTransformations: [{ MetricValue: `$.${name}`, MetricNamespace: 'sre-digest' }],
      });
      expect(
        alarms().some(([, { Properties }]) => Properties.MetricName === name && Properties.Namespace === 'sre-digest'),
      ).toBe(true);
    }
  });

  it('count the errors of every lambda, and stay within the ten that cost nothing', () => {
    const errors = filters().filter(({ MetricTransformations }) => MetricTransformations[0].MetricName === 'errors');
    const logs = Object.keys(functions).map(
      (name) => stack.one('AWS::Lambda::Function', titled(name)).Properties.LoggingConfig.LogGroup.Ref,
    );
    expect(errors.map(({ LogGroupName }) => LogGroupName.Ref).sort()).toEqual(logs.sort());
    for (const { FilterPattern } of errors) expect(FilterPattern).toBe('{ $.level = "ERROR" }');
    const names = new Set(filters().map(({ MetricTransformations }) => MetricTransformations[0].MetricName));
    expect(names.size).toBeLessThanOrEqual(10);
  });
});

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
