import { Duration, Stack, TimeZone } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import {
  ContextAttribute,
  Schedule,
  ScheduleExpression,
  ScheduleTargetInput,
  TimeWindow,
} from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Construct } from 'constructs';
import type { DraftEvent } from '../../lambdas/contract/messages';
import type { Settings } from '../settings';
import type { LostRuns } from './queue';

/** What runs by the clock. A run that cannot be started ends in the queue of lost runs. */
export class Schedules extends Construct {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: { lostRuns: LostRuns },
  ) {
    super(scope, id);
  }

  every(minutes: number, run: LambdaFunction): void {
    // The next run does the same work, so a late one need not be started.
    this.add(run, ScheduleExpression.rate(Duration.minutes(minutes)), Duration.minutes(minutes));
  }

  weekly(
    { draftDay, draftHour, timeZone }: Pick<Settings, 'draftDay' | 'draftHour' | 'timeZone'>,
    run: LambdaFunction,
  ): void {
    const expression = ScheduleExpression.cron({
      minute: '0',
      hour: String(draftHour),
      weekDay: draftDay,
      timeZone: TimeZone.of(timeZone),
    });
    // A retry may come after midnight, in another week: the run is told which hour it stands for.
    this.add(run, expression, Duration.hours(6), { time: ContextAttribute.scheduledTime } satisfies DraftEvent);
  }

  private add(run: LambdaFunction, schedule: ScheduleExpression, maxEventAge: Duration, input = {}): void {
    const { lostRuns } = this.props;
    const stack = Stack.of(this);
    const group = stack.formatArn({ service: 'scheduler', resource: 'schedule-group', resourceName: 'default' });
    const role = new Role(this, `${run.node.id}Role`, {
      // Only this account's schedules may take the role.
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': stack.account, 'aws:SourceArn': group } },
      }),
    });
    role.addToPolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [run.functionArn] }));
    role.addToPolicy(new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [lostRuns.queueArn] }));

    const made = new Schedule(this, run.node.id, {
      schedule,
      timeWindow: TimeWindow.off(),
      target: new LambdaInvoke(run, {
        // The target would add leave to invoke every version of the function.
        role: role.withoutPolicyUpdates(),
        input: ScheduleTargetInput.fromObject(input),
        deadLetterQueue: lostRuns,
        maxEventAge,
        retryAttempts: 5,
      }),
    });
    made.node.addDependency(role);
  }
}
