import { type Duration, Stack } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import {
  FilterPattern,
  type ILogGroup,
  type JsonPattern,
  MetricFilter,
  SubscriptionFilter,
} from 'aws-cdk-lib/aws-logs';
import { LambdaDestination } from 'aws-cdk-lib/aws-logs-destinations';
import { Construct } from 'constructs';
import { answersFilter, deskDoors, refusedStatus } from '../../lambdas/contract/access-log';
import type { LambdaName } from '../../lambdas/contract/env';
import {
  type Measures,
  measuredMessage,
  measures,
  receiptFindings,
  receiptMessage,
  watchFindings,
} from '../../lambdas/contract/measures';

export type Logs = Record<LambdaName, ILogGroup>;

/** A line of a log that is a finding, and what it says happened. */
interface Finding {
  log: ILogGroup;
  pattern: JsonPattern;
  says: string;
  /** A zero for every other line of the log, so that silence means that nobody looked. */
  beats?: true;
}

/**
 * Metrics made of the lambdas' structured logs: no code in a lambda, no call to CloudWatch. Several findings share one
 * metric, and so one alarm; each has its number, which the alarm's mail quotes as the datapoint and its text explains.
 */
export class LogMeasures extends Construct {
  private readonly namespace = Stack.of(this).stackName;

  constructor(
    scope: Construct,
    id: string,
    private readonly logs: Logs,
    private readonly accessLog: ILogGroup,
  ) {
    super(scope, id);
  }

  /** A number of the watch that is not zero. */
  watched(name: keyof Measures, more = ''): Finding {
    const pattern = FilterPattern.all(
      FilterPattern.stringValue('$.message', '=', measuredMessage),
      FilterPattern.numberValue(`$.${name}`, '>', 0),
    );
    return { log: this.logs.watch, pattern, says: `${watchFindings[name].says}${more}`, beats: true };
  }

  /** What SES reported of one mail, to anybody. */
  reported(field: keyof typeof receiptFindings): Finding {
    const pattern = FilterPattern.all(
      FilterPattern.stringValue('$.message', '=', receiptMessage),
      FilterPattern.booleanValue(`$.${field}`, true),
    );
    return { log: this.logs.receipt, pattern, says: receiptFindings[field].says };
  }

  /** Answers 5xx, then the errors of each lambda. The runtime writes an uncaught error with the same level as our own log does. */
  errors(): Finding[] {
    return [
      { log: this.accessLog, pattern: FilterPattern.stringValue('$.status', '=', '5*'), says: 'an answer 5xx' },
      ...Object.entries(this.logs).map(([lambda, log]) => ({
        log,
        pattern: FilterPattern.stringValue('$.level', '=', 'ERROR'),
        says: lambda,
      })),
    ];
  }

  /**
   * Answers to whoever came to the desk without a good link: no metric, for one of each address would be paid for, and their sum says of
   * nobody that he keeps trying.
   */
  private refusals(): Pick<Finding, 'log' | 'pattern'>[] {
    return deskDoors.map((door) => ({
      log: this.accessLog,
      pattern: FilterPattern.all(
        FilterPattern.stringValue('$.status', '=', refusedStatus),
        FilterPattern.stringValue('$.route', '=', `${door}*`),
      ),
    }));
  }

  /** Hands every line that is a finding to a lambda, by a filter that is named after whose log it is on. Its own log is left out: it would hear itself. */
  subscribe(run: IFunction): void {
    const findings = [
      ...this.errors(),
      ...measures.map((name) => this.watched(name)),
      this.reported('lost'),
      this.reported('complaint'),
      ...this.refusals(),
    ];
    const sources: [string, ILogGroup][] = [...Object.entries(this.logs), [answersFilter, this.accessLog]];
    for (const [name, logGroup] of sources) {
      if (name === 'tell') continue;
      const patterns = findings.filter(({ log }) => log === logGroup).map(({ pattern }) => pattern);
      const filterPattern = patterns.length > 1 ? FilterPattern.any(...patterns) : (patterns[0] as JsonPattern);
      const destination = new LambdaDestination(run);
      new SubscriptionFilter(this, `${name}Told`, { logGroup, filterName: name, filterPattern, destination });
    }
  }

  /** The findings as one metric, numbered from 1: the highest of a period is its value. */
  count(name: string, findings: readonly Finding[], period: Duration): { metric: Metric; says: string } {
    for (const [index, { log, pattern, beats }] of findings.entries()) {
      new MetricFilter(this, `${name}${index + 1}`, {
        logGroup: log,
        filterPattern: pattern,
        metricNamespace: this.namespace,
        metricName: name,
        metricValue: String(index + 1),
        ...(beats && { defaultValue: 0 }),
      });
    }
    return {
      metric: new Metric({ namespace: this.namespace, metricName: name, statistic: 'Maximum', period }),
      says: findings.map(({ says }, index) => `${index + 1}, ${says}`).join('; '),
    };
  }
}
