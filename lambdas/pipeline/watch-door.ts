import { type DoorFinding, enterRefusals, type Refusal } from '../domain/door';
import type { Finding } from '../domain/finding';
import type { DoorStore } from '../domain/ports';
import { type TellWorld, tellFindings } from './tell';

export interface DoorWorld extends TellWorld {
  door: DoorStore;
}

const mostTries = 5;

/**
 * Enters who came to the desk without a good link, mails the operator of those who keep trying, and says of how many. The
 * mail goes first: what dies before the entry is told by the next try, and at most once more.
 */
export async function watchDoor(
  world: DoorWorld,
  refusals: readonly Refusal[],
  inWords: (finding: DoorFinding) => Finding,
  runbook: string,
  now: string,
): Promise<number> {
  if (refusals.length === 0) return 0;
  let told = 0;
  for (let attempt = 0; attempt < mostTries; attempt++) {
    const { book, revision } = await world.door.read();
    const entered = enterRefusals(book, refusals);
    if (entered.book === book) return told;
    told += await tellFindings(world, entered.findings.map(inWords), runbook, now);
    if (await world.door.save(entered.book, revision)) return told;
  }
  throw new Error(`Who tried the desk's door changed ${mostTries} times while it was being saved.`);
}
