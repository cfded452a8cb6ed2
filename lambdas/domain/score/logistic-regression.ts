/** Rows of a sparse matrix, one after the other: row i has columns[starts[i]…starts[i+1]). A feature that is there twice is there twice. */
export interface SparseRows {
  starts: Int32Array;
  columns: Int32Array;
  width: number;
}

export interface Fit {
  weights: Float64Array;
  bias: number;
}

interface Sample {
  rows: SparseRows;
  /** The value of each column, where it is there. */
  scale: Float64Array;
  labels: Uint8Array;
  importance: Float64Array;
  /** Inverse of the regularisation's strength: larger trusts the data more. */
  trust: number;
}

const memory = 8;

/**
 * Fits a logistic regression with an L2 penalty by limited-memory BFGS (Liu and Nocedal, 1989) with a backtracking line search.
 * Deterministic: no sampling, no shuffling, one order of additions.
 */
export function fitLogisticRegression(sample: Sample, iterations: number): Fit {
  const size = sample.rows.width + 1;
  let point: Float64Array = new Float64Array(size);
  let gradient: Float64Array = new Float64Array(size);
  let loss = lossAndGradient(sample, point, gradient);
  const steps: Float64Array[] = [];
  const changes: Float64Array[] = [];
  for (let iteration = 0; iteration < iterations; iteration += 1) {
    const direction = towardsMinimum(gradient, steps, changes);
    const slope = dot(direction, gradient);
    let length = iteration === 0 ? 1 / Math.max(1, Math.sqrt(dot(gradient, gradient))) : 1;
    const nextGradient = new Float64Array(size);
    let next = add(point, direction, length);
    let nextLoss = lossAndGradient(sample, next, nextGradient);
    while (nextLoss > loss + 1e-4 * length * slope && length > 1e-8) {
      length /= 2;
      next = add(point, direction, length);
      nextLoss = lossAndGradient(sample, next, nextGradient);
    }
    const gain = loss - nextLoss;
    remember(steps, changes, add(next, point, -1), add(nextGradient, gradient, -1));
    point = next;
    gradient = nextGradient;
    loss = nextLoss;
    if (gain < 1e-5 * Math.abs(loss)) break;
  }
  return { weights: point.slice(0, size - 1), bias: point[size - 1]! };
}

/** Log-odds of every row under weights that already hold the columns' values. */
export function logOddsOfRows(rows: SparseRows, { weights, bias }: Fit): Float64Array {
  const scores = new Float64Array(rows.starts.length - 1);
  for (let row = 0; row < scores.length; row += 1) {
    let sum = bias;
    for (let at = rows.starts[row]!; at < rows.starts[row + 1]!; at += 1) sum += weights[rows.columns[at]!]!;
    scores[row] = sum;
  }
  return scores;
}

/** The columns' values are multiplied in once a column, not once a cell: a row's inner loop is then one look-up and one addition. */
function lossAndGradient(sample: Sample, point: Float64Array, gradient: Float64Array): number {
  const { rows, scale, labels, importance, trust } = sample;
  const { starts, columns, width } = rows;
  const strength = 1 / trust;
  const weights = new Float64Array(width);
  let loss = 0;
  for (let column = 0; column < width; column += 1) {
    weights[column] = point[column]! * scale[column]!;
    loss += 0.5 * strength * point[column]! * point[column]!;
  }
  gradient.fill(0);
  for (let row = 0; row < labels.length; row += 1) {
    const from = starts[row]!;
    const to = starts[row + 1]!;
    let sum = point[width]!;
    for (let at = from; at < to; at += 1) sum += weights[columns[at]!]!;
    const margin = labels[row] === 1 ? sum : -sum;
    const weight = importance[row]!;
    loss += weight * (margin > 0 ? Math.log1p(Math.exp(-margin)) : Math.log1p(Math.exp(margin)) - margin);
    const error = weight * (1 / (1 + Math.exp(-sum)) - labels[row]!);
    for (let at = from; at < to; at += 1) gradient[columns[at]!]! += error;
    gradient[width]! += error;
  }
  for (let column = 0; column < width; column += 1)
    gradient[column] = gradient[column]! * scale[column]! + strength * point[column]!;
  return loss;
}

/** The two-loop recursion: minus the gradient, bent by the curvature seen in the last steps. */
function towardsMinimum(gradient: Float64Array, steps: Float64Array[], changes: Float64Array[]): Float64Array {
  const direction = gradient.map((value) => -value);
  const factors: number[] = [];
  for (let index = steps.length - 1; index >= 0; index -= 1) {
    factors[index] = dot(steps[index]!, direction) / dot(steps[index]!, changes[index]!);
    addTo(direction, changes[index]!, -factors[index]!);
  }
  const last = steps.length - 1;
  if (last >= 0) {
    const scale = dot(steps[last]!, changes[last]!) / dot(changes[last]!, changes[last]!);
    for (let index = 0; index < direction.length; index += 1) direction[index]! *= scale;
  }
  for (let index = 0; index < steps.length; index += 1) {
    const back = dot(changes[index]!, direction) / dot(steps[index]!, changes[index]!);
    addTo(direction, steps[index]!, factors[index]! - back);
  }
  return direction;
}

function remember(steps: Float64Array[], changes: Float64Array[], step: Float64Array, change: Float64Array): void {
  if (dot(step, change) <= 1e-12) return;
  steps.push(step);
  changes.push(change);
  if (steps.length > memory) {
    steps.shift();
    changes.shift();
  }
}

function dot(left: Float64Array, right: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < left.length; index += 1) sum += left[index]! * right[index]!;
  return sum;
}

function add(point: Float64Array, direction: Float64Array, length: number): Float64Array {
  const sum = new Float64Array(point);
  addTo(sum, direction, length);
  return sum;
}

function addTo(target: Float64Array, direction: Float64Array, length: number): void {
  for (let index = 0; index < target.length; index += 1) target[index]! += length * direction[index]!;
}
