import type { ScoreModel } from '../domain/score/model';
import { readShippedModel } from '../domain/score/shipped-model';
import { log } from './log';

/** The ranking model for a lambda, whose log tells the operator when another than the shipped one serves. */
export function readRankingModel(): Promise<ScoreModel> {
  return readShippedModel((fault) => log.error('ranking model', { fault }));
}
