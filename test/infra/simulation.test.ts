import { runSimulation } from '@cloud-copilot/iam-simulate';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { LambdaName } from '../../lambdas/contract/env';
import { itemFamilies, listFamilies } from '../../lambdas/contract/table';
import { functions } from '../../lib/functions';
import { people, type Resource, type Synthesis, synthesize, titled } from './synthesis';

const accountId = '123456789012';
const place = `eu-central-1:${accountId}`;
const signingKey = `arn:aws:ssm:${place}:parameter/sre-digest/sre-digest/signing-key`;
const pseudo: Record<string, string> = {
  'AWS::Partition': 'aws',
  'AWS::Region': 'eu-central-1',
  'AWS::AccountId': accountId,
};

let stack: Synthesis;
beforeAll(() => {
  stack = synthesize({ editor: 'lee@newsroom.org' });
}, 120_000);
afterAll(() => stack.remove());

/** The ARN that CloudFormation would give a resource of the template. */
function arnOf(id: string): string {
  const { Type } = stack.resources[id] as Resource;
  const made: Record<string, string> = {
    'AWS::DynamoDB::Table': `arn:aws:dynamodb:${place}:table/${id}`,
    'AWS::SNS::Topic': `arn:aws:sns:${place}:${id}`,
    'AWS::SQS::Queue': `arn:aws:sqs:${place}:${id}`,
    'AWS::Lambda::Function': `arn:aws:lambda:${place}:function:${id}`,
    'AWS::Logs::LogGroup': `arn:aws:logs:${place}:log-group:${id}:*`,
  };
  return made[Type] ?? `${Type}/${id}`;
}

/** A value of the template with its references filled in. */
function filled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(filled);
  if (typeof value !== 'object' || value === null) return value;
  const [[name, inner] = ['', undefined]] = Object.entries(value) as [string, unknown][];
  if (name === 'Ref') {
    const id = String(inner);
    return pseudo[id] ?? (stack.resources[id]?.Type === 'AWS::SNS::Topic' ? arnOf(id) : id);
  }
  if (name === 'Fn::GetAtt') return arnOf((inner as string[])[0] as string);
  if (name === 'Fn::Join') {
    const [by, parts] = inner as [string, unknown[]];
    return parts.map(filled).join(by);
  }
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, filled(part)]));
}

function policiesOf(roleId: string) {
  const inline = (stack.resources[roleId] as Resource).Properties.Policies ?? [];
  const attached = Object.values(stack.resources).filter(
    ({ Type, Properties }) =>
      Type === 'AWS::IAM::Policy' && Properties.Roles.some(({ Ref }: { Ref: string }) => Ref === roleId),
  );
  const documents = [...inline, ...attached.map(({ Properties }) => Properties)].map(
    ({ PolicyDocument }) => PolicyDocument,
  );
  return documents.map((document, index) => ({ name: `policy-${index}`, policy: filled(document) }));
}

interface Question {
  action: string;
  on: string;
  context?: Record<string, string | string[]>;
}

const idOf = (start: string, type: string) =>
  Object.entries(stack.resources).find(
    ([id, { Type }]) => Type === type && new RegExp(`^${start}[0-9A-F]{8}`).test(id),
  )?.[0] as string;

async function isAllowed(roleId: string, { action, on, context = {} }: Question): Promise<boolean> {
  const answer = await runSimulation(
    {
      request: {
        action,
        resource: { resource: on, accountId },
        principal: `arn:aws:iam::${accountId}:role/${roleId}`,
        contextVariables: { 'aws:SecureTransport': 'true', ...context },
      },
      identityPolicies: policiesOf(roleId),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    },
    {},
  );
  if (answer.resultType === 'error') throw new Error(`${action} on ${on}: ${JSON.stringify(answer.errors)}`);
  if (answer.resultType === 'single' && (answer.result.ignoredContextKeys ?? []).length > 0)
    throw new Error(`${action} on ${on}: IAM knows no ${answer.result.ignoredContextKeys}`);
  return answer.overallResult === 'Allowed';
}

