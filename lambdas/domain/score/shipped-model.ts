import { readModel, type ScoreModel } from './model';
import shipped from './ranking.model.json' with { type: 'json' };

/** The ranking model this version ships with (made by `npm run train`), read anew at each call: keep it, it takes some milliseconds. */
export function readShippedModel(): ScoreModel {
  return readModel(shipped);
}
