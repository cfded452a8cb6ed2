import { Stack } from 'aws-cdk-lib';
import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import {
  ConfigurationSet,
  ConfigurationSetTlsPolicy,
  EmailIdentity,
  EmailSendingEvent,
  EventDestination,
  Identity,
  SuppressionReasons,
} from 'aws-cdk-lib/aws-ses';
import { Construct } from 'constructs';
import type { Settings } from '../settings';
import type { LostRuns } from './queue';

/** The sender as SES knows it, and the rules every mail leaves under. */
export class Mail extends Construct {
  readonly configurationSet: ConfigurationSet;
  /** DNS records to make when a domain is verified; empty otherwise. */
  readonly dnsRecords: readonly string[];
  private readonly sender: string;
  private readonly senderDomain: string;

  constructor(scope: Construct, id: string, props: Pick<Settings, 'sender' | 'verify'>) {
    super(scope, id);
    this.sender = props.sender;
    this.senderDomain = props.sender.slice(props.sender.lastIndexOf('@') + 1);

    // The event destination does not listen for opens or clicks, so SES rewrites no link: the one to the desk stays ours.
    this.configurationSet = new ConfigurationSet(this, 'ConfigurationSet', {
      tlsPolicy: ConfigurationSetTlsPolicy.REQUIRE,
      reputationMetrics: true,
      suppressionReasons: SuppressionReasons.BOUNCES_AND_COMPLAINTS,
    });
    this.configurationSet.addEventDestination('Events', {
      destination: EventDestination.eventBus(EventBus.fromEventBusName(this, 'DefaultBus', 'default')),
      events: [
        EmailSendingEvent.SEND,
        EmailSendingEvent.DELIVERY,
        EmailSendingEvent.BOUNCE,
        EmailSendingEvent.COMPLAINT,
        EmailSendingEvent.REJECT,
        EmailSendingEvent.DELIVERY_DELAY,
      ],
    });
    this.dnsRecords = this.verify(props.verify);
  }

  /** Hands every event about a mail of this stack to a lambda; an event that cannot be handed over is kept. */
  tell(run: LambdaFunction, lostRuns: LostRuns): void {
    new Rule(this, 'WhatBecameOfIt', {
      description: 'What SES says became of a mail',
      eventPattern: {
        source: ['aws.ses'],
        detail: { mail: { tags: { 'ses:configuration-set': [this.configurationSet.configurationSetName] } } },
      },
      targets: [new LambdaTarget(run, { deadLetterQueue: lostRuns, retryAttempts: 5 })],
    });
  }

  /** Leave to send a mail from the sender, under the configuration set, to these people and nobody else. */
  sendStatement(recipients: readonly string[] | 'anybody'): PolicyStatement {
    const arn = (resource: string, resourceName: string) =>
      Stack.of(this).formatArn({ service: 'ses', resource, resourceName });
    // In SES's sandbox the recipients are identities too, and SES asks for leave on them.
    const identities = new Set([this.sender, this.senderDomain, ...(recipients === 'anybody' ? [] : recipients)]);
    return new PolicyStatement({
      effect: Effect.ALLOW,
      actions: ['ses:SendRawEmail'],
      resources: [
        ...[...identities].map((identity) => arn('identity', identity)),
        arn('configuration-set', this.configurationSet.configurationSetName),
      ],
      conditions: {
        StringEquals: { 'ses:FromAddress': this.sender },
        ...(recipients !== 'anybody' && { 'ForAllValues:StringEquals': { 'ses:Recipients': [...recipients] } }),
      },
    });
  }

  private verify(what: Settings['verify']): string[] {
    if (what === 'nothing') return [];
    if (what === 'address') {
      new EmailIdentity(this, 'Sender', {
        identity: Identity.email(this.sender),
        configurationSet: this.configurationSet,
      });
      return [];
    }
    const mailFrom = `bounce.${this.senderDomain}`;
    const domain = new EmailIdentity(this, 'SenderDomain', {
      identity: Identity.domain(this.senderDomain),
      configurationSet: this.configurationSet,
      mailFromDomain: mailFrom,
    });
    return [
      ...domain.dkimRecords.map(({ name, value }) => `${name} CNAME ${value}`),
      `${mailFrom} MX 10 feedback-smtp.${Stack.of(this).region}.amazonses.com`,
      `${mailFrom} TXT "v=spf1 include:amazonses.com ~all"`,
      `_dmarc.${this.senderDomain} TXT "v=DMARC1; p=quarantine"`,
    ];
  }
}
