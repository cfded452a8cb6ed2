import { describe, expect, test } from 'vitest';
import {
  environment,
  environmentFor,
  type LambdaName,
  readEnvironment,
  type Variable,
  variables,
} from '../../../lambdas/contract/env';

const all: Record<Variable, string> = {
  TABLE_NAME: 'table',
  QUEUE_URL: 'https://sqs.example/queue',
  DESK_URL: 'https://desk.example',
  NEWSLETTER: 'Steady State',
  EDITOR: 'editor@example.com',
  SENDER: 'digest@example.com',
  RECIPIENTS: 'a@example.com, b@example.com',
  TIME_ZONE: 'Europe/Berlin',
  DRAFT_DAY: 'SUN',
  DRAFT_HOUR: '12',
  DUE_DAY: 'MON',
  DUE_HOUR: '12',
  FIRST_ISSUE: '76',
  EMPLOYER_HOSTS: '',
  SPONSOR_HOSTS: 'sponsor.example',
  ARTICLES_PER_HOST: '2',
  COOLING_OFF_MINUTES: '30',
  RECIPIENTS_FILE: '',
  SECOND_EDITOR: '',
  REMINDER_HOURS: '16,3',
  FALLBACK_HOURS: '0',
  SEND_RATE: '10',
  UNSUBSCRIBE: '',
  CONFIGURATION_SET: 'set',
  SIGNING_KEY_NAME: 'secret',
  ALARM_TOPIC: 'arn:topic',
  RUNBOOK: 'docs/runbook.md',
  CONTACT: 'https://example.com/about',
  ALLOWED_HOSTS: '',
  HOST_PAUSE_MS: '1000',
};

describe('the environment contract', () => {
  test('gives every lambda exactly what it reads, parsed', () => {
    for (const lambda of Object.keys(environment) as LambdaName[]) {
      const given = environmentFor(lambda, all);
      expect(Object.keys(given).sort()).toEqual([...environment[lambda]].sort());
      expect(Object.keys(readEnvironment(lambda, given)).sort()).toEqual([...environment[lambda]].sort());
    }
    expect(readEnvironment('publish', all).RECIPIENTS).toEqual(['a@example.com', 'b@example.com']);
    expect(readEnvironment('remind', all).REMINDER_HOURS).toEqual([16, 3]);
    expect(() => readEnvironment('remind', { ...all, REMINDER_HOURS: '16,soon' })).toThrow('REMINDER_HOURS: expected');
    expect(readEnvironment('poll', all)).toMatchObject({ ALLOWED_HOSTS: [], HOST_PAUSE_MS: 1000 });
  });

  test('has no variable that nobody reads', () => {
    expect(new Set(Object.values(environment).flat())).toEqual(new Set(Object.keys(variables)));
  });

  test('names every missing and malformed variable at once', () => {
    const broken = { ...all, TABLE_NAME: '', TIME_ZONE: 'Mars/Olympus', FIRST_ISSUE: 'six', DESK_URL: 'desk.example' };
    expect(() => readEnvironment('draft', broken)).toThrow(
      /TABLE_NAME is not set.*DESK_URL: expected http.*TIME_ZONE: .*FIRST_ISSUE: expected a whole number/s,
    );
  });
});
