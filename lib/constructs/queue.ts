import { Duration, Validations } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { DeduplicationScope, FifoThroughputLimit, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct, type IConstruct } from 'constructs';

const kept = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true, retentionPeriod: Duration.days(14) };

/** Polls to do, one message group a host, and the polls that were given up after three tries. */
export class PollQueue extends Construct {
  readonly queue: Queue;
  readonly givenUp: Queue;

  constructor(scope: Construct, id: string, props: { pollTimeoutSeconds: number }) {
    super(scope, id);
    this.givenUp = new Queue(this, 'GivenUp', { ...kept, fifo: true });
    isLastStop(this.givenUp);
    this.queue = new Queue(this, 'Queue', {
      ...kept,
      fifo: true,
      contentBasedDeduplication: false,
      deduplicationScope: DeduplicationScope.MESSAGE_GROUP,
      fifoThroughputLimit: FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
      // Six times the function's timeout, as AWS asks of an event source, so that a throttled batch is not delivered twice.
      visibilityTimeout: Duration.seconds(6 * props.pollTimeoutSeconds),
      // A source that is still due is sent again by every dispatch; an older message has nothing to add after three tries of 18 minutes.
      retentionPeriod: Duration.hours(4),
      deadLetterQueue: { queue: this.givenUp, maxReceiveCount: 3 },
    });
  }

  /** Hands the polls to a lambda in batches, to so many copies of it at once. Its role must already allow it to receive. */
  feed(run: LambdaFunction, props: { batchSize: number; concurrency: number }): void {
    const source = run.addEventSourceMapping('Polls', {
      eventSourceArn: this.queue.queueArn,
      batchSize: props.batchSize,
      maxConcurrency: props.concurrency,
      reportBatchItemFailures: true,
    });
    Validations.of(source).acknowledge({
      id: 'Serverless-LambdaEventSourceMappingDestination',
      reason: 'An SQS source has none; the queue has a dead-letter queue.',
    });
  }
}

/** Scheduled runs that could not be started, or failed to the last retry. */
export class LostRuns extends Queue {
  constructor(scope: Construct, id: string) {
    super(scope, id, kept);
    isLastStop(this);
  }
}

function isLastStop(queue: IConstruct): void {
  for (const id of ['Serverless-SQSRedrivePolicy', 'AwsSolutions-SQS3']) {
    Validations.of(queue).acknowledge({ id, reason: 'Is itself where failed messages end, with an alarm on it.' });
  }
}
