import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { environment } from '../../lambdas/contract/env';
import { table as shape } from '../../lambdas/contract/table';
import { functions } from '../../lib/functions';
import { type Synthesis, synthesize } from './synthesis';

let stack: Synthesis;
beforeAll(() => {
  stack = synthesize();
}, 120_000);
afterAll(() => stack.remove());

const ofType = (type: string) => Object.values(stack.resources).filter(({ Type }) => Type === type);

describe('what must not be lost', () => {
  it('keeps the logical ids under which stateful resources were first deployed: another id is another, empty resource', () => {
    const kept = [
      'DynamoDB::Table',
      'SQS::Queue',
      'SES::EmailIdentity',
      'SES::ConfigurationSet',
      'SNS::Topic',
      'SNS::Subscription',
      'ApiGatewayV2::Api',
    ];
    const ids = Object.entries(stack.resources).filter(([, { Type }]) => kept.includes(Type.slice('AWS::'.length)));
    expect(Object.fromEntries(ids.map(([id, { Type }]) => [id, Type]))).toEqual({
      TableCD117FA1: 'AWS::DynamoDB::Table',
      PollsQueue0D0022D2: 'AWS::SQS::Queue',
      PollsGivenUp311F83E9: 'AWS::SQS::Queue',
      LostRuns3866C5F7: 'AWS::SQS::Queue',
      MailSender3CE0A474: 'AWS::SES::EmailIdentity',
      MailConfigurationSet2AA84368: 'AWS::SES::ConfigurationSet',
      AlarmsTopic3A2DFEBA: 'AWS::SNS::Topic',
      // Of another id it would have to be confirmed anew, and until then nobody is told anything.
      AlarmsTopicleenewsroomorg0A1F2730: 'AWS::SNS::Subscription',
      EditorApiA046404A: 'AWS::ApiGatewayV2::Api',
    });
  });

  it('keeps the keys and the index as they were first deployed: CloudFormation would make another table, DynamoDB refuse another index of the name', () => {
    expect(shape).toEqual({
      partitionKey: 'pk',
      sortKey: 'sk',
      timeToLive: 'expiresAt',
      index: { name: 'by-list', partitionKey: 'listKey', sortKey: 'listOrder', carries: ['card'] },
    });
  });

  it.each<[string, Record<string, unknown>]>([
    ['another editor', { editor: 'kim@newsroom.org' }],
    [
      'a domain of its own',
      { domain: 'digest.newsroom.org', certificate: 'arn:aws:acm:eu-central-1:123456789012:certificate/a' },
    ],
    ['a sender verified by its domain', { verify: 'domain' }],
    ['another week', { draftDay: 'FRI', draftHour: 9, timeZone: 'Europe/Berlin' }],
    ['other readers', { recipients: 'eve@readers.org', sendRate: 50 }],
  ])(
    '%s leaves the table, the queues, the topic, the configuration set and the address of the desk as they are',
    (_, settings) => {
      const changed = synthesize(settings);
      changed.remove();
      const stays = (of: Synthesis) =>
        Object.entries(of.resources).filter(([, { Type }]) =>
          /::(DynamoDB::Table|SQS::Queue|SNS::Topic|SES::ConfigurationSet|ApiGatewayV2::Api)$/.test(Type),
        );
      expect(stays(changed)).toEqual(stays(stack));
      expect(stays(stack)).toHaveLength(7);
    },
    60_000,
  );

  it('has the table of the contract, with time to live, point-in-time recovery and deletion protection, retained', () => {
    const [table, ...others] = ofType('AWS::DynamoDB::Table');
    expect(others).toEqual([]);
    expect(table).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    expect(table?.Properties).toEqual({
      KeySchema: [
        { AttributeName: shape.partitionKey, KeyType: 'HASH' },
        { AttributeName: shape.sortKey, KeyType: 'RANGE' },
      ],
      AttributeDefinitions: ['pk', 'sk', 'listKey', 'listOrder'].map((AttributeName) => ({
        AttributeName,
        AttributeType: 'S',
      })),
      GlobalSecondaryIndexes: [
        {
          IndexName: shape.index.name,
          KeySchema: [
            { AttributeName: shape.index.partitionKey, KeyType: 'HASH' },
            { AttributeName: shape.index.sortKey, KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: [...shape.index.carries] },
        },
      ],
      BillingMode: 'PAY_PER_REQUEST',
      TimeToLiveSpecification: { AttributeName: shape.timeToLive, Enabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      DeletionProtectionEnabled: true,
    });
  });

  it('keeps the signing key out of itself: a parameter by one steady name, made by a lambda when the stack is deployed', () => {
    const name = '/sre-digest/sre-digest/signing-key';
    const told = ofType('AWS::Lambda::Function').flatMap(({ Properties }) =>
      'SIGNING_KEY_NAME' in (Properties.Environment?.Variables ?? {}) ? [Properties.Environment.Variables] : [],
    );
    expect(told.length).toBe(
      Object.values(environment).filter((reads: readonly string[]) => reads.includes('SIGNING_KEY_NAME')).length,
    );
    for (const { SIGNING_KEY_NAME } of told) expect(SIGNING_KEY_NAME).toBe(name);
    expect(ofType('AWS::SSM::Parameter')).toEqual([]);
    expect(ofType('AWS::SecretsManager::Secret')).toEqual([]);
    expect(JSON.stringify(stack.resources)).not.toMatch(/ssm:Delete|"secret":/);
    const triggered = ofType('Custom::Trigger').map(({ Properties }) => JSON.stringify(Properties.HandlerArn));
    expect(triggered.filter((handler) => handler.includes('Locksmith'))).toHaveLength(1);
  });

  it('gives up the retained resources only when told to', () => {
    const rehearsal = synthesize({ retain: 'false' });
    rehearsal.remove();
    const kept = Object.values(rehearsal.resources).filter(({ DeletionPolicy }) => DeletionPolicy === 'Retain');
    expect(kept).toEqual([]);
    expect(rehearsal.one('AWS::DynamoDB::Table', 'Table').Properties.DeletionProtectionEnabled).toBe(false);
  }, 60_000);
});

describe('the poll queue', () => {
  it('is FIFO with its order and its limit per message group, and the sender names every duplicate', () => {
    expect(stack.one('AWS::SQS::Queue', 'PollsQueue').Properties).toMatchObject({
      FifoQueue: true,
      ContentBasedDeduplication: false,
      DeduplicationScope: 'messageGroup',
      FifoThroughputLimit: 'perMessageGroupId',
    });
  });

  it('gives a message up after three receives to a FIFO queue that keeps it for 14 days', () => {
    const { RedrivePolicy } = stack.one('AWS::SQS::Queue', 'PollsQueue').Properties;
    expect(RedrivePolicy).toEqual({
      deadLetterTargetArn: { 'Fn::GetAtt': ['PollsGivenUp311F83E9', 'Arn'] },
      maxReceiveCount: 3,
    });
    expect(stack.one('AWS::SQS::Queue', 'PollsGivenUp').Properties).toMatchObject({
      FifoQueue: true,
      MessageRetentionPeriod: 1_209_600,
    });
  });

  it('hides a message for six poll timeouts at least, and keeps it through three of those', () => {
    const { VisibilityTimeout, MessageRetentionPeriod } = stack.one('AWS::SQS::Queue', 'PollsQueue').Properties;
    expect(VisibilityTimeout).toBeGreaterThanOrEqual(6 * functions.poll.timeoutSeconds);
    expect(MessageRetentionPeriod).toBeGreaterThan(3 * VisibilityTimeout);
  });

  it('feeds the poll lambda as the manifest says, and takes back only the messages that failed', () => {
    const { trigger } = functions.poll;
    if (trigger.kind !== 'queue') throw new Error('the manifest no longer feeds poll from the queue');
    const [source, ...others] = ofType('AWS::Lambda::EventSourceMapping');
    expect(others).toEqual([]);
    expect(source?.Properties).toMatchObject({
      EventSourceArn: { 'Fn::GetAtt': ['PollsQueue0D0022D2', 'Arn'] },
      BatchSize: trigger.batchSize,
      ScalingConfig: { MaximumConcurrency: trigger.concurrency },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
    // AWS takes at most ten from a FIFO queue, and no batching window.
    expect(trigger.batchSize).toBeLessThanOrEqual(10);
    expect(source?.Properties.MaximumBatchingWindowInSeconds).toBeUndefined();
  });

  it('is encrypted and refuses plain HTTP, as every queue is', () => {
    const queues = Object.entries(stack.resources).filter(([, { Type }]) => Type === 'AWS::SQS::Queue');
    for (const [id, { Properties }] of queues) {
      expect(Properties.SqsManagedSseEnabled, id).toBe(true);
      const policy = ofType('AWS::SQS::QueuePolicy').find((candidate) => candidate.Properties.Queues[0].Ref === id);
      expect(policy?.Properties.PolicyDocument.Statement, id).toContainEqual(
        expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      );
    }
  });
});
