import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { environment, type LambdaName } from '../../lambdas/contract/env';
import { functions } from '../../lib/functions';
import { type Synthesis, synthesize, titled } from './synthesis';

let stack: Synthesis;
beforeAll(() => {
  stack = synthesize({ timeZone: 'Europe/Berlin', draftDay: 'SAT', draftHour: 7 });
}, 120_000);
afterAll(() => stack.remove());

const names = Object.keys(functions) as LambdaName[];
const lambda = (name: LambdaName) => stack.one('AWS::Lambda::Function', titled(name)).Properties;
const ofType = (type: string) => Object.values(stack.resources).filter(({ Type }) => Type === type);

describe('the lambdas', () => {
  it('are those of the manifest and no others, but for the one of CDK that starts what runs on deployment', () => {
    const made = Object.entries(stack.resources).filter(([, { Type }]) => Type === 'AWS::Lambda::Function');
    expect(made.map(([id]) => id.replace(/[0-9A-F]{8}$/, '')).sort()).toEqual(
      [...names.map(titled), 'AWSCDKTriggerCustomResourceProviderCustomResourceProviderHandler'].sort(),
    );
  });

  it.each(names)('%s has exactly the variables the contract says it reads', (name) => {
    const { NODE_OPTIONS, ...variables } = lambda(name).Environment.Variables;
    expect(Object.keys(variables).sort()).toEqual([...environment[name]].sort());
    expect(NODE_OPTIONS).toBe('--enable-source-maps');
  });

  it.each(names)(
    '%s has the time, the memory, Node 24 on arm64, tracing if people wait for it, and a log of its own that ends after a month',
    (name) => {
      const { Timeout, MemorySize, Runtime, Architectures, TracingConfig, LoggingConfig } = lambda(name);
      expect({ Timeout, MemorySize }).toEqual({
        Timeout: functions[name].timeoutSeconds,
        MemorySize: functions[name].memoryMegabytes,
      });
      expect({ Runtime, Architectures, TracingConfig }).toEqual({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        // Each trace costs as much as eight writes, so only the pages people wait for have them.
        TracingConfig: functions[name].trigger.kind === 'http' ? { Mode: 'Active' } : undefined,
      });
      expect(stack.resources[LoggingConfig.LogGroup.Ref]?.Properties.RetentionInDays).toBe(30);
    },
  );

  it('are given the settings as the handlers parse them', () => {
    const deskUrl = { 'Fn::GetAtt': ['EditorApiA046404A', 'ApiEndpoint'] };
    expect(lambda('publish').Environment.Variables).toMatchObject({
      RECIPIENTS: 'ann@readers.org,bob@readers.org',
      DESK_URL: deskUrl,
    });
    expect(lambda('draft').Environment.Variables).toMatchObject({
      EDITOR: 'lee@newsroom.org',
      TIME_ZONE: 'Europe/Berlin',
      FIRST_ISSUE: '1',
      EMPLOYER_HOSTS: '',
      ARTICLES_PER_HOST: '2',
    });
    expect(lambda('poll').Environment.Variables).toMatchObject({
      ALLOWED_HOSTS: '',
      CONTACT: 'mailto:digest@newsroom.org',
    });
  });

  it('cannot take the account: scheduled ones run once at a time, those on the web five times', () => {
    const reserved = Object.fromEntries(names.map((name) => [name, lambda(name).ReservedConcurrentExecutions]));
    expect(reserved).toEqual({
      catalogue: undefined,
      dispatch: 1,
      poll: undefined,
      draft: 1,
      archive: 5,
      desk: 5,
      knock: 5,
      decide: 5,
      look: 5,
      publish: 1,
      remind: 1,
      receipt: undefined,
      watch: 1,
      locksmith: undefined,
      tell: 1,
    });
  });

  it('reserve nothing in an account that has only ten to give', () => {
    const small = synthesize({ reserveConcurrency: false });
    small.remove();
    const reserved = Object.values(small.resources).filter(
      ({ Properties }) => Properties?.ReservedConcurrentExecutions !== undefined,
    );
    expect(reserved).toEqual([]);
  }, 60_000);
});

