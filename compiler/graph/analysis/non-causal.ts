// Transforms that declare that a value may rest on later rows of the same table (`causal: false`): smoothers, decompositions.
import type { Column, Schema } from "../../../specs/data-type.ts";
import { expandColumns } from "../../types/check/column-scope.ts";
import { selects } from "../../types/check/selector.ts";
import type { ChainStep, LearnNode } from "../graph.ts";

export const nonCausalSteps = ({ chain }: LearnNode): readonly ChainStep[] =>
  chain.filter(({ declaration }) => !declaration.causal);

/** Behind another transform nobody knows the types any more: the step counts as taking every column it is not kept from. */
export function takesColumn(step: ChainStep, column: Column, { chain }: LearnNode, schema: Schema): boolean {
  const { selector, declaration } = step;
  const expand = (name: string): readonly string[] => expandColumns(name, schema).map((one) => one.name);
  if (selector !== null && !selects(selector, column, expand)) return false;
  return chain[0] !== step || declaration.accepts.includes(column.type.kind);
}
