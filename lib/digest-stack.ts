import { Annotations, CfnOutput, CfnRule, Duration, Fn, Stack, type StackProps } from 'aws-cdk-lib';
import { Trigger } from 'aws-cdk-lib/triggers';
import type { Construct } from 'constructs';
import { environmentFor, type LambdaName, type Variable } from '../lambdas/contract/env';
import { Alarms } from './constructs/alarms';
import { WeekDashboard } from './constructs/dashboard';
import { DigestFunction, type World } from './constructs/digest-function';
import { EditorApi } from './constructs/editor-api';
import { Mail } from './constructs/mail';
import { LogMeasures, type Logs } from './constructs/measures';
import { LostRuns, PollQueue } from './constructs/queue';
import { Schedules } from './constructs/schedules';
import { SigningKey } from './constructs/signing-key';
import { limitSpending } from './constructs/spending';
import { DigestTable } from './constructs/table';
import { tellOfTrouble, type Watched } from './constructs/week-alarms';
import { functions } from './functions';
import { exampleAddresses, type Settings } from './settings';

/** Milliseconds between two requests to one host: a site that answers 429 is a site unread. */
const hostPause = 1000;

/** The newsletter's back office: what it remembers, what it runs, what starts each run, and who is told when one fails. */
export class DigestStack extends Stack {
  constructor(scope: Construct, id: string, settings: Settings, props?: StackProps) {
    super(scope, id, { ...props, description: `${settings.newsletter}: polls, drafts, asks the editor, publishes` });

    // What it remembers, and what it speaks through.
    const world: World = {
      table: new DigestTable(this, 'Table', settings),
      polls: new PollQueue(this, 'Polls', { pollTimeoutSeconds: functions.poll.timeoutSeconds }),
      lostRuns: new LostRuns(this, 'LostRuns'),
      signingKey: new SigningKey(this, 'SigningKey', settings),
      mail: new Mail(this, 'Mail', settings),
      alarms: new Alarms(this, 'Alarms', settings),
    };
    const api = new EditorApi(this, 'EditorApi', settings);

    // What every lambda could be told; each is told what the contract says it reads.
    const values: Record<Variable, string> = {
      TABLE_NAME: world.table.tableName,
      QUEUE_URL: world.polls.queue.queueUrl,
      DESK_URL: api.url,
      NEWSLETTER: settings.newsletter,
      EDITOR: settings.editor,
      SENDER: settings.sender,
      RECIPIENTS: settings.recipientsFile ? '' : settings.recipients.join(','),
      RECIPIENTS_FILE: settings.recipientsFile,
      TIME_ZONE: settings.timeZone,
      DRAFT_DAY: settings.draftDay,
      DRAFT_HOUR: String(settings.draftHour),
      DUE_DAY: settings.dueDay,
      DUE_HOUR: String(settings.dueHour),
      FIRST_ISSUE: String(settings.firstIssue),
      EMPLOYER_HOSTS: settings.employerHosts.join(','),
      SPONSOR_HOSTS: settings.sponsorHosts.join(','),
      ARTICLES_PER_HOST: String(settings.articlesPerHost),
      COOLING_OFF_MINUTES: String(settings.coolingOffMinutes),
      SECOND_EDITOR: settings.secondEditor,
      REMINDER_HOURS: settings.reminderHours.join(','),
      FALLBACK_HOURS: String(settings.fallbackHours),
      SEND_RATE: String(settings.sendRate),
      UNSUBSCRIBE: settings.unsubscribe.join(','),
      CONFIGURATION_SET: world.mail.configurationSet.configurationSetName,
      SIGNING_KEY_NAME: world.signingKey.parameterName,
      ALARM_TOPIC: world.alarms.topic.topicArn,
      RUNBOOK: settings.runbook,
      CONTACT: settings.contact,
      ALLOWED_HOSTS: settings.allowedHosts.join(','),
      HOST_PAUSE_MS: String(hostPause),
    };
    const lambda = <L extends LambdaName>(name: L, carries: Record<string, string> = {}) =>
      new DigestFunction(this, nameOf(name), {
        lambda: name,
        environment: environmentFor(name, values),
        world,
        reserveConcurrency: settings.reserveConcurrency,
        carries,
      });

    // What it runs, in the order of the week.
    const lambdas: Record<LambdaName, DigestFunction> = {
      locksmith: lambda('locksmith'),
      catalogue: lambda('catalogue', { 'sources.opml': settings.catalogue }),
      dispatch: lambda('dispatch'),
      poll: lambda('poll'),
      draft: lambda('draft'),
      archive: lambda('archive'),
      desk: lambda('desk'),
      knock: lambda('knock'),
      decide: lambda('decide'),
      look: lambda('look'),
      publish: lambda('publish', settings.recipientsFile ? { [settings.recipientsFile]: settings.recipientsFile } : {}),
      remind: lambda('remind'),
      receipt: lambda('receipt'),
      watch: lambda('watch'),
      tell: lambda('tell'),
    };

    // What starts each of them: the manifest says so.
    const schedules = new Schedules(this, 'Schedules', world);
    for (const [name, run] of Object.entries(lambdas) as [LambdaName, DigestFunction][]) {
      const { trigger, timeoutSeconds } = functions[name];
      switch (trigger.kind) {
        case 'deploy':
          // Belongs to a version of the function, so it runs again when the code or a file it carries has changed.
          new Trigger(this, `After${nameOf(name)}`, {
            handler: run,
            timeout: Duration.seconds(timeoutSeconds),
            executeAfter: [world.table],
          });
          break;
        case 'every':
          schedules.every(trigger.minutes, run);
          break;
        case 'weekly':
          schedules.weekly(settings, run);
          break;
        case 'mail-events':
          world.mail.tell(run, world.lostRuns);
          break;
        case 'findings':
          // Once every log is there: see below.
          break;
        case 'queue':
          world.polls.feed(run, trigger);
          break;
        case 'http':
          api.serve(trigger.routes, run);
          break;
        default:
          trigger satisfies never;
      }
    }

    // Who is told when something failed, or did not happen.
    const logs = Object.fromEntries(Object.entries(lambdas).map(([name, { logGroup }]) => [name, logGroup])) as Logs;
    const watched: Watched = {
      polls: world.polls,
      lostRuns: world.lostRuns,
      api: api.api,
      configurationSet: world.mail.configurationSet,
      measures: new LogMeasures(this, 'Measures', logs, api.accessLog),
      settings,
    };
    watched.measures.subscribe(lambdas.tell);
    const { alarms } = world;
    tellOfTrouble(alarms, watched);
    const dashboard = new WeekDashboard(this, 'Dashboard', { watched, alarms, logs });
    limitSpending(this, settings);

    this.refuseExamples(settings);
    this.tellTheOperator(settings, world.mail, api, dashboard, lambdas);
  }

