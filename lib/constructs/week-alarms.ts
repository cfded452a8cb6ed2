import { Duration } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { ConfigurationSet } from 'aws-cdk-lib/aws-ses';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Settings } from '../settings';
import type { Alarms } from './alarms';
import type { LogMeasures } from './measures';
import type { LostRuns, PollQueue } from './queue';

export interface Watched {
  polls: PollQueue;
  lostRuns: LostRuns;
  api: HttpApi;
  configurationSet: ConfigurationSet;
  measures: LogMeasures;
  settings: Settings;
}

const period = Duration.minutes(5);
const hour = Duration.hours(1);

/** Everything somebody is told of, in the order of the week. Each has its section in docs/runbook.md. */
export function tellOfTrouble(alarms: Alarms, watched: Watched): void {
  tellOfPolling(alarms, watched);
  tellOfTheIssue(alarms, watched);
  tellOfMail(alarms, watched);
  tellOfMachinery(alarms, watched);
}

function tellOfPolling(alarms: Alarms, { polls, measures }: Watched): void {
  alarms.when('PollsGivenUp', {
    metric: waiting(polls.givenUp),
    says: `A source could not be polled in three tries; its message waits in the dead-letter queue for 14 days. When the cause is mended: aws sqs start-message-move-task --source-arn ${polls.givenUp.queueArn}.`,
    section: 'Polls given up',
  });
  alarms.when('PollsWaiting', {
    metric: polls.queue.metricApproximateAgeOfOldestMessage({ period, statistic: 'Maximum' }),
    atLeast: hour.toSeconds(),
    periods: 3,
    says: 'A poll has waited in the queue for an hour: polls come in faster than they are done.',
    section: 'Polls are waiting',
  });
  alarms.when('NoPolls', {
    metric: polls.queue.metricNumberOfMessagesDeleted({ period: hour, statistic: 'Sum' }),
    fewerThan: 1,
    says: 'No source was polled for an hour. Status pages alone are due every 15 minutes.',
    section: 'No poll in an hour',
  });
  alarms.when('CandidatesDown', {
    metric: measures.watched('candidatesDown'),
    says: 'The last seven days brought fewer than half the candidates of a usual week.',
    section: 'Candidates down by half',
  });
  alarms.when('SourcesSilent', {
    metric: measures.watched('sourcesSilent'),
    says: 'A source has been silent for three times its habit. The dashboard names it.',
    section: 'A source fell silent',
  });
}

function tellOfTheIssue(alarms: Alarms, { measures, settings }: Watched): void {
  alarms.when('NoDraft', {
    metric: measures.watched('draftsMissing'),
    says: `There is no draft of this week, a quarter of an hour after it was due (${settings.draftDay} ${settings.draftHour}:00, ${settings.timeZone}).`,
    section: 'No draft by its hour',
  });
  alarms.when('IssueLate', {
    metric: measures.watched('issuesLate'),
    says: 'An approved issue is not out an hour after it should have been.',
    section: 'An issue is late',
  });
}

function tellOfMail(alarms: Alarms, { measures, configurationSet }: Watched): void {
  alarms.when('MailUnclear', {
    metric: measures.watched('mailsUnclear'),
    says: 'Nobody knows whether a mail went out: SES did not answer, and has reported nothing since. It is never sent again by itself.',
    section: 'A mail whose end nobody knows',
  });
  alarms.when('MailUndelivered', {
    metric: measures.watched('mailsUndelivered'),
    says: 'A mail was not delivered within 15 minutes, or came back.',
    section: 'A mail was not delivered',
  });
  const reputation = (metricName: string) =>
    new Metric({
      namespace: 'AWS/SES',
      metricName,
      dimensionsMap: { 'ses:configuration-set': configurationSet.configurationSetName },
      statistic: 'Maximum',
      period: hour,
    });
  alarms.when('Bounces', {
    metric: reputation('Reputation.BounceRate'),
    atLeast: 0.02,
    says: '2 % of the mail bounced. At 5 % Amazon SES puts the account under review.',
    section: 'Bounces',
  });
  alarms.when('Complaints', {
    metric: reputation('Reputation.ComplaintRate'),
    atLeast: 0.0005,
    says: '0.05 % of the mail was marked as spam. At 0.1 % Amazon SES puts the account under review.',
    section: 'Complaints',
  });
}

function tellOfMachinery(alarms: Alarms, { lostRuns, api, measures }: Watched): void {
  alarms.when('RunsLost', {
    metric: waiting(lostRuns),
    says: `A scheduled run failed to its last retry; its event waits for 14 days. To see which: aws sqs receive-message --queue-url ${lostRuns.queueUrl}.`,
    section: 'A run was lost',
  });
  alarms.when('LambdaErrors', {
    metric: measures.errors(),
    says: 'A lambda logged an error. The dashboard shows the line.',
    section: 'A lambda failed',
  });
  alarms.when('Throttles', {
    metric: new Metric({ namespace: 'AWS/Lambda', metricName: 'Throttles', statistic: 'Sum', period }),
    periods: 3,
    says: 'Lambda refused invocations in this account and region for 15 minutes: the concurrency is used up.',
    section: 'Lambdas are throttled',
  });
  alarms.when('DeskFailing', {
    metric: api.metricServerError({ period, statistic: 'Sum' }),
    says: 'The desk or the archive answered with an error of its own.',
    section: 'The desk fails',
  });
  alarms.when('NobodyWatches', {
    metric: measures.watched('draftsMissing', 'SampleCount', Duration.minutes(30)),
    fewerThan: 1,
    says: 'The watch has not looked for half an hour, so that the alarms on drafts, mail and sources are blind.',
    section: 'Nobody watches',
  });
}

const waiting = (queue: Queue) => queue.metricApproximateNumberOfMessagesVisible({ period, statistic: 'Maximum' });
