import type { Issue } from '../domain/issue';
import type { LearnedStore } from '../domain/ports';
import { learn } from '../domain/score/learn';
import { lessonsOf } from '../domain/score/lessons';

/**
 * Teaches the ranking what was decided between two revisions of an issue, or, without `before`, all that an issue says. Never throws: what
 * was decided is stored already, and a lesson that is lost is taught again on publication. Answers why it could not be, if it could not.
 */
export async function teach(
  world: { learned: Pick<LearnedStore, 'change'> },
  before: Issue | undefined,
  after: Issue,
): Promise<string | undefined> {
  try {
    const lessons = lessonsOf(before, after);
    if (lessons.length > 0) await world.learned.change((learned) => learn(learned, lessons));
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
