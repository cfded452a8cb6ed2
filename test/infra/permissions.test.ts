import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LambdaName } from '../../lambdas/contract/env';
import { functions } from '../../lib/functions';
import { projectRoot, type Synthesis, synthesize, titled } from './synthesis';

interface Statement {
  Effect: 'Allow' | 'Deny';
  Action: string | string[];
  Resource: unknown;
  Condition?: Record<string, Record<string, unknown>>;
}

let stack: Synthesis;
beforeAll(() => {
  stack = synthesize();
}, 120_000);
afterAll(() => stack.remove());

const names = Object.keys(functions) as LambdaName[];
const listOf = <T>(value: T | T[]): T[] => (Array.isArray(value) ? value : [value]);
const text = (resource: unknown) => (typeof resource === 'string' ? resource : JSON.stringify(resource));

/** Every statement of every role, by the role's logical id, inline or attached. */
function statementsByRole(): Record<string, Statement[]> {
  const found: Record<string, Statement[]> = {};
  for (const [id, { Type, Properties }] of Object.entries(stack.resources)) {
    if (Type === 'AWS::IAM::Role') {
      found[id] ??= [];
      for (const policy of Properties.Policies ?? []) found[id].push(...policy.PolicyDocument.Statement);
    }
    if (Type === 'AWS::IAM::Policy') {
      for (const { Ref } of Properties.Roles)
        found[Ref] = [...(found[Ref] ?? []), ...Properties.PolicyDocument.Statement];
    }
  }
  return found;
}

const roleOf = (name: LambdaName): Statement[] => {
  const role = stack.one('AWS::Lambda::Function', titled(name)).Properties.Role['Fn::GetAtt'][0];
  return statementsByRole()[role] ?? [];
};
const actionsOf = (name: LambdaName, service: string) =>
  roleOf(name)
    .flatMap(({ Action }) => listOf(Action))
    .filter((action) => action.startsWith(`${service}:`))
    .sort();
const resourcesOf = (name: LambdaName, action: string) =>
  roleOf(name).flatMap(({ Action, Resource }) => (listOf(Action).includes(action) ? listOf(Resource) : []));

describe('every role', () => {
  it('is allowed named actions only, on named resources only, but for tracing, which knows none', () => {
    for (const [role, statements] of Object.entries(statementsByRole())) {
      for (const { Effect, Action, Resource } of statements) {
        const actions = listOf(Action);
        expect(Effect, role).toBe('Allow');
        expect(
          actions.filter((action) => action.includes('*')),
          role,
        ).toEqual([]);
        if (listOf(Resource).some((resource) => resource === '*')) {
          expect(actions.sort(), role).toEqual(['xray:PutTelemetryRecords', 'xray:PutTraceSegments']);
        }
      }
    }
  });

  it('names no resource by pattern, but for the versions of what runs on deployment, which are not known before they are made', () => {
    const patterns = Object.entries(statementsByRole()).flatMap(([role, statements]) =>
      statements.flatMap(({ Resource }) =>
        listOf(Resource)
          .map(text)
          .filter((resource) => resource !== '*' && resource.includes('*'))
          .map((resource) => `${role.replace(/[0-9A-F]{8}$/, '')} ${resource.replace(/[0-9A-F]{8}/g, '')}`),
      ),
    );
    const versionsOf = (lambda: string) =>
      `AWSCDKTriggerCustomResourceProviderCustomResourceProviderRole {"Fn::Join":["",[{"Fn::GetAtt":["${lambda}","Arn"]},":*"]]}`;
    expect(patterns).toEqual(['Locksmith', 'Catalogue'].map(versionsOf));
  });

  it('belongs to one lambda or one schedule', () => {
    const users = Object.values(stack.resources).flatMap(({ Type, Properties }) => {
      if (Type === 'AWS::Lambda::Function') return [Properties.Role['Fn::GetAtt'][0]];
      return Type === 'AWS::Scheduler::Schedule' ? [Properties.Target.RoleArn['Fn::GetAtt'][0]] : [];
    });
    expect(users.sort()).toEqual(Object.keys(statementsByRole()).sort());
  });

  it('carries no managed policy in a lambda of ours', () => {
    for (const name of names)
      expect(stack.one('AWS::IAM::Role', `${titled(name)}Role`).Properties.ManagedPolicyArns).toBeUndefined();
  });
});

