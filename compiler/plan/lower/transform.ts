// Transform chains as plain data. Nested chains are flattened, references disappear, and windows at the head of a chain become
// the columns that stand beside the features for them.
import type { TransformSpec } from "../../../specs/plan.ts";
import { invariant } from "../../base/invariant.ts";
import { leadingWindows } from "../../types/check/chain-needs.ts";
import type { ComponentCall, TransformTerm, TypedTask } from "../../types/typed.ts";
import { lowerCall } from "./component.ts";
import type { LowerContext } from "./context.ts";
import type { OpenPaths } from "./open.ts";

export interface TransformScope {
  readonly paths: OpenPaths | null;
  /** Null for a transform of a table that belongs to no task. */
  readonly task: TypedTask | null;
}

export function lowerTransform(term: TransformTerm, scope: TransformScope, context: LowerContext): TransformSpec {
  const { windows, rest } = leadingWindows(term, context.registry);
  const steps = [
    ...(windows.length === 0 ? [] : [takenBy(windows, scope)]),
    ...rest.map((step) => lowerStep(step, scope, context)),
  ];
  const [only, ...more] = steps;
  return only !== undefined && more.length === 0 && term.kind !== "chain" ? only : { kind: "chain", steps };
}

/** A step that `leadingWindows` left: no reference, no chain. */
function lowerStep(term: TransformTerm, scope: TransformScope, context: LowerContext): TransformSpec {
  const { paths } = scope;
  switch (term.kind) {
    case "reference":
    case "chain":
      return lowerTransform(term, scope, context);
    case "component": {
      const { call } = term;
      const spec = lowerCall(call, {
        declaration: (name) => context.registry.find("transform", name),
        step: null,
        openPath: paths === null ? null : (parameter) => paths(call.args[parameter]!.span),
      });
      return { kind: "component", ...spec };
    }
    case "block":
      return {
        kind: "block",
        entries: term.entries.map(({ selector, transform }) => ({
          selector,
          transform: lowerTransform(transform, scope, context),
        })),
      };
    case "choice":
      invariant(paths !== null, "a choice of transforms outside a search");
      return {
        kind: "choice",
        path: paths(term.span),
        options: term.options.map((option) => lowerTransform(option, scope, context)),
      };
    default:
      return term satisfies never;
  }
}

/** The columns that were made for these very calls. */
function takenBy(calls: readonly ComponentCall[], { task }: TransformScope): TransformSpec {
  invariant(task !== null, "windows of a table without a task");
  const isFor = (asked: readonly ComponentCall[]): boolean =>
    asked.length === calls.length && asked.every((call, i) => call === calls[i]);
  const columns = task.beside.flatMap(({ column, made }) =>
    made?.windows.some(isFor) === true ? [{ from: column, to: made.from }] : [],
  );
  return { kind: "take", columns };
}

/** True when no parameter of the chain is left to a search. */
export function isClosed(spec: TransformSpec): boolean {
  switch (spec.kind) {
    case "choice":
      return false;
    case "component":
      return !JSON.stringify(spec.params).includes('"$open":');
    case "take":
      return true;
    case "chain":
      return spec.steps.every(isClosed);
    case "block":
      return spec.entries.every(({ transform }) => isClosed(transform));
    default:
      return spec satisfies never;
  }
}
