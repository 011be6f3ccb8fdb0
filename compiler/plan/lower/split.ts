// A split: amounts as the author wrote them, and the gap that the claim demands when none is declared.
import type { Json } from "../../../specs/json.ts";
import type { Amount } from "../../../specs/parameter.ts";
import type { NodeId, SplitSpec } from "../../../specs/plan.ts";
import { requiredGap } from "../../graph/gap.ts";
import type { SplitTerm, TypedSplit, TypedTask } from "../../types/typed.ts";
import { requiredEmbargo } from "../lookback.ts";
import { declarationOf, type LowerContext, nodeOf } from "./context.ts";

export function lowerSplit(split: TypedSplit, context: LowerContext): readonly NodeId[] {
  const task = declarationOf(context, split.split.task, "task");
  const node = context.builder.add({
    id: split.id,
    declaration: split.id,
    inputs: [nodeOf(context, task.id)],
    op: { kind: "split", split: splitSpec(split.split, task, context) },
    span: split.span,
    influences: [],
  });
  return [node];
}

function splitSpec(term: SplitTerm, task: TypedTask, context: LowerContext): SplitSpec {
  const read = (name: string): Json => {
    const value = term.call.args[name]?.value;
    return value?.kind === "json" ? value.json : null;
  };
  const amount = (name: string): Amount | null => asAmount(read(name));
  const text = (name: string): string | null => {
    const json = read(name);
    return typeof json === "string" ? json : null;
  };
  const seed = read("seed");
  return {
    method: term.declaration.name,
    folds: term.folds,
    test: amount("test"),
    val: amount("val"),
    calib: amount("calib"),
    train: amount("train"),
    step: amount("step"),
    gap: term.gap?.amount ?? requiredGap(task, term, context.facts),
    embargo: term.embargo?.amount ?? requiredEmbargo(task, term, context.facts),
    by: term.by,
    stratify: text("stratify"),
    column: text("column"),
    shuffle: term.shuffle,
    seed: typeof seed === "number" ? seed : context.typed.seed,
    inner: term.inner === null ? null : splitSpec(term.inner, task, context),
  };
}

/** The argument checker has validated the shape; anything else is "not given". */
function asAmount(json: Json): Amount | null {
  if (typeof json !== "object" || json === null || Array.isArray(json)) return null;
  return json as unknown as Amount;
}