  /** A template for looking at may name example.com; CloudFormation refuses it before it makes anything. */
  private refuseExamples(settings: Settings): void {
    const examples = exampleAddresses(settings);
    if (examples.length === 0) return;
    const assertDescription = `Set ${examples.join(', ')} to real addresses: npm run deploy -- -c editor=you@your-domain.org -c sender=digest@your-domain.org`;
    Annotations.of(this).addWarningV2(
      'sre-digest:example-addresses',
      `${assertDescription}. This template cannot be deployed as it is.`,
    );
    new CfnRule(this, 'RealAddresses', {
      assertions: [{ assert: Fn.conditionEquals('example', 'real'), assertDescription }],
    });
  }

  private tellTheOperator(
    settings: Settings,
    mail: Mail,
    api: EditorApi,
    dashboard: WeekDashboard,
    lambdas: Record<LambdaName, DigestFunction>,
  ): void {
    const steps = [
      settings.verify === 'address' && `open the link that Amazon SES mailed to ${settings.sender}`,
      settings.verify === 'domain' && 'make the DNS records of the outputs named DnsRecord',
      api.dnsRecord && 'make the DNS record of the output DeskRecord',
      `open the link that Amazon SNS mailed to ${settings.operator}, to be told when something fails`,
      'in a new account, ask SES for production access, or verify every recipient too',
      `the first draft comes on ${settings.draftDay} at ${settings.draftHour}:00 (${settings.timeZone}); for one now: aws lambda invoke --function-name ${lambdas.draft.functionName} draft.json`,
    ].filter((step) => typeof step === 'string');
    new CfnOutput(this, 'DeskUrl', {
      value: `${api.url}/`,
      description: 'The desk; it opens by the link in the draft mail',
    });
    new CfnOutput(this, 'ArchiveUrl', { value: `${api.url}/issues`, description: 'Every published issue' });
    new CfnOutput(this, 'DashboardUrl', { value: dashboard.url, description: 'The week on one page' });
    if (api.dnsRecord) new CfnOutput(this, 'DeskRecord', { value: api.dnsRecord });
    mail.dnsRecords.forEach((record, index) => {
      new CfnOutput(this, `DnsRecord${index + 1}`, { value: record });
    });
    new CfnOutput(this, 'Next', {
      value: steps.map((step, index) => `${index + 1}. ${step}`).join('; '),
      description: 'What to do now',
    });
  }
}

const nameOf = (lambda: string) => lambda.charAt(0).toUpperCase() + lambda.slice(1);
