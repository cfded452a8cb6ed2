/** What the draft does not show, so that the editor knows what was not read to them. */
export interface LeftOut {
  candidates: number;
  incidents: number;
  printedBefore: number;
  /** What would have made the draft larger than can be saved. */
  noRoom?: number;
  quarantined: { source: string; reason: string }[];
  failures: { source: string; reason: string }[];
  /** Gone since the issue before, or proposing to move to another owner's address. */
  changed?: { source: string; reason: string }[];
}
