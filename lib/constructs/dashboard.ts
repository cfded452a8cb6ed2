import { Duration, Stack } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IWidget,
  LogQueryVisualizationType,
  LogQueryWidget,
  Metric,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { Settings } from '../settings';
import type { Alarms } from './alarms';
import type { Logs } from './measures';
import type { Watched } from './week-alarms';

const half = 12;
const whole = 24;
const day = Duration.days(1);

/** The week on one page, from the polls to the readers, under what is red now. */
export class WeekDashboard extends Dashboard {
  readonly url: string;

  constructor(scope: Construct, id: string, props: { watched: Watched; alarms: Alarms; logs: Logs }) {
    const { watched, alarms, logs } = props;
    const { settings } = watched;
    super(scope, id, {
      dashboardName: settings.stackName,
      defaultInterval: Duration.days(7),
      widgets: [
        [story(settings)],
        [new AlarmStatusWidget({ title: 'Red now', alarms: alarms.all, width: whole, height: 4 })],
        polling(watched, logs),
        week(logs),
        mailAndWeb(watched),
        [
          table(
            'Errors, newest first',
            Object.values(logs),
            'level = "ERROR"',
            ['@timestamp', '@log', '@message'],
            whole,
          ),
        ],
      ],
    });
    const { region } = Stack.of(this);
    this.url = `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#dashboards/dashboard/${settings.stackName}`;
  }
}

const story = ({ newsletter, draftDay, draftHour, timeZone, coolingOffMinutes, runbook }: Settings) =>
  new TextWidget({
    width: whole,
    height: 3,
    markdown: `# ${newsletter.replace(/[*_#[\]<>`]/g, '')}\nAll week sources are polled. On ${draftDay} at ${draftHour}:00 (${timeZone}) the draft is mailed to the editor; ${coolingOffMinutes} minutes after its approval it goes to the readers. What each alarm means: ${runbook}.`,
  });

function polling({ polls }: Watched, logs: Logs): IWidget[] {
  const hourly = { period: Duration.hours(1), statistic: 'Sum' };
  return [
    new GraphWidget({
      title: 'Polls done and given up, an hour',
      width: half,
      left: [polls.queue.metricNumberOfMessagesDeleted({ ...hourly, label: 'done' })],
      right: [
        polls.givenUp.metricApproximateNumberOfMessagesVisible({
          period: Duration.hours(1),
          statistic: 'Maximum',
          label: 'given up',
        }),
      ],
    }),
    new LogQueryWidget({
      title: 'What polls came to',
      width: half,
      view: LogQueryVisualizationType.STACKEDAREA,
      logGroupNames: [logs.poll.logGroupName],
      queryLines: ['filter message = "polled"', 'stats count(*) by bin(6h), outcome'],
    }),
  ];
}

function week(logs: Logs): IWidget[] {
  return [
    table('Drafts', [logs.draft], 'message like /draft/', ['@timestamp', 'message', 'issue', 'mail'], 8),
    table(
      'Issues that went out',
      [logs.publish],
      'message like /published/',
      ['@timestamp', 'issue', 'sent', 'unclear', 'refused'],
      8,
    ),
    table(
      'Sources that fell silent',
      [logs.watch],
      'sourcesSilent > 0',
      ['@timestamp', 'fellSilent.0', 'fellSilent.1', 'fellSilent.2'],
      8,
    ),
  ];
}

function mailAndWeb({ api }: Watched): IWidget[] {
  const mails = (metricName: string) => new Metric({ namespace: 'AWS/SES', metricName, statistic: 'Sum', period: day });
  return [
    new GraphWidget({
      title: 'Mail a day: taken by SES, delivered, bounced',
      width: half,
      left: ['Send', 'Delivery', 'Bounce', 'Complaint', 'Reject'].map(mails),
    }),
    new GraphWidget({
      title: 'Desk and archive, an hour',
      width: half,
      left: [api.metricCount({ period: Duration.hours(1) })],
      right: [
        api.metricClientError({ period: Duration.hours(1), statistic: 'Sum' }),
        api.metricServerError({ period: Duration.hours(1), statistic: 'Sum' }),
      ],
    }),
  ];
}

const table = (title: string, groups: Logs[keyof Logs][], filter: string, fields: string[], width: number) =>
  new LogQueryWidget({
    title,
    width,
    view: LogQueryVisualizationType.TABLE,
    logGroupNames: groups.map(({ logGroupName }) => logGroupName),
    queryLines: [`fields ${fields.join(', ')}`, `filter ${filter}`, 'sort @timestamp desc', 'limit 20'],
  });
