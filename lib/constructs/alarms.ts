import { ArnFormat, Stack, Validations } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  type MathExpression,
  type Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { anchorOf } from '../../lambdas/contract/measures';
import type { Settings } from '../settings';

export interface Trouble {
  metric: Metric | MathExpression;
  /** What happened, in sentences, for a person who was asleep. */
  says: string;
  /** The heading of the runbook that says what to do. */
  section: string;
  /** From this on; 1. */
  atLeast?: number;
  /** Alarm when the metric is below this instead, or missing: for what must happen. */
  fewerThan?: number;
  /** No datapoint at all is trouble too. */
  missing?: 'is trouble';
  /** Periods in a row; 1. */
  periods?: number;
  /** Each of its findings is mailed by the lambda `tell`, so it is red on the dashboard and mails nobody itself. */
  toldSingly?: true;
}

/** One place that mails the operator when something failed, or did not happen, and will not mend itself. */
export class Alarms extends Construct {
  readonly all: Alarm[] = [];
  readonly topic: Topic;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: Pick<Settings, 'operator' | 'runbook' | 'newsletter'>,
  ) {
    super(scope, id);
    this.topic = new Topic(this, 'Topic', { displayName: 'sre-digest alarms', enforceSSL: true });
    // A topic with a policy of its own has lost the one that let the account's alarms in.
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: { ArnLike: { 'aws:SourceArn': this.alarmArn } },
      }),
    );
    this.topic.addSubscription(new EmailSubscription(props.operator));
    Validations.of(this).acknowledge({
      id: 'Serverless-SNSRedrivePolicy',
      reason: 'An alarm whose mail is lost stays red in CloudWatch and on the dashboard.',
    });
  }

  /** Every alarm of this account and region. */
  private get alarmArn(): string {
    const { COLON_RESOURCE_NAME } = ArnFormat;
    return Stack.of(this).formatArn({
      service: 'cloudwatch',
      resource: 'alarm',
      resourceName: '*',
      arnFormat: COLON_RESOURCE_NAME,
    });
  }

  when(name: string, trouble: Trouble): void {
    const { metric, says, section, atLeast = 1, fewerThan, missing, periods = 1 } = trouble;
    const alarm = new Alarm(this, name, {
      metric: metric as IMetric,
      alarmDescription: `${says} What to do: ${this.props.runbook}#${anchorOf(section)}`,
      threshold: fewerThan ?? atLeast,
      evaluationPeriods: periods,
      comparisonOperator:
        fewerThan === undefined
          ? ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD
          : ComparisonOperator.LESS_THAN_THRESHOLD,
      treatMissingData:
        fewerThan === undefined && !missing ? TreatMissingData.NOT_BREACHING : TreatMissingData.BREACHING,
    });
    if (!trouble.toldSingly) alarm.addAlarmAction(new SnsAction(this.topic));
    this.all.push(alarm);
  }
}
