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
const quarter = Duration.minutes(15);
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
    says: `A source could not be polled in three tries; its message waits in the dead-letter queue for 14 days. When the cause is mended: npm run redrive -- --queue ${polls.queue.queueUrl} puts it back.`,
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
  const quiet = measures.count(
    'sourcesQuiet',
    [measures.watched('sourcesSilent'), measures.watched('candidatesDown')],
    quarter,
  );
  alarms.when('SourcesQuiet', {
    metric: quiet.metric,
    says: `The sources bring too little. The datapoint in the reason says what: ${quiet.says}.`,
    section: 'Sources are quiet',
    toldSingly: true,
  });
}

function tellOfTheIssue(alarms: Alarms, { measures, settings }: Watched): void {
  const { draftDay, draftHour, timeZone } = settings;
  const late = measures.count(
    'weekLate',
    [measures.watched('draftsMissing', ` (${draftDay} ${draftHour}:00, ${timeZone})`), measures.watched('issuesLate')],
    Duration.minutes(30),
  );
  alarms.when('WeekLate', {
    metric: late.metric,
    missing: 'is trouble',
    says: `The week is late. The datapoint in the reason says what: ${late.says}; none, the watch has not looked for half an hour, so that the alarms on drafts, mail and sources are blind.`,
    section: 'The week is late',
  });
}

function tellOfMail(alarms: Alarms, { measures, configurationSet }: Watched): void {
  const lost = measures.count(
    'mailLost',
    [
      measures.watched('mailsUndelivered'),
      measures.reported('lost'),
      measures.watched('mailsUnclear'),
      measures.reported('complaint'),
    ],
    quarter,
  );
  alarms.when('MailLost', {
    metric: lost.metric,
    says: `A mail did not do its work. The datapoint in the reason says how: ${lost.says}.`,
    section: 'A mail is lost',
    toldSingly: true,
  });
  alarms.when('Bounces', {
    metric: new Metric({
      namespace: 'AWS/SES',
      metricName: 'Reputation.BounceRate',
      dimensionsMap: { 'ses:configuration-set': configurationSet.configurationSetName },
      statistic: 'Maximum',
      period: hour,
    }),
    atLeast: 0.02,
    says: '2 % of the mail bounced. At 5 % Amazon SES puts the account under review.',
    section: 'Bounces',
  });
}

function tellOfMachinery(alarms: Alarms, { lostRuns, measures }: Watched): void {
  alarms.when('RunsLost', {
    metric: waiting(lostRuns),
    says: `A scheduled run failed to its last retry; its event waits for 14 days. To see which: aws sqs receive-message --queue-url ${lostRuns.queueUrl}.`,
    section: 'A run was lost',
  });
  const errors = measures.count('errors', measures.errors(), period);
  alarms.when('LambdaErrors', {
    metric: errors.metric,
    says: `A lambda logged an error, or the desk or the archive answered with one. The datapoint in the reason says which: ${errors.says}. The dashboard shows the line.`,
    section: 'A lambda failed',
    toldSingly: true,
  });
  alarms.when('Throttles', {
    metric: new Metric({ namespace: 'AWS/Lambda', metricName: 'Throttles', statistic: 'Sum', period }),
    periods: 3,
    says: 'Lambda refused invocations in this account and region for 15 minutes: the concurrency is used up.',
    section: 'Lambdas are throttled',
  });
}

const waiting = (queue: Queue) => queue.metricApproximateNumberOfMessagesVisible({ period, statistic: 'Maximum' });
