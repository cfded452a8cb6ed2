import { readModel, type ScoreModel, UnreadableModelError } from './model';

/** A model file by its name, as it is loaded. Rejects when it is not there or not JSON. */
export interface ModelSource {
  name: string;
  load(): Promise<{ default: unknown }>;
}

/** What `npm run train` made last, and what it made before. A deployed bundle has the first alone: a damaged one is never built into it. */
const shipped: readonly ModelSource[] = [
  { name: 'ranking.model.json', load: () => import('./ranking.model.json', { with: { type: 'json' } }) },
  {
    name: 'ranking.previous.model.json',
    load: () => import('./ranking.previous.model.json', { with: { type: 'json' } }),
  },
];

/**
 * The ranking model this version ships with, or the one before it when that cannot be read, which `tell` is told in one line. Read anew at
 * each call: keep it, it takes some milliseconds. Throws `UnreadableModelError` when neither can be read.
 */
export function readShippedModel(tell: (line: string) => void): Promise<ScoreModel> {
  return readFirstGoodModel(shipped, tell);
}

/** The first of the sources that can be read; `tell` hears why the ones before it could not. Throws `UnreadableModelError` when none can. */
export async function readFirstGoodModel(
  sources: readonly ModelSource[],
  tell: (line: string) => void,
): Promise<ScoreModel> {
  const faults: string[] = [];
  for (const { name, load } of sources) {
    try {
      const model = readModel((await load()).default);
      if (faults.length > 0) tell(`${faults.join('; ')}; ${name} serves instead. ${remedy}`);
      return model;
    } catch (error) {
      faults.push(`${name}: ${faultOf(error)}`);
    }
  }
  throw new UnreadableModelError(`no ranking model can be read: ${faults.join('; ')}. ${remedy}`);
}

const remedy = 'Make it again with "npm run train", or take it from the repository.';

/** The reader's own words for what does not add up; for anything else that it is no JSON, which the loader says in as many ways as there are loaders. */
function faultOf(error: unknown): string {
  return error instanceof UnreadableModelError
    ? error.message
    : 'expected a whole JSON file, but it is cut, damaged or missing';
}