/** Everything worth asking of a lambda's role: what any lambda needs, and what a thief would try. */
function questions() {
  const table = arnOf(idOf('Table', 'AWS::DynamoDB::Table'));
  const list = `${table}/index/by-list`;
  const queue = (name: string) => arnOf(idOf(name, 'AWS::SQS::Queue'));
  const leading = (key: string) => ({ 'dynamodb:LeadingKeys': [key] });
  const mail = (from: string, to: string[], configurationSet = true): Question[] =>
    [
      `arn:aws:ses:${place}:identity/digest@newsroom.org`,
      ...(configurationSet
        ? [`arn:aws:ses:${place}:configuration-set/${idOf('MailConfigurationSet', 'AWS::SES::ConfigurationSet')}`]
        : []),
    ].map((on) => ({ action: 'ses:SendRawEmail', on, context: { 'ses:FromAddress': from, 'ses:Recipients': to } }));
  const itemActions = ['GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem', 'DeleteItem'];
  const asked: [string, Question][] = [
    ...itemActions.flatMap((action) =>
      itemFamilies.map((family): [string, Question] => [
        `${action} ${family}`,
        { action: `dynamodb:${action}`, on: table, context: leading(`${family}#x`) },
      ]),
    ),
    // Two keys at once, of which one is another's: a batch must not smuggle it in.
    [
      'smuggle',
      { action: 'dynamodb:BatchGetItem', on: table, context: { 'dynamodb:LeadingKeys': ['INCIDENT#x', 'NOBODY#x'] } },
    ],
    ['foreign key', { action: 'dynamodb:PutItem', on: table, context: leading('OTHER#x') }],
    ...listFamilies.flatMap((family): [string, Question][] => [
      [
        `Query ${family}`,
        { action: 'dynamodb:Query', on: list, context: leading(family === 'ISSUES' ? 'ISSUES' : `${family}#3`) },
      ],
      ['query the table', { action: 'dynamodb:Query', on: table, context: leading(`${family}#x`) }],
    ]),
    ...[
      ['dynamodb:Scan', table],
      ['dynamodb:Scan', list],
      ['dynamodb:BatchWriteItem', table],
      ['dynamodb:PartiQLUpdate', table],
      ['dynamodb:PartiQLSelect', table],
      ['dynamodb:DeleteTable', table],
      ['dynamodb:UpdateTable', table],
      ['dynamodb:ExportTableToPointInTime', table],
      ['dynamodb:DescribeTable', table],
      ['dynamodb:GetItem', `arn:aws:dynamodb:${place}:table/another`],
      ['ssm:GetParameters', signingKey],
      ['ssm:GetParameterHistory', signingKey],
      ['ssm:DeleteParameter', signingKey],
      ['ssm:GetParameter', `${signingKey}-of-another`],
      ['ssm:PutParameter', `${signingKey}-of-another`],
      ['ssm:GetParameter', `arn:aws:ssm:${place}:parameter/sre-digest/another/signing-key`],
      ['secretsmanager:GetSecretValue', `arn:aws:secretsmanager:${place}:secret:another-AbCdEf`],
      ['sqs:PurgeQueue', queue('PollsQueue')],
      ['sqs:ReceiveMessage', queue('LostRuns')],
      ['sqs:ReceiveMessage', queue('PollsGivenUp')],
      ['sqs:SendMessage', queue('PollsGivenUp')],
      ['lambda:InvokeFunction', arnOf(idOf('Publish', 'AWS::Lambda::Function'))],
      ['lambda:UpdateFunctionCode', arnOf(idOf('Poll', 'AWS::Lambda::Function'))],
      ['iam:PassRole', `arn:aws:iam::${accountId}:role/PublishRole`],
      ['sts:AssumeRole', `arn:aws:iam::${accountId}:role/PublishRole`],
      ['s3:GetObject', 'arn:aws:s3:::somebody/secret.txt'],
      ['logs:DeleteLogGroup', arnOf(idOf('PollLog', 'AWS::Logs::LogGroup')).replace(/:\*$/, '')],
      ['scheduler:UpdateSchedule', `arn:aws:scheduler:${place}:schedule/default/draft`],
    ].map(([action, on]): [string, Question] => ['never', { action: action as string, on: on as string }]),
    ['tell the operator', { action: 'sns:Publish', on: arnOf(idOf('AlarmsTopic', 'AWS::SNS::Topic')) }],
    ['never', { action: 'sns:Publish', on: `arn:aws:sns:${place}:another` }],
    ['never', { action: 'sns:Subscribe', on: arnOf(idOf('AlarmsTopic', 'AWS::SNS::Topic')) }],
    ['read the key', { action: 'ssm:GetParameter', on: signingKey }],
    ['make the key', { action: 'ssm:PutParameter', on: signingKey, context: { 'ssm:Overwrite': 'false' } }],
    ['never', { action: 'ssm:PutParameter', on: signingKey, context: { 'ssm:Overwrite': 'true' } }],
    ['SendMessage', { action: 'sqs:SendMessage', on: queue('PollsQueue') }],
    ['lose a run', { action: 'sqs:SendMessage', on: queue('LostRuns') }],
    ...['ReceiveMessage', 'DeleteMessage', 'ChangeMessageVisibility', 'GetQueueAttributes'].map(
      (action): [string, Question] => ['receive polls', { action: `sqs:${action}`, on: queue('PollsQueue') }],
    ),
    ...mail(people.sender, [people.editor]).map((question): [string, Question] => ['mail the editor', question]),
    ...mail(people.sender, people.recipients.split(',')).map((question): [string, Question] => [
      'mail the readers',
      question,
    ]),
    ...mail(people.sender, ['stranger@evil.example']).map((question): [string, Question] => ['never', question]),
    ...mail(people.sender, [people.editor, 'stranger@evil.example']).map((question): [string, Question] => [
      'never',
      question,
    ]),
    ...mail('ceo@newsroom.org', [people.editor]).map((question): [string, Question] => ['never', question]),
    ['never', { action: 'ses:SendEmail', on: `arn:aws:ses:${place}:identity/digest@newsroom.org` }],
  ];
  for (const lambda of Object.keys(functions)) {
    const log = arnOf(idOf(`${titled(lambda)}Log`, 'AWS::Logs::LogGroup')).replace(/:\*$/, ':log-stream:x');
    asked.push([`log ${lambda}`, { action: 'logs:PutLogEvents', on: log }]);
  }
  return asked;
}

