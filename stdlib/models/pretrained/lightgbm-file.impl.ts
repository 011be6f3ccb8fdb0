// Trees from a LightGBM file become the state of `gradient_boosting`, with the classes of the task in their own order.
import type { TabularData, TabularImplementation } from "../../../runtime/component.ts";
import { ComponentError } from "../../../runtime/component.ts";
import type { GradientBoostingParams } from "../gradient-boosting/gradient-boosting.decl.ts";
import { gradientBoostingImplementation as boosting } from "../gradient-boosting/gradient-boosting.impl.ts";
import type { GradientBoostingState } from "../gradient-boosting/gradient-boosting-state.ts";
import { type LightgbmModel, readLightgbm } from "../gradient-boosting/read-lightgbm.ts";
import type { LightgbmFileParams } from "./lightgbm-file.decl.ts";
import { classOrder, columnsOf, fileOf } from "./pretrained-data.ts";

/** Prediction reads the state only. */
const UNUSED = {} as GradientBoostingParams;

function renamed({ mappers, ...state }: GradientBoostingState, names: readonly string[] | null): GradientBoostingState {
  if (names === null) return { mappers, ...state };
  if (names.length !== mappers.length) {
    throw new ComponentError(
      "param/unknown-feature",
      `the model takes ${mappers.length} columns, and \`features:\` names ${names.length}`,
      "name exactly the columns that it takes, in its own order",
    );
  }
  return { ...state, mappers: mappers.map((mapper, i) => ({ ...mapper, name: names[i]! })) };
}

/** Trees of an iteration stand one per class; with two classes there is one, whose sign says which is the second. */
function reordered(state: GradientBoostingState, order: readonly number[]): GradientBoostingState {
  const { forest, start } = state;
  if (order.every((place, k) => place === k)) return state;
  if (start.length === 1) {
    return {
      ...state,
      start: start.map((value) => -value),
      forest: { ...forest, leaves: forest.leaves.map((value) => -value) },
    };
  }
  const width = start.length;
  const placeOf = (tree: number): number => tree - (tree % width) + order[tree % width]!;
  return {
    ...state,
    start: start.map((_, k) => start[order[k]!]!),
    forest: { ...forest, roots: forest.roots.map((_, tree) => forest.roots[placeOf(tree)]!) },
  };
}

function bind(data: TabularData, params: LightgbmFileParams, bytes: Uint8Array): GradientBoostingState {
  const read: LightgbmModel = readLightgbm(new TextDecoder().decode(bytes), params.path);
  const state = renamed(read.state, params.features);
  const columns = columnsOf(
    state.mappers.map(({ name }) => name),
    data.features,
  );
  state.mappers.forEach((mapper, i) => {
    if ((mapper.kind === "number") === (columns[i]!.kind === "number")) return;
    throw new ComponentError(
      "param/unknown-feature",
      `the model takes ${mapper.kind === "number" ? "numbers" : "levels"} in \`${mapper.name}\`, which is a ${columns[i]!.type}`,
      "make the column what the model was trained on, or correct `features:`",
    );
  });
  if (state.classes > 0 !== (data.classes !== null)) {
    throw new ComponentError(
      "param/label-mismatch",
      `the model predicts ${state.classes > 0 ? "classes" : "numbers"}, and the task asks for ${data.classes === null ? "numbers" : "classes"}`,
      "use it for the task that it was trained for",
    );
  }
  if (data.classes === null) return state;
  return reordered(state, classOrder(data, params.classes, null, state.classes));
}

export const lightgbmFileImplementation: TabularImplementation<LightgbmFileParams, GradientBoostingState> = {
  input: "tabular",
  fit: (data, params, context) => ({ state: bind(data, params, fileOf(context, "lightgbm_file")), rounds: null }),
  predict: (features, rows, state) => boosting.predict(features, rows, state, UNUSED),
  importance: boosting.importance!,
  tree: (state, features) => boosting.tree!(state, features),
  contributions: (features, rows, state) => boosting.contributions!(features, rows, state),
};
