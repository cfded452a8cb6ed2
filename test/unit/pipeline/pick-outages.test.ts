import { expect, test } from 'vitest';
import type { Incident } from '../../../lambdas/domain/incident';
import { pickOutages } from '../../../lambdas/pipeline/pick-outages';
import { makeDraftWorld } from '../../support/draft-world';
import { makeIncident } from '../../support/made';
import { MemoryTable } from '../../support/memory-table';
import { minutesPast, noon } from '../../support/moments';

const from = minutesPast(-7 * 24 * 60);
const hoursAfter = (hours: number, since = noon) => minutesPast(hours * 60, since);

/** Which of these incidents, of a service each, a draft of `now` has. */
async function picked(now: string, incidents: Record<string, Partial<Incident>>) {
  const { world } = makeDraftWorld(new MemoryTable());
  for (const [key, about] of Object.entries(incidents))
    await world.incidents.save(makeIncident(key, { service: key, sourceId: key, ...about }));
  const period = { from, now, timeZone: 'Etc/UTC', decided: new Set<string>(), left: [] };
  return (await pickOutages(world, period)).chosen.map(({ id }) => id).sort();
}

test('an outage that its page dates ahead is in no draft before its time has come', async () => {
  const ahead = { now: { startedAt: noon }, tonight: { startedAt: hoursAfter(8) } };
  expect(await picked(noon, ahead)).toEqual(['now']);
  expect(await picked(hoursAfter(8), ahead)).toEqual(['now', 'tonight']);
});

test('an outage of the week before is in a draft when it reached into this one, or began at most two days before it and was first told of in it', async () => {
  const before = (began: number, ended: number | undefined, toldOf?: number): Partial<Incident> => ({
    startedAt: hoursAfter(began, from),
    ...(ended !== undefined && { endedAt: hoursAfter(ended, from) }),
    ...(toldOf !== undefined && { facts: { firstSeen: hoursAfter(toldOf, from) } as NonNullable<Incident['facts']> }),
  });
  expect(
    await picked(noon, {
      'over before': before(-5, -1),
      'over at once': before(-5, 0),
      'goes on': before(-100, undefined),
      'went on from long ago': before(-7 * 24, 1),
      'from longer ago': before(-7 * 24 - 1, 1),
      'told of before': before(-5, -1, -1),
      'told of at once': before(-5, -1, 0),
      'told of late': before(-48, -40, 3),
      'told of too late': before(-49, -40, 3),
    }),
  ).toEqual(['goes on', 'over at once', 'told of at once', 'told of late', 'went on from long ago']);
});
