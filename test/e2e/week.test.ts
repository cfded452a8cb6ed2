import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDeployedHost } from '../../lib/rehearsal/deployed-host';
import { openLocalHost } from '../../lib/rehearsal/local-host';
import type { WeekHost } from '../../lib/rehearsal/week-host';
import { weekSteps } from '../../lib/rehearsal/week-steps';

const endpoint = process.env['REHEARSAL_ENDPOINT'];
if (endpoint === undefined)
  console.warn(
    'The week is played on the laptop only: set REHEARSAL_ENDPOINT to an AWS emulator to play it there as well.',
  );

const hosts: [string, () => Promise<WeekHost>][] = [['on the laptop', openLocalHost]];
if (endpoint !== undefined)
  hosts.push(['in the emulator', () => openDeployedHost({ endpoint, stackName: 'sre-digest-week' })]);

describe.sequential.each(hosts)('the week, from feeds to the published issue, over HTTP, %s', (_, open) => {
  let host: WeekHost;
  beforeAll(async () => {
    host = await open();
  }, 300_000);
  afterAll(() => host.stop());

  test.each(weekSteps)(
    '$does',
    async ({ play }) => {
      expect(await play(host)).not.toBe('');
    },
    120_000,
  );
});
