// What a fit gives: plain data, which exporters read.
import type { Forest, InputMapper } from "../trees/forest.ts";
import type { ObjectiveName } from "./objectives.ts";

export type GradientBoostingState = {
  readonly objective: ObjectiveName;
  readonly classes: number;
  readonly mappers: readonly InputMapper[];
  /** Starting score per output. */
  readonly start: Float64Array;
  readonly forest: Forest;
};
