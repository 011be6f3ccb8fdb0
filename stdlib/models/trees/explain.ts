// What a forest says about its features.
import type { Contributions } from "../../../runtime/component.ts";
import type { Forest, InputMapper } from "./forest.ts";
import { addContributions } from "./tree-shap.ts";

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
  const own = new Float64Array(mappers.length + 1);
  for (let row = 0; row < rows; row++) {
    for (let output = 0; output < outputs; output++) {
      own.fill(0);
      const isVector = forest.width > 1;
      for (let tree = isVector ? 0 : output; tree < forest.roots.length; tree += isVector ? 1 : outputs) {
        addContributions(forest, tree, isVector ? output : 0, inputs, row, own);
      }
      const at = (row * outputs + output) * width;
      for (let f = 0; f < mappers.length; f++) values[at + placeOf[f]!] = values[at + placeOf[f]!]! + own[f]!;
      values[at + width - 1] = own[mappers.length]! + start[output]!;
    }
  }
  return { names, outputs, values };
}
