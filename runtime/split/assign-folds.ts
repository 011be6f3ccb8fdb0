// Which fold each item belongs to, for k-fold splits. Without shuffling the folds are those of scikit-learn's KFold,
// StratifiedKFold, GroupKFold and StratifiedGroupKFold; shuffling uses our own generator.
import { permutation, type Random } from "../numeric/random.ts";

/** Contiguous blocks; the first n mod k folds have one item more. */
export function plainFolds(n: number, folds: number, random: Random | null): Int32Array {
  const order = random === null ? null : permutation(n, random);
  const result = new Int32Array(n);
  const size = Math.floor(n / folds);
  const larger = n % folds;
  let position = 0;
  for (let fold = 0; fold < folds; fold++) {
    const end = position + size + (fold < larger ? 1 : 0);
    for (; position < end; position++) result[order === null ? position : order[position]!] = fold;
  }
  return result;
}

/**
 * Each class is spread as evenly as its own sorted order allows (scikit-learn, StratifiedKFold._make_test_folds); classes
 * are numbered by their first occurrence.
 */
export function stratifiedFolds(classes: Int32Array, folds: number, random: Random | null): Int32Array {
  const firstUse = new Map<number, number>();
  for (const value of classes) if (!firstUse.has(value)) firstUse.set(value, firstUse.size);
  const encoded = Int32Array.from(classes, (value) => firstUse.get(value)!);
  const sorted = encoded.slice().sort();
  const allocation = Array.from({ length: folds }, () => new Int32Array(firstUse.size));
  for (const [i, value] of sorted.entries()) allocation[i % folds]![value]! += 1;
  const queues = Array.from({ length: firstUse.size }, (_, value) => {
    const queue = allocation.flatMap((counts, fold) => Array.from({ length: counts[value]! }, () => fold));
    if (random === null) return queue;
    return Array.from(permutation(queue.length, random.derive(`class ${value}`)), (i) => queue[i]!);
  });
  const used = new Int32Array(firstUse.size);
  return Int32Array.from(encoded, (value) => {
    const position = used[value]!;
    used[value] = position + 1;
    return queues[value]![position]!;
  });
}

/** Groups from large to small, each to the lightest fold so far; ties as in scikit-learn's GroupKFold. */
export function groupFolds(groups: Int32Array, count: number, folds: number, random: Random | null): Int32Array {
  const sizes = new Int32Array(count);
  for (const group of groups) sizes[group]! += 1;
  const present = Array.from(sizes.keys()).filter((group) => sizes[group]! > 0);
  const order = random === null ? present : Array.from(permutation(present.length, random), (i) => present[i]!);
  const descending = order.toSorted((a, b) => sizes[a]! - sizes[b]!).reverse();
  const weight = new Float64Array(folds);
  const foldOf = new Int32Array(count);
  for (const group of descending) {
    let lightest = 0;
    for (let fold = 1; fold < folds; fold++) if (weight[fold]! < weight[lightest]!) lightest = fold;
    weight[lightest]! += sizes[group]!;
    foldOf[group] = lightest;
  }
  return Int32Array.from(groups, (group) => foldOf[group]!);
}

/**
 * Groups with the most uneven classes first, each to the fold that keeps the shares of the classes most alike
 * (scikit-learn, StratifiedGroupKFold; after Wirecutter's Kaggle kernel of 2019).
 */
export function stratifiedGroupFolds(
  groups: Int32Array,
  groupCount: number,
  classes: Int32Array,
  classCount: number,
  folds: number,
  random: Random | null,
): Int32Array {
  const counts = Array.from({ length: groupCount }, () => new Float64Array(classCount));
  const totals = new Float64Array(classCount);
  for (const [i, group] of groups.entries()) {
    counts[group]![classes[i]!]! += 1;
    totals[classes[i]!]! += 1;
  }
  const present = Array.from(counts.keys()).filter((group) => counts[group]!.some((n) => n > 0));
  const start = random === null ? present : Array.from(permutation(present.length, random), (i) => present[i]!);
  const order = start.toSorted((a, b) => deviation(counts[b]!) - deviation(counts[a]!));
  const perFold = Array.from({ length: folds }, () => new Float64Array(classCount));
  const foldOf = new Int32Array(groupCount);
  for (const group of order) {
    const fold = bestFold(perFold, counts[group]!, totals);
    for (let value = 0; value < classCount; value++) perFold[fold]![value]! += counts[group]![value]!;
    foldOf[group] = fold;
  }
  return Int32Array.from(groups, (group) => foldOf[group]!);
}

/** The order of additions and the tolerance of ties are those of scikit-learn: a last bit can decide between folds. */
function bestFold(perFold: readonly Float64Array[], added: Float64Array, totals: Float64Array): number {
  let best = 0;
  let bestSpread = Number.POSITIVE_INFINITY;
  let bestRows = Number.POSITIVE_INFINITY;
  for (const [fold, counts] of perFold.entries()) {
    let sum = 0;
    let classes = 0;
    for (const [value, total] of totals.entries()) {
      if (total === 0) continue;
      sum += deviation(perFold.map((other, i) => (other[value]! + (i === fold ? added[value]! : 0)) / total));
      classes += 1;
    }
    const spread = sum / classes;
    const rows = counts.reduce((all, n) => all + n, 0);
    const isTie = Math.abs(spread - bestSpread) <= 1e-8 + 1e-5 * Math.abs(bestSpread);
    if (spread < bestSpread || (isTie && rows < bestRows)) {
      best = fold;
      bestSpread = spread;
      bestRows = rows;
    }
  }
  return best;
}

/** Population standard deviation, in two passes. */
function deviation(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  const mean = sum / values.length;
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i]! - mean) ** 2;
  return Math.sqrt(squares / values.length);
}