/** What one lambda must be allowed: the manifest's word, which a week's real calls are held to elsewhere. */
function neededBy(lambda: LambdaName): Set<string> {
  const { table, sendsToQueue, readsSigningKey, makesSigningKey, tellsOperator, trigger } = functions[lambda];
  return new Set([
    ...Object.entries(table).flatMap(([action, families]) => families.map((family) => `${action} ${family}`)),
    ...(sendsToQueue ? ['SendMessage'] : []),
    ...(readsSigningKey ? ['read the key'] : []),
    ...(makesSigningKey ? ['make the key'] : []),
    ...(tellsOperator ? ['tell the operator'] : []),
    ...(trigger.kind === 'queue' ? ['receive polls'] : []),
    ...(['every', 'weekly', 'mail-events', 'findings'].includes(trigger.kind) ? ['lose a run'] : []),
    ...(lambda === 'draft' || lambda === 'remind' ? ['mail the editor'] : []),
    ...(lambda === 'publish' ? ['mail the readers'] : []),
    `log ${lambda}`,
  ]);
}

it('IAM allows each lambda what it needs, and denies it everything else that was asked', async () => {
  const counted = { allowed: 0, denied: 0 };
  const wrong: string[] = [];
  for (const lambda of Object.keys(functions) as LambdaName[]) {
    const role = stack.one('AWS::Lambda::Function', titled(lambda)).Properties.Role['Fn::GetAtt'][0];
    const needed = neededBy(lambda);
    for (const [name, question] of questions()) {
      const allowed = await isAllowed(role, question);
      counted[allowed ? 'allowed' : 'denied']++;
      if (allowed !== needed.has(name))
        wrong.push(`${lambda}: ${name} (${question.action}) is ${allowed ? 'allowed' : 'denied'}`);
    }
  }
  console.info(
    `IAM: ${counted.allowed + counted.denied} decisions, ${counted.allowed} allowed, ${counted.denied} denied, ${wrong.length} wrong`,
  );
  expect(wrong).toEqual([]);
  expect(counted.allowed + counted.denied).toBeGreaterThanOrEqual(300);
  expect(counted.allowed).toBeGreaterThan(50);
}, 300_000);

