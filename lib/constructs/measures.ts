import { Duration, Stack } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, type ILogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { LambdaName } from '../../lambdas/contract/env';
import { type Measures, measuredMessage, measures, receiptMessage } from '../../lambdas/contract/measures';

export type Logs = Record<LambdaName, ILogGroup>;

/** Metrics made of the lambdas' structured logs: no code in a lambda, no call to CloudWatch, and one metric for all errors. */
export class LogMeasures extends Construct {
  private readonly namespace = Stack.of(this).stackName;

  constructor(scope: Construct, id: string, logs: Logs) {
    super(scope, id);
    for (const name of measures) {
      new MetricFilter(this, name, {
        logGroup: logs.watch,
        filterPattern: FilterPattern.stringValue('$.message', '=', measuredMessage),
        metricNamespace: this.namespace,
        metricName: name,
        metricValue: `$.${name}`,
      });
    }
    const lost = FilterPattern.all(
      FilterPattern.stringValue('$.message', '=', receiptMessage),
      FilterPattern.booleanValue('$.lost', true),
    );
    new MetricFilter(this, 'lostMails', {
      logGroup: logs.receipt,
      filterPattern: lost,
      metricNamespace: this.namespace,
      metricName: 'mailsUndelivered' satisfies keyof Measures,
      metricValue: '1',
    });
    // The runtime writes an uncaught error with the same level as our own log does.
    for (const [lambda, logGroup] of Object.entries(logs)) {
      new MetricFilter(this, `errorsOf-${lambda}`, {
        logGroup,
        filterPattern: FilterPattern.stringValue('$.level', '=', 'ERROR'),
        metricNamespace: this.namespace,
        metricName: 'errors',
        metricValue: '1',
      });
    }
  }

  watched(name: keyof Measures, statistic = 'Maximum', period = Duration.minutes(15)): Metric {
    return new Metric({ namespace: this.namespace, metricName: name, statistic, period });
  }

  errors(): Metric {
    return new Metric({
      namespace: this.namespace,
      metricName: 'errors',
      statistic: 'Sum',
      period: Duration.minutes(5),
    });
  }
}