describe('each lambda', () => {
  it.each(names)(
    '%s does to the table what the manifest says and nothing else, and queries only the list index',
    (name) => {
      const actions = Object.keys(functions[name].table);
      expect(actionsOf(name, 'dynamodb')).toEqual(actions.map((action) => `dynamodb:${action}`).sort());
      for (const action of actions) {
        const arn = { 'Fn::GetAtt': ['TableCD117FA1', 'Arn'] };
        const resource = action === 'Query' ? { 'Fn::Join': ['', [arn, '/index/by-list']] } : arn;
        expect(resourcesOf(name, `dynamodb:${action}`)).toEqual([resource]);
      }
    },
  );

  it('says of every leave on the table which keys it is for', () => {
    for (const statements of Object.values(statementsByRole())) {
      for (const { Action, Condition } of statements.filter(({ Action }) => text(Action).includes('dynamodb:'))) {
        const keys = Condition?.['ForAllValues:StringLike']?.['dynamodb:LeadingKeys'] as string[];
        expect(keys.length, text(Action)).toBeGreaterThan(0);
        expect(keys.filter((key) => !/^[A-Z]+(#\*)?$/.test(key))).toEqual([]);
      }
    }
  });

  it.each(names)('%s mails, sends, receives and reads the key only if the manifest says so', (name) => {
    const { sendsMail, sendsToQueue, readsSigningKey, makesSigningKey, tellsOperator, trigger } = functions[name];
    expect(actionsOf(name, 'ses')).toEqual(sendsMail ? ['ses:SendRawEmail'] : []);
    expect(actionsOf(name, 'ssm')).toEqual([
      ...(readsSigningKey ? ['ssm:GetParameter'] : []),
      ...(makesSigningKey ? ['ssm:PutParameter'] : []),
    ]);
    const topic = { Ref: expect.stringMatching(/^AlarmsTopic/) };
    expect(resourcesOf(name, 'sns:Publish')).toEqual(tellsOperator ? [topic] : []);
    expect(actionsOf(name, 'sns')).toEqual(tellsOperator ? ['sns:Publish'] : []);
    const polls = { 'Fn::GetAtt': ['PollsQueue0D0022D2', 'Arn'] };
    const lost = { 'Fn::GetAtt': ['LostRuns3866C5F7', 'Arn'] };
    const scheduled = ['every', 'weekly', 'mail-events', 'findings'].includes(trigger.kind);
    expect(resourcesOf(name, 'sqs:SendMessage')).toEqual([
      ...(scheduled ? [lost] : []),
      ...(sendsToQueue ? [polls] : []),
    ]);
    expect(resourcesOf(name, 'sqs:ReceiveMessage')).toEqual(trigger.kind === 'queue' ? [polls] : []);
  });

  it.each(names)('%s writes to its own log', (name) => {
    const { LogGroup } = stack.one('AWS::Lambda::Function', titled(name)).Properties.LoggingConfig;
    expect(resourcesOf(name, 'logs:PutLogEvents')).toEqual([{ 'Fn::GetAtt': [LogGroup.Ref, 'Arn'] }]);
    expect(actionsOf(name, 'logs')).toEqual(['logs:CreateLogStream', 'logs:PutLogEvents']);
  });

  it.each(names)('%s touches no service beside these', (name) => {
    const services = new Set(
      roleOf(name).flatMap(({ Action }) => listOf(Action).map((action) => action.split(':')[0])),
    );
    expect(
      [...services].filter(
        (service) => !['dynamodb', 'logs', 'ses', 'sns', 'sqs', 'ssm', 'xray'].includes(service ?? ''),
      ),
    ).toEqual([]);
  });
});

describe('facts of IAM that the product rests on', () => {
  it('a GET never approves: the desk has no action that writes', () => {
    const writes = roleOf('desk').flatMap(({ Action }) =>
      listOf(Action).filter((action) => /Put|Update|Delete|Write|Send|Create/.test(action)),
    );
    expect(writes.sort()).toEqual([
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      'xray:PutTelemetryRecords',
      'xray:PutTraceSegments',
    ]);
  });

  it('what anybody may knock at cannot read the table, mail, or change an item; what anybody may read holds no key', () => {
    expect(actionsOf('knock', 'dynamodb')).toEqual(['dynamodb:PutItem']);
    expect([...actionsOf('knock', 'ses'), ...actionsOf('archive', 'ses')]).toEqual([]);
    expect(actionsOf('archive', 'ssm')).toEqual([]);
  });

  it('a hostile feed finds nothing to steal: the poller has no mail, no secret and no scan', () => {
    const services = roleOf('poll').flatMap(({ Action }) => listOf(Action));
    expect(services.filter((action) => /^(ses|ssm|secretsmanager|kms|sts|iam|lambda):|Scan/.test(action))).toEqual([]);
  });

  it('nothing scans, and nothing deletes an item', () => {
    const all = Object.values(statementsByRole()).flatMap((statements) =>
      statements.flatMap(({ Action }) => listOf(Action)),
    );
    expect(all.filter((action) => /dynamodb:(Scan|Delete|PartiQL|BatchWrite)/.test(action))).toEqual([]);
  });

  it('mail leaves from the sender only; the draft can reach the editor only, the issue the recipients only', () => {
    const condition = (name: LambdaName) => roleOf(name).find(({ Action }) => Action === 'ses:SendRawEmail')?.Condition;
    const from = { StringEquals: { 'ses:FromAddress': 'digest@newsroom.org' } };
    expect(condition('draft')).toEqual({
      ...from,
      'ForAllValues:StringEquals': { 'ses:Recipients': ['lee@newsroom.org'] },
    });
    expect(condition('remind')).toEqual(condition('draft'));
    expect(condition('publish')).toEqual({
      ...from,
      'ForAllValues:StringEquals': { 'ses:Recipients': ['ann@readers.org', 'bob@readers.org'] },
    });
  });

  it('a file of two thousand recipients is shipped with publish, which may then mail anybody, from our sender only', () => {
    const name = 'recipients-of-a-test.txt';
    const file = join(projectRoot, name);
    writeFileSync(file, Array.from({ length: 2000 }, (_, index) => `reader-${index}@readers.org`).join('\n'));
    try {
      const many = synthesize({ recipientsFile: name });
      many.remove();
      const { Statement } = many.one('AWS::IAM::Policy', 'PublishRoleDefaultPolicy').Properties.PolicyDocument;
      const statements = Statement as Statement[];
      expect(statements.find(({ Action }) => Action === 'ses:SendRawEmail')?.Condition).toEqual({
        StringEquals: { 'ses:FromAddress': 'digest@newsroom.org' },
      });
      expect(many.one('AWS::Lambda::Function', 'Publish').Properties.Environment.Variables).toMatchObject({
        RECIPIENTS: '',
        RECIPIENTS_FILE: name,
      });
      writeFileSync(file, 'ann@readers.org\nbob\n');
      expect(() => synthesize({ recipientsFile: name })).toThrow(`line 2 of ${name}: expected one mail address`);
      writeFileSync(file, 'ann@readers.org\nANN@readers.org\n');
      expect(() => synthesize({ recipientsFile: name })).toThrow(
        `line 2 of ${name}: ANN@readers.org is in the file twice`,
      );
    } finally {
      rmSync(file);
    }
  }, 120_000);

  it('a schedule starts its own lambda, and only this account may use its role', () => {
    for (const [id, { Type, Properties }] of Object.entries(stack.resources)) {
      if (Type !== 'AWS::Scheduler::Schedule') continue;
      const role = Properties.Target.RoleArn['Fn::GetAtt'][0];
      const [invoke, lose, ...more] = statementsByRole()[role] ?? [];
      expect(more, id).toEqual([]);
      expect(invoke, id).toMatchObject({ Action: 'lambda:InvokeFunction', Resource: Properties.Target.Arn });
      expect(lose, id).toMatchObject({
        Action: 'sqs:SendMessage',
        Resource: { 'Fn::GetAtt': ['LostRuns3866C5F7', 'Arn'] },
      });
      const [trust] = stack.resources[role]?.Properties.AssumeRolePolicyDocument.Statement ?? [];
      expect(Object.keys(trust.Condition.StringEquals), id).toEqual(['aws:SourceAccount', 'aws:SourceArn']);
    }
  });

  it('even the longest list of recipients fits into a role policy and a function’s environment', () => {
    const address = (index: number) => `reader-${String(index).padStart(3, '0')}@readers.org`;
    const recipients = Array.from({ length: 2000 / 23 }, (_, index) => address(index)).join(',');
    const crowded = synthesize({ recipients });
    crowded.remove();
    const policy = crowded.one('AWS::IAM::Policy', 'PublishRoleDefaultPolicy').Properties.PolicyDocument;
    // A join of references is longer in the template than the name it becomes.
    const rendered = JSON.stringify(policy).replaceAll(
      /\{"Fn::Join":\["",\["arn:",.*?":identity\/([^"]+)"\]\]\}/g,
      '"arn:aws:ses:eu-central-1:123456789012:identity/$1"',
    );
    expect(recipients.length).toBeGreaterThan(1950);
    expect(rendered.length).toBeLessThan(10_240);
    expect(JSON.stringify(crowded.one('AWS::Lambda::Function', 'Publish').Properties.Environment).length).toBeLessThan(
      4096,
    );
  }, 60_000);
});
