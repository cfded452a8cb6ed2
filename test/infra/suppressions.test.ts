import { Validations } from 'aws-cdk-lib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { functions } from '../../lib/functions';
import { type Synthesis, synthesize, titled } from './synthesis';

const names = Object.keys(functions) as (keyof typeof functions)[];
const serving = names.filter((name) => functions[name].trigger.kind === 'http');
const others = names.filter((name) => !serving.includes(name));

/** Every rule of the rule packs that the stack does not keep: where, and why in one line. A new one is argued here first. */
const suppressed: { rule: string; at: string[]; because: string }[] = [
  {
    rule: 'Serverless-SQSRedrivePolicy',
    at: ['Polls/GivenUp', 'LostRuns'],
    because: 'Is itself where failed messages end, with an alarm on it.',
  },
  {
    rule: 'AwsSolutions-SQS3',
    at: ['Polls/GivenUp', 'LostRuns'],
    because: 'Is itself where failed messages end, with an alarm on it.',
  },
  {
    rule: 'AwsSolutions-APIG4',
    at: ['EditorApi'],
    because: 'The archive is public; the desk checks its signed link and session itself.',
  },
  {
    rule: 'AwsSolutions-IAM5[Resource::*]',
    at: serving.map((name) => `${titled(name)}Role`),
    because: 'X-Ray knows no resources; a test shows that nothing else is allowed on *.',
  },
  {
    rule: 'Serverless-LambdaTracing',
    at: others.map(titled),
    because: 'Traces of runs by the clock would cost more than the runs; the pages people wait for are traced.',
  },
  {
    rule: 'Serverless-LambdaDLQ',
    at: names.map(titled),
    because: 'What is invoked asynchronously has a failure destination.',
  },
  {
    rule: 'Serverless-LambdaEventSourceMappingDestination',
    at: ['Poll/Polls'],
    because: 'An SQS source has none; the queue has a dead-letter queue.',
  },
  {
    rule: 'Serverless-SNSRedrivePolicy',
    at: ['Alarms'],
    because: 'An alarm whose mail is lost stays red in CloudWatch and on the dashboard.',
  },
];

let synthesis: Synthesis;
beforeAll(() => {
  synthesis = synthesize();
}, 120_000);
afterAll(() => synthesis.remove());

/** What the constructs acknowledge, as "rule at place: reason". */
const acknowledged = () =>
  synthesis.stack.node.findAll().flatMap(({ node }) =>
    node.metadata
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) => Object.entries(data as Record<string, string>))
      .map(
        ([id, because]) => `${id.replace('Annotation::', '')} at ${node.path.replace(/^SreDigest\//, '')}: ${because}`,
      ),
  );

it('every suppressed rule is listed with its places and one line of reason, and no other rule is suppressed', () => {
  const listed = suppressed.flatMap(({ rule, at, because }) => at.map((place) => `${rule} at ${place}: ${because}`));
  expect(acknowledged().sort()).toEqual(listed.sort());
  for (const { because } of suppressed) expect(because).toMatch(/^[A-Z][^\n]{20,120}\.$/);
  console.info(`suppressed: ${suppressed.length} rules, ${listed.length} places`);
});

it('none is suppressed for the whole stack, or for anything that the stack does not have', () => {
  const paths = new Set(synthesis.stack.node.findAll().map(({ node }) => node.path));
  for (const { at } of suppressed) for (const place of at) expect(paths).toContain(`SreDigest/${place}`);
});
