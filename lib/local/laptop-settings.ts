import type { Variable } from '../../lambdas/contract/env';

/** The settings of a week that is played on one machine: nothing waits, and everybody is served. */
export const laptopSettings = {
  RECIPIENTS_FILE: '',
  TIME_ZONE: 'Etc/UTC',
  DRAFT_DAY: 'SUN',
  DRAFT_HOUR: '12',
  DUE_DAY: 'MON',
  DUE_HOUR: '12',
  EMPLOYER_HOSTS: '',
  SPONSOR_HOSTS: '',
  ARTICLES_PER_HOST: '2',
  COOLING_OFF_MINUTES: '0',
  SECOND_EDITOR: '',
  REMINDER_HOURS: '16,3',
  FALLBACK_HOURS: '0',
  SEND_RATE: '500',
  UNSUBSCRIBE: '',
  ALARM_TOPIC: 'arn:aws:sns:us-east-1:000000000000:alarms',
  RUNBOOK: 'docs/runbook.md',
} as const satisfies Partial<Record<Variable, string>>;
