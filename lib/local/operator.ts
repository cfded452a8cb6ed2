import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';

export interface OperatorMail {
  subject: string;
  text: string;
}

/** The operator's mailbox on the embedded SNS: a topic of this name, and what was published to it. */
export async function openOperator(endpoint: string, name: string, account: object = {}) {
  const sns = new SNSClient({ endpoint, ...account });
  const sqs = new SQSClient({ endpoint, useQueueUrlAsEndpoint: false, ...account });
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: name }));
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
  const asked = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] });
  const Endpoint = (await sqs.send(asked)).Attributes?.['QueueArn'];
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint }));
  return {
    topic: TopicArn as string,
    /** What has come since it was last asked, at most ten. */
    async heard(): Promise<OperatorMail[]> {
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
      for (const { ReceiptHandle } of Messages) await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      return Messages.map(({ Body }) => {
        const { Subject, Message } = JSON.parse(Body ?? '') as { Subject: string; Message: string };
        return { subject: Subject, text: Message };
      });
    },
    async stop(): Promise<void> {
      sns.destroy();
      sqs.destroy();
    },
  };
}
