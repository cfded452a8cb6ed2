import { setTimeout as pause } from 'node:timers/promises';
import { CLOCK_VARIABLE, type LambdaName } from '../../lambdas/contract/env';
import { functions } from '../functions';
import type { DeployedStack } from './cdk';
import { askEmulator, callEmulator } from './emulator';

const logicalIdOf = (lambda: LambdaName) => lambda.charAt(0).toUpperCase() + lambda.slice(1);
const busyTries = 60;

interface Schedule {
  ScheduleExpression: string;
  ScheduleExpressionTimezone?: string;
  Target: { Input?: string };
  FlexibleTimeWindow: object;
}

/** The lambdas of a deployed stack, from outside: their clocks, their schedules, and a run by hand. */
export function openFunctions(endpoint: string, stack: DeployedStack) {
  const path = (lambda: LambdaName, rest: string) =>
    `/2015-03-31/functions/${stack.nameOf(logicalIdOf(lambda))}${rest}`;
  const scheduleOf = (lambda: LambdaName) =>
    askEmulator<Schedule>(endpoint, {
      service: 'scheduler',
      method: 'GET',
      path: `/schedules/${stack.nameOf(`Schedules${logicalIdOf(lambda)}`)}`,
    });
  return {
    scheduleOf,

    /** Sets the clock of every lambda, as a host does that runs on another clock than the machine's. */
    async setClocks(now: string): Promise<void> {
      for (const lambda of Object.keys(functions) as LambdaName[]) {
        const { Environment } = await askEmulator<{ Environment?: { Variables?: Record<string, string> } }>(endpoint, {
          service: 'lambda',
          method: 'GET',
          path: path(lambda, '/configuration'),
        });
        await askEmulator(endpoint, {
          service: 'lambda',
          method: 'PUT',
          path: path(lambda, '/configuration'),
          body: JSON.stringify({ Environment: { Variables: { ...Environment?.Variables, [CLOCK_VARIABLE]: now } } }),
        });
      }
    },

    /** Runs a lambda and waits for its answer; one that runs already is waited for. Throws what the lambda threw. */
    async run<T>(lambda: LambdaName): Promise<T> {
      for (let attempt = 0; ; attempt++) {
        const call = { service: 'lambda', path: path(lambda, '/invocations'), body: '{}' };
        const answer = await callEmulator(endpoint, call);
        const text = await answer.text();
        if (answer.status === 429 && attempt < busyTries) {
          await pause(500);
          continue;
        }
        if (!answer.ok || answer.headers.has('x-amz-function-error'))
          throw new Error(`The deployed lambda "${lambda}" answered ${answer.status}: ${text.slice(0, 500)}`);
        return JSON.parse(text) as T;
      }
    },

    /** Lets the lambda's own schedule start it now: the same target, role and input, at another time. */
    async startBySchedule(lambda: LambdaName, time: string): Promise<void> {
      const { Target, FlexibleTimeWindow } = await scheduleOf(lambda);
      // AWS puts the scheduled time here; the emulator does not, and would put the machine's, not the rehearsal's.
      const Input = Target.Input?.replaceAll('<aws.scheduler.scheduled-time>', time);
      const at = new Date(Date.now() + 1000).toISOString().slice(0, 19);
      await askEmulator(endpoint, {
        service: 'scheduler',
        path: `/schedules/rehearsal-${lambda}-${Date.now()}`,
        body: JSON.stringify({
          ScheduleExpression: `at(${at})`,
          Target: { ...Target, Input },
          FlexibleTimeWindow,
          ActionAfterCompletion: 'DELETE',
        }),
      });
    },
  };
}
