import type { DeployedStack } from './cdk';
import { openFunctions } from './deployed-functions';
import { askEmulator, askJson, queryEmulator } from './emulator';

/** Something the template asks for, and whether what stands has it. */
export interface Promised {
  what: string;
  kept: boolean;
  /** What the emulator said instead, when it did not. */
  found: string;
}

const dynamo = <T>(endpoint: string, action: string, input: object) =>
  askJson<T>(endpoint, 'dynamodb', `DynamoDB_20120810.${action}`, input);

/** Asks what was deployed for what the template promises: emulators accept nearly anything, and drop some of it silently. */
export async function readPromises(endpoint: string, stack: DeployedStack): Promise<Promised[]> {
  const TableName = stack.nameOf('Table');
  const lambdas = openFunctions(endpoint, stack);
  const get = <T>(service: string, path: string) => askEmulator<T>(endpoint, { service, method: 'GET', path });
  const questions: [what: string, ask: () => Promise<unknown>, isKept: (answer: never) => boolean][] = [
    [
      'the table forgets by expiresAt',
      async () =>
        (await dynamo<{ TimeToLiveDescription: object }>(endpoint, 'DescribeTimeToLive', { TableName }))
          .TimeToLiveDescription,
      ({ TimeToLiveStatus }: { TimeToLiveStatus?: string }) => TimeToLiveStatus === 'ENABLED',
    ],
    [
      'the table can be restored to any second',
      async () =>
        (
          await dynamo<{ ContinuousBackupsDescription: { PointInTimeRecoveryDescription: object } }>(
            endpoint,
            'DescribeContinuousBackups',
            { TableName },
          )
        ).ContinuousBackupsDescription.PointInTimeRecoveryDescription,
      ({ PointInTimeRecoveryStatus }: { PointInTimeRecoveryStatus?: string }) =>
        PointInTimeRecoveryStatus === 'ENABLED',
    ],
    [
      'the table refuses to be deleted',
      async () =>
        (await dynamo<{ Table: { DeletionProtectionEnabled?: boolean } }>(endpoint, 'DescribeTable', { TableName }))
          .Table.DeletionProtectionEnabled ?? false,
      (on: boolean) => on,
    ],
    [
      'a poll is given up after three tries',
      () => readQueue(endpoint, stack.nameOf('PollsQueue'), 'RedrivePolicy'),
      (policy: string) => /"?maxReceiveCount"?\s*:\s*"?3/.test(policy),
    ],
    [
      'a poll is hidden six times the function’s timeout',
      () => readQueue(endpoint, stack.nameOf('PollsQueue'), 'VisibilityTimeout'),
      (seconds: string) => Number(seconds) >= 1080,
    ],
    [
      'the draft’s hour is in the editor’s time zone',
      async () => (await lambdas.scheduleOf('draft')).ScheduleExpressionTimezone ?? '',
      (zone: string) => zone === 'Europe/Berlin',
    ],
    [
      'the desk is throttled',
      async () =>
        (
          await get<{ defaultRouteSettings?: object }>(
            'apigateway',
            `/v2/apis/${stack.nameOf('EditorApi')}/stages/$default`,
          )
        ).defaultRouteSettings ?? {},
      (settings: Record<string, number>) => (settings['throttlingRateLimit'] ?? settings['ThrottlingRateLimit']) === 10,
    ],
    [
      'a scheduled lambda never runs beside itself',
      () => get('lambda', `/2019-09-30/functions/${stack.nameOf('Publish')}/concurrency`),
      ({ ReservedConcurrentExecutions }: { ReservedConcurrentExecutions?: number }) =>
        ReservedConcurrentExecutions === 1,
    ],
    [
      'at most ten polls run at once, and one that fails returns alone',
      async () =>
        (
          await get<{ EventSourceMappings: object[] }>(
            'lambda',
            `/2015-03-31/event-source-mappings/?FunctionName=${stack.nameOf('Poll')}`,
          )
        ).EventSourceMappings[0] ?? {},
      (mapping: { ScalingConfig?: { MaximumConcurrency?: number }; FunctionResponseTypes?: string[] }) =>
        mapping.ScalingConfig?.MaximumConcurrency === 10 &&
        mapping.FunctionResponseTypes?.includes('ReportBatchItemFailures') === true,
    ],
  ];
  const promises: Promised[] = [];
  for (const [what, ask, isKept] of questions) {
    try {
      const answer = await ask();
      promises.push({ what, kept: isKept(answer as never), found: JSON.stringify(answer).slice(0, 160) });
    } catch (error) {
      promises.push({ what, kept: false, found: (error as Error).message });
    }
  }
  return promises;
}

async function readQueue(endpoint: string, QueueUrl: string, name: string): Promise<string> {
  const { pathname } = new URL(QueueUrl, endpoint);
  const xml = await queryEmulator(endpoint, 'sqs', {
    Action: 'GetQueueAttributes',
    Version: '2012-11-05',
    QueueUrl: new URL(pathname, endpoint).href,
    'AttributeName.1': name,
  });
  const value = new RegExp(`<Name>${name}</Name>\\s*<Value>([^<]*)</Value>`).exec(xml)?.[1] ?? '';
  return value.replaceAll('&quot;', '"');
}
