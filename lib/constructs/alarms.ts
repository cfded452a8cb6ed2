import { Duration, Validations } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

const period = Duration.minutes(5);

/** Mails the editor when something failed that will not mend itself. */
export class Alarms extends Construct {
  private readonly topic: Topic;

  constructor(scope: Construct, id: string, props: { editor: string }) {
    super(scope, id);
    this.topic = new Topic(this, 'Topic', { displayName: 'sre-digest alarms', enforceSSL: true });
    this.topic.addSubscription(new EmailSubscription(props.editor));
    Validations.of(this).acknowledge({
      id: 'Serverless-SNSRedrivePolicy',
      reason: 'An alarm whose mail is lost stays red in CloudWatch.',
    });
  }

  whenNotEmpty(name: string, queue: Queue, says: string): void {
    this.whenAny(name, queue.metricApproximateNumberOfMessagesVisible({ period, statistic: 'Maximum' }), says);
  }

  whenFailing(name: string, run: LambdaFunction): void {
    this.whenAny(`${name}Errors`, run.metricErrors({ period }), `The lambda "${name}" failed. Its log says why.`);
  }

  private whenAny(id: string, metric: IMetric, says: string): void {
    new Alarm(this, id, {
      metric,
      alarmDescription: says,
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    }).addAlarmAction(new SnsAction(this.topic));
  }
}
