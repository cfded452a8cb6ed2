import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { Operator } from '../domain/ports';

/** The operator, by the topic that the alarms use too: not by SES, of which a finding may be. */
export function createOperator(topic: string, client = new SNSClient({})): Operator {
  return {
    async tell({ subject, text }) {
      await client.send(new PublishCommand({ TopicArn: topic, Subject: subject, Message: text }));
    },
  };
}
