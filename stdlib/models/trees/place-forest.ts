// A forest in the memory of the kernels (runtime/kernels/forest.as.ts).
import type { Kernels } from "../../../runtime/kernels/kernels.ts";
import { CALL } from "../../../runtime/kernels/memory-map.ts";
import type { Forest } from "./forest.ts";

/** Copies it there, and says so to the task that is called next. */
export function placeForest(kernels: Kernels, forest: Forest): void {
  const { feature, threshold, left, right, flags, leaves, roots, sets } = forest;
  const [features, lefts, rights, trees] = [feature, left, right, roots].map((list) => {
    const at = kernels.allocate(4 * list.length);
    kernels.words.set(list, at >>> 2);
    return at;
  }) as [number, number, number, number];
  const [thresholds, values] = [threshold, leaves].map((list) => {
    const at = kernels.allocate(8 * list.length);
    kernels.numbers.set(list, at >>> 3);
    return at;
  }) as [number, number];
  const [flagBytes, setBytes] = [flags, sets].map((list) => {
    const at = kernels.allocate(list.length);
    kernels.bytes.set(list, at);
    return at;
  }) as [number, number];
  const placed = [features, thresholds, lefts, rights, flagBytes, values, trees, roots.length, setBytes];
  kernels.words.set(placed, CALL >>> 2);
}
