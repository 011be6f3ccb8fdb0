// The loss of a network's scores: log-loss of their softmax, or half the squared error.

/** What rows are judged by. */
export interface Target {
  /** Class index, or standardised value. */
  readonly label: Float64Array;
  readonly weight: Float64Array | null;
}

/** The weights of some rows, summed. */
export function weightOf({ weight }: Target, places: Int32Array): number {
  if (weight === null) return places.length;
  let total = 0;
  for (let i = 0; i < places.length; i++) total += weight[places[i]!]!;
  return total;
}

/** What a row counts among those with a sum of weights; nothing where none of them counts, as a batch may be drawn. */
const shareOf = ({ weight }: Target, place: number, total: number): number =>
  total === 0 ? 0 : (weight === null ? 1 : weight[place]!) / total;

/**
 * The losses of some rows, whose scores stand one after the other, each by its share of `total`, the weight of all rows; `gradient`, where
 * given, is filled with that of the scores.
 */
export function lossOf(
  target: Target,
  places: Int32Array,
  total: number,
  scores: Float64Array,
  classes: number,
  gradient: Float64Array | null,
): number {
  return classes === 0
    ? squaredLoss(target, places, total, scores, gradient)
    : logLoss(target, places, total, scores, classes, gradient);
}

function squaredLoss(
  target: Target,
  places: Int32Array,
  total: number,
  scores: Float64Array,
  gradient: Float64Array | null,
): number {
  let loss = 0;
  for (let i = 0; i < places.length; i++) {
    const share = shareOf(target, places[i]!, total);
    const error = scores[i]! - target.label[places[i]!]!;
    loss += (share * error * error) / 2;
    if (gradient !== null) gradient[i] = share * error;
  }
  return loss;
}

function logLoss(
  target: Target,
  places: Int32Array,
  total: number,
  scores: Float64Array,
  classes: number,
  gradient: Float64Array | null,
): number {
  const shares = new Float64Array(classes);
  let loss = 0;
  for (let i = 0; i < places.length; i++) {
    const share = shareOf(target, places[i]!, total);
    const own = target.label[places[i]!]!;
    softmax(scores, i * classes, classes, shares, 0);
    loss -= share * Math.log(Math.max(shares[own]!, Number.MIN_VALUE));
    if (gradient === null) continue;
    for (let k = 0; k < classes; k++) gradient[i * classes + k] = share * (shares[k]! - (k === own ? 1 : 0));
  }
  return loss;
}

/** The softmax of `classes` scores from a place on, to another one. */
export function softmax(scores: Float64Array, from: number, classes: number, to: Float64Array, at: number): void {
  let top = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < classes; k++) top = Math.max(top, scores[from + k]!);
  let total = 0;
  for (let k = 0; k < classes; k++) {
    to[at + k] = Math.exp(scores[from + k]! - top);
    total += to[at + k]!;
  }
  for (let k = 0; k < classes; k++) to[at + k] = to[at + k]! / total;
}
