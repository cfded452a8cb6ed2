interface Line {
  slope: number;
  intercept: number;
}

const rounds = 100;
/** Holds the line to something finite where the labels alone would not: scores that part them cleanly, or only one label. */
const ridge = 1e-3;

/**
 * Platt's scaling (1999): the line over raw scores whose log-odds make the labels (1 or 0) most likely, by Newton's method with steps halved
 * until they help. Scores that say nothing get slope 0.
 */
export function fitLine(scores: Float64Array, labels: Uint8Array): Line {
  let line = { slope: 0, intercept: 0 };
  let loss = lossOf(line, scores, labels);
  for (let round = 0; round < rounds; round += 1) {
    const step = newtonStep(line, scores, labels);
    let size = 1;
    let next = line;
    let nextLoss = Number.POSITIVE_INFINITY;
    while (nextLoss > loss && size > 1e-6) {
      next = { slope: line.slope + size * step.slope, intercept: line.intercept + size * step.intercept };
      nextLoss = lossOf(next, scores, labels);
      size /= 2;
    }
    if (!(loss - nextLoss > 1e-9 * loss)) break;
    line = next;
    loss = nextLoss;
  }
  return line;
}

function newtonStep({ slope, intercept }: Line, scores: Float64Array, labels: Uint8Array): Line {
  let bySlope = -ridge * slope;
  let byIntercept = -ridge * intercept;
  let slopeTwice = ridge;
  let interceptTwice = ridge;
  let both = 0;
  for (let row = 0; row < labels.length; row += 1) {
    const score = scores[row]!;
    const likely = 1 / (1 + Math.exp(-(slope * score + intercept)));
    const error = labels[row]! - likely;
    const doubt = likely * (1 - likely);
    bySlope += error * score;
    byIntercept += error;
    slopeTwice += doubt * score * score;
    interceptTwice += doubt;
    both += doubt * score;
  }
  const area = slopeTwice * interceptTwice - both * both;
  return {
    slope: (interceptTwice * bySlope - both * byIntercept) / area,
    intercept: (slopeTwice * byIntercept - both * bySlope) / area,
  };
}

function lossOf({ slope, intercept }: Line, scores: Float64Array, labels: Uint8Array): number {
  let loss = 0.5 * ridge * (slope * slope + intercept * intercept);
  for (let row = 0; row < labels.length; row += 1) {
    const logOdds = slope * scores[row]! + intercept;
    const margin = labels[row] === 1 ? logOdds : -logOdds;
    loss += margin > 0 ? Math.log1p(Math.exp(-margin)) : Math.log1p(Math.exp(margin)) - margin;
  }
  return loss;
}
