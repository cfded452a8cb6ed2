import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, LoggingFormat, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { EnvironmentOf, LambdaName, Variable } from '../../lambdas/contract/env';
import { functions, type Trigger } from '../functions';
import type { Alarms } from './alarms';
import type { Mail } from './mail';
import type { LostRuns, PollQueue } from './queue';
import type { SigningKey } from './signing-key';
import type { DigestTable } from './table';

/**
 * Where the SDK looks for credentials after the environment, which is where Lambda puts them, and what it streams events with: a quarter
 * of a small bundle, never run.
 */
const neverReached = [
  '@aws-sdk/credential-provider-http',
  '@aws-sdk/credential-provider-ini',
  '@aws-sdk/credential-provider-login',
  '@aws-sdk/credential-provider-process',
  '@aws-sdk/credential-provider-sso',
  '@aws-sdk/credential-provider-web-identity',
  '@aws-sdk/token-providers',
  '@smithy/credential-provider-imds',
  '@smithy/core/event-streams',
];

const projectRoot = fileURLToPath(new URL('../..', import.meta.url));

/** What there is in the stack that a lambda could touch; the manifest says which of it this one may. */
export interface World {
  table: DigestTable;
  polls: PollQueue;
  lostRuns: LostRuns;
  signingKey: SigningKey;
  mail: Mail;
  alarms: Alarms;
}

export interface DigestFunctionProps<L extends LambdaName> {
  lambda: L;
  environment: EnvironmentOf<L>;
  world: World;
  reserveConcurrency: boolean;
  /** Files that are shipped beside the code: the name there, and the path from the project's root. */
  carries?: Readonly<Record<string, string>>;
}

/** One lambda of the manifest: its bundle, its environment, and a role of its own that can do what the manifest says and nothing else. */
export class DigestFunction<L extends LambdaName = LambdaName> extends NodejsFunction {
  constructor(scope: Construct, id: string, props: DigestFunctionProps<L>) {
    const { does, trigger, timeoutSeconds, memoryMegabytes } = functions[props.lambda];
    const logGroup = new LogGroup(scope, `${id}Log`, {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    role.addToPolicy(
      new PolicyStatement({
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logGroup.logGroupArn],
      }),
    );
    for (const statement of statementsFor(props)) role.addToPolicy(statement);

    super(scope, id, {
      description: `sre-digest ${props.lambda}: ${does}`,
      entry: `${projectRoot}lambdas/${props.lambda}.ts`,
      projectRoot,
      depsLockFilePath: `${projectRoot}package-lock.json`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      timeout: Duration.seconds(timeoutSeconds),
      memorySize: memoryMegabytes,
      ...(props.reserveConcurrency && concurrencyOf(trigger)),
      environment: { ...props.environment, NODE_OPTIONS: '--enable-source-maps' },
      awsSdkConnectionReuse: false,
      role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      // A trace costs as much as eight writes: what runs by the clock would spend more on traces than on its work.
      tracing: trigger.kind === 'http' ? Tracing.ACTIVE : Tracing.DISABLED,
      ...(isAsynchronous(trigger) && {
        onFailure: { bind: () => ({ destination: props.world.lostRuns.queueArn }) },
        retryAttempts: 2,
      }),
      bundling: {
        // As CommonJS from the packages' module sources, with the SDK inside, a bundle is smallest and starts fastest.
        format: OutputFormat.CJS,
        mainFields: ['module', 'main'],
        // A build stops at a model it cannot read, so a bundle needs none to fall back on.
        externalModules: [...neverReached, '*/ranking.previous.model.json'],
        minify: true,
        target: 'node24',
        sourceMap: true,
        sourcesContent: false,
        forceDockerBundling: false,
        esbuildArgs: {
          '--alias:xml2js': './lib/constructs/no-xml2js.cjs',
          '--alias:postcss': './lib/constructs/no-postcss.cjs',
          '--alias:dom-serializer': './lib/constructs/no-postcss.cjs',
          '--alias:dayjs': './lib/constructs/no-dayjs.cjs',
        },
        commandHooks: {
          beforeBundling: () => [],
          beforeInstall: () => [],
          afterBundling: (from, to) =>
            Object.entries(props.carries ?? {}).map(([name, file]) => `cp "${resolve(from, file)}" "${to}/${name}"`),
        },
      },
    });
    if (trigger.kind === 'http') {
      Validations.of(role).acknowledge({
        id: 'AwsSolutions-IAM5[Resource::*]',
        reason: 'X-Ray knows no resources; a test shows that nothing else is allowed on *.',
      });
    } else {
      Validations.of(this).acknowledge({
        id: 'Serverless-LambdaTracing',
        reason: 'Traces of runs by the clock would cost more than the runs; the pages people wait for are traced.',
      });
    }
    Validations.of(this).acknowledge({
      id: 'Serverless-LambdaDLQ',
      reason: 'What is invoked asynchronously has a failure destination.',
    });
  }
}

const toReceive = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility', 'sqs:GetQueueAttributes'];

function statementsFor<L extends LambdaName>({
  lambda,
  environment,
  world,
}: DigestFunctionProps<L>): PolicyStatement[] {
  const { trigger, table, sendsToQueue, sendsMail, readsSigningKey, makesSigningKey, tellsOperator } =
    functions[lambda];
  const allow = (actions: string[], ...resources: string[]) => new PolicyStatement({ actions, resources });
  const statements: PolicyStatement[] = [];

  for (const [action, families] of Object.entries(table)) statements.push(world.table.statementFor(action, families));
  if (trigger.kind === 'queue') statements.push(allow(toReceive, world.polls.queue.queueArn));
  if (isAsynchronous(trigger)) statements.push(allow(['sqs:SendMessage'], world.lostRuns.queueArn));
  if (sendsToQueue) statements.push(allow(['sqs:SendMessage'], world.polls.queue.queueArn));
  if (readsSigningKey) statements.push(world.signingKey.readStatement());
  if (makesSigningKey) statements.push(world.signingKey.makeStatement());
  if (tellsOperator) statements.push(allow(['sns:Publish'], world.alarms.topic.topicArn));
  if (sendsMail) statements.push(world.mail.sendStatement(addresseesIn(environment)));
  return statements;
}

/** A lambda may mail those whom its environment names: the draft goes to the editor and can go nowhere else. A file of recipients is longer than any policy. */
function addresseesIn(environment: Partial<Record<Variable, string>>): string[] | 'anybody' {
  if (environment.RECIPIENTS_FILE) return 'anybody';
  const lists = [environment.EDITOR, environment.SECOND_EDITOR, environment.RECIPIENTS];
  return lists.flatMap((list) => (list ? list.split(',') : []));
}

/** A scheduled lambda is never run beside itself, nor is one that must know what it told; the desk cannot take the account's concurrency, whoever knocks. */
function concurrencyOf(trigger: Trigger): { reservedConcurrentExecutions: number } | undefined {
  if (isScheduled(trigger) || trigger.kind === 'findings') return { reservedConcurrentExecutions: 1 };
  if (trigger.kind === 'http') return { reservedConcurrentExecutions: 5 };
  return undefined;
}

function isScheduled(trigger: Trigger): boolean {
  return trigger.kind === 'every' || trigger.kind === 'weekly';
}

function isAsynchronous(trigger: Trigger): boolean {
  return isScheduled(trigger) || trigger.kind === 'mail-events' || trigger.kind === 'findings';
}
