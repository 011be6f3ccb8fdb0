import { ComponentError, type TransformImplementation, type TransformInput } from "../../../runtime/component.ts";
import type { Random } from "../../../runtime/numeric/random.ts";
import { mean } from "../../../runtime/numeric/statistics.ts";
import { type KeptColumns, keepColumns } from "../kept-columns.ts";
import { requireNumbers } from "../number-columns.ts";
import { classificationScore, regressionScore } from "./f-score.ts";
import { jittered, withClasses, withNumbers } from "./mutual-information.ts";
import type { SelectKParams } from "./select-k.decl.ts";

/** The scores are kept for reports; they decide nothing any more. */
export type SelectKState = KeptColumns & { readonly scores: Float64Array };

function filled(values: Float64Array): Float64Array {
  const centre = mean(values);
  return values.map((value) => (Number.isNaN(value) ? (Number.isNaN(centre) ? 0 : centre) : value));
}

/** One score per column; what cannot be told from noise (a constant column) is the least of all. */
function scoresOf(
  { columns, targetLevels }: TransformInput,
  by: SelectKParams["by"],
  target: Float64Array,
  random: Random,
): Float64Array {
  const isClass = targetLevels !== null;
  const label = by === "mutual_info" && !isClass ? jittered(target, random.derive("target")) : target;
  return Float64Array.from(columns, (column) => {
    const values = filled(requireNumbers(column).values);
    const score =
      by === "f_score"
        ? (isClass ? classificationScore : regressionScore)(values, label)
        : (isClass ? withClasses : withNumbers)(jittered(values, random.derive(column.name)), label);
    return Number.isNaN(score) ? Number.NEGATIVE_INFINITY : score;
  });
}

export const selectKImplementation: TransformImplementation<SelectKParams, SelectKState> = {
  fit: (input, { k, by }, { random }) => {
    if (input.target === null) {
      throw new ComponentError(
        "data/no-target",
        "`select_k` chooses by the target, which is not there",
        "use it in the chain of a model",
      );
    }
    const scores = scoresOf(input, by, input.target, random);
    const order = Array.from(scores.keys()).sort((a, b) => scores[b]! - scores[a]! || a - b);
    const best = new Set(order.slice(0, k));
    return { kept: input.columns.filter((_, j) => best.has(j)).map(({ name }) => name), scores };
  },
  apply: keepColumns,
};