it('IAM lets a schedule start its own lambda and keep what it lost, and nothing else', async () => {
  const schedules = Object.values(stack.resources).filter(({ Type }) => Type === 'AWS::Scheduler::Schedule');
  const wrong: string[] = [];
  let decisions = 0;
  for (const { Properties } of schedules) {
    const role = Properties.Target.RoleArn['Fn::GetAtt'][0];
    const own = Properties.Target.Arn['Fn::GetAtt'][0];
    for (const lambda of Object.keys(functions)) {
      const id = idOf(titled(lambda), 'AWS::Lambda::Function');
      decisions++;
      if ((await isAllowed(role, { action: 'lambda:InvokeFunction', on: arnOf(id) })) !== (id === own))
        wrong.push(`${role}: ${lambda}`);
    }
    for (const name of ['LostRuns', 'PollsQueue', 'PollsGivenUp']) {
      decisions++;
      const question = { action: 'sqs:SendMessage', on: arnOf(idOf(name, 'AWS::SQS::Queue')) };
      if ((await isAllowed(role, question)) !== (name === 'LostRuns')) wrong.push(`${role}: ${name}`);
    }
  }
  console.info(`IAM of the schedules: ${decisions} decisions`);
  expect(schedules.length).toBeGreaterThan(0);
  expect(wrong).toEqual([]);
}, 120_000);

it('SNS lets the alarms of this account reach the operator, over TLS only, and nobody else’s', async () => {
  const topic = arnOf(idOf('AlarmsTopic', 'AWS::SNS::Topic'));
  const policies = Object.values(stack.resources).filter(({ Type }) => Type === 'AWS::SNS::TopicPolicy');
  const alarm = (account: string) => `arn:aws:cloudwatch:eu-central-1:${account}:alarm:sre-digest-NoPolls`;
  const mayPublish = async (service: string, contextVariables: Record<string, string>) => {
    const answer = await runSimulation(
      {
        request: {
          action: 'sns:Publish',
          resource: { resource: topic, accountId },
          principal: service,
          contextVariables: { 'aws:SecureTransport': 'true', ...contextVariables },
        },
        identityPolicies: [],
        serviceControlPolicies: [],
        resourceControlPolicies: [],
        resourcePolicy: filled(policies[0]?.Properties.PolicyDocument),
      },
      {},
    );
    if (answer.resultType === 'error') throw new Error(JSON.stringify(answer.errors));
    return answer.overallResult === 'Allowed';
  };
  // A topic has one policy: another would take its place.
  expect(policies.map(({ Properties }) => filled(Properties.Topics))).toEqual([[topic]]);
  const ours = { 'aws:SourceArn': alarm(accountId) };
  expect(await mayPublish('cloudwatch.amazonaws.com', ours)).toBe(true);
  expect(await mayPublish('cloudwatch.amazonaws.com', { ...ours, 'aws:SecureTransport': 'false' })).toBe(false);
  expect(await mayPublish('cloudwatch.amazonaws.com', { 'aws:SourceArn': alarm('999999999999') })).toBe(false);
  expect(await mayPublish('s3.amazonaws.com', ours)).toBe(false);
  const targets = Object.values(stack.resources).flatMap(({ Type, Properties }) =>
    Type === 'AWS::CloudWatch::Alarm' ? (Properties.AlarmActions ?? []).map(filled) : [],
  );
  expect(targets.length).toBeGreaterThan(0);
  expect(targets.filter((target) => target !== topic)).toEqual([]);
});