describe('what starts them', () => {
  const schedule = (name: LambdaName) => stack.one('AWS::Scheduler::Schedule', `Schedules${titled(name)}`).Properties;

  it('drafts weekly at the hour of the settings in their time zone', () => {
    expect(schedule('draft')).toMatchObject({
      ScheduleExpression: 'cron(0 7 ? * SAT *)',
      ScheduleExpressionTimezone: 'Europe/Berlin',
      FlexibleTimeWindow: { Mode: 'OFF' },
      State: 'ENABLED',
    });
  });

  it('tells the draft which hour it stands for, so that a retry after midnight draws up the right week', () => {
    expect(JSON.parse(schedule('draft').Target.Input)).toEqual({ time: '<aws.scheduler.scheduled-time>' });
    expect(schedule('draft').Target.RetryPolicy).toEqual({ MaximumEventAgeInSeconds: 21_600, MaximumRetryAttempts: 5 });
  });

  it('has a schedule for every scheduled lambda and for no other', () => {
    const every = Object.entries(functions).flatMap(([name, { trigger }]) =>
      trigger.kind === 'every'
        ? [[name, `rate(${trigger.minutes} minute${trigger.minutes === 1 ? '' : 's'})`] as const]
        : [],
    );
    for (const [name, rate] of every) expect(schedule(name as LambdaName).ScheduleExpression).toBe(rate);
    expect(ofType('AWS::Scheduler::Schedule')).toHaveLength(every.length + 1);
  });

  it('puts a run that could not start, or failed, where it is seen', () => {
    const lost = { 'Fn::GetAtt': ['LostRuns3866C5F7', 'Arn'] };
    for (const { Properties } of ofType('AWS::Scheduler::Schedule'))
      expect(Properties.Target.DeadLetterConfig).toEqual({ Arn: lost });
    const failing = ofType('AWS::Lambda::EventInvokeConfig').map(({ Properties }) => Properties);
    expect(failing).toHaveLength(7);
    for (const { DestinationConfig } of failing) expect(DestinationConfig.OnFailure.Destination).toEqual(lost);
  });

  it('runs the locksmith and the catalogue with every new version of them, once the table is there', () => {
    const started = ofType('Custom::Trigger').map((trigger) => {
      const version = stack.resources[trigger.Properties.HandlerArn.Ref];
      expect(version?.Type).toBe('AWS::Lambda::Version');
      expect(trigger.DependsOn).toContain('TableCD117FA1');
      return version?.Properties.FunctionName.Ref.replace(/[0-9A-F]{8}$/, '');
    });
    expect(started).toEqual(['Locksmith', 'Catalogue']);
  });

  it('hands the lines that are findings of every log but its own to tell, and to nothing else', () => {
    const tell = Object.keys(stack.resources).find((id) => /^Tell[0-9A-F]{8}$/.test(id));
    const subscriptions = ofType('AWS::Logs::SubscriptionFilter').map(({ Properties }) => Properties);
    for (const { DestinationArn, FilterName, LogGroupName } of subscriptions) {
      expect(DestinationArn).toEqual({ 'Fn::GetAtt': [tell, 'Arn'] });
      if (FilterName !== 'answers') expect(LogGroupName).toEqual(lambda(FilterName).LoggingConfig.LogGroup);
    }
    expect(subscriptions.map(({ FilterName }) => FilterName).sort()).toEqual(
      [...names.filter((name) => name !== 'tell'), 'answers'].sort(),
    );
  });

  it('serves exactly the routes of the manifest, each by the lambda that declares it', () => {
    const served = ofType('AWS::ApiGatewayV2::Route').map(({ Properties }) => {
      const integration = stack.resources[Properties.Target['Fn::Join'][1][1].Ref]?.Properties;
      expect(integration.PayloadFormatVersion).toBe('2.0');
      return `${integration.IntegrationUri['Fn::GetAtt'][0].replace(/[0-9A-F]{8}$/, '')}: ${Properties.RouteKey}`;
    });
    const declared = Object.entries(functions).flatMap(([name, { trigger }]) =>
      trigger.kind === 'http' ? trigger.routes.map((route) => `${titled(name)}: ${route}`) : [],
    );
    expect(served.sort()).toEqual(declared.sort());
  });
});
