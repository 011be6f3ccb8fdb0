// What a forest says about its features.
import type { Contributions } from "../../../runtime/component.ts";
import type { Forest, InputMapper } from "./forest.ts";
import { expectedValue, SHAP_ROWS, TreeShap } from "./tree-shap.ts";

/** Per feature name: the sum of the gains of its splits, or their number. */
export function importanceOf(
  forest: Forest,
  mappers: readonly InputMapper[],
  kind: "gain" | "split" = "gain",
): Readonly<Record<string, number>> {
  const found: Record<string, number> = Object.fromEntries(mappers.map(({ name }) => [name, 0]));
  forest.feature.forEach((feature, node) => {
    const { name } = mappers[feature]!;
    found[name] = found[name]! + (kind === "gain" ? forest.gain[node]! : 1);
  });
  return found;
}

/**
 * SHAP values of all rows. `start` holds the starting score per output. Trees with one value per leaf take turns over the
 * outputs; trees with several values per leaf give one output each. Features of one name are summed up.
 */
export function contributionsOf(
  forest: Forest,
  mappers: readonly InputMapper[],
  inputs: readonly Float64Array[],
  rows: number,
  start: Float64Array,
): Contributions {
  const outputs = start.length;
  const names = [...new Set(mappers.map(({ name }) => name))];
  const placeOf = mappers.map(({ name }) => names.indexOf(name));
  const width = names.length + 1;
  const values = new Float64Array(rows * outputs * width);
  const shap = new TreeShap(forest, inputs);
  const isVector = forest.width > 1;
  const own = new Float64Array(mappers.length * SHAP_ROWS);
  for (let output = 0; output < outputs; output++) {
    const k = isVector ? output : 0;
    const trees = Array.from(forest.roots.keys()).filter((tree) => isVector || tree % outputs === output);
    const expected = trees.reduce((sum, tree) => sum + expectedValue(forest, forest.roots[tree]!, k), start[output]!);
    for (let from = 0; from < rows; from += SHAP_ROWS) {
      const count = Math.min(SHAP_ROWS, rows - from);
      own.fill(0);
      for (const tree of trees) shap.add(tree, k, from, count, own);
      for (let row = 0; row < count; row++) {
        const at = ((from + row) * outputs + output) * width;
        mappers.forEach((_, f) => {
          values[at + placeOf[f]!] = values[at + placeOf[f]!]! + own[f * SHAP_ROWS + row]!;
        });
        values[at + names.length] = expected;
      }
    }
  }
  return { names, outputs, values };
}
