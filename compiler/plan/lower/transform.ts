// Transform chains as plain data. Nested chains are flattened, references disappear.
import type { TransformSpec } from "../../../specs/plan.ts";
import { invariant } from "../../base/invariant.ts";
import type { TransformTerm } from "../../types/typed.ts";
import { lowerCall } from "./component.ts";
import type { LowerContext } from "./context.ts";
import type { OpenPaths } from "./open.ts";

export function lowerTransform(term: TransformTerm, context: LowerContext, paths: OpenPaths | null): TransformSpec {
  switch (term.kind) {
    case "reference":
      return lowerTransform(term.transform, context, paths);
    case "component": {
      const { call } = term;
      const spec = lowerCall(call, {
        declaration: (name) => context.registry.find("transform", name),
        step: null,
        openPath: paths === null ? null : (parameter) => paths(call.args[parameter]!.span),
      });
      return { kind: "component", ...spec };
    }
    case "chain":
      return { kind: "chain", steps: term.steps.flatMap((step) => flatten(lowerTransform(step, context, paths))) };
    case "block":
      return {
        kind: "block",
        entries: term.entries.map(({ selector, transform }) => ({
          selector,
          transform: lowerTransform(transform, context, paths),
        })),
      };
    case "choice":
      invariant(paths !== null, "a choice of transforms outside a search");
      return {
        kind: "choice",
        path: paths(term.span),
        options: term.options.map((option) => lowerTransform(option, context, paths)),
      };
    default:
      return term satisfies never;
  }
}

export const flatten = (spec: TransformSpec): readonly TransformSpec[] => (spec.kind === "chain" ? spec.steps : [spec]);

/** True when no parameter of the chain is left to a search. */
export function isClosed(spec: TransformSpec): boolean {
  switch (spec.kind) {
    case "choice":
      return false;
    case "component":
      return !JSON.stringify(spec.params).includes('"$open":');
    case "chain":
      return spec.steps.every(isClosed);
    case "block":
      return spec.entries.every(({ transform }) => isClosed(transform));
    default:
      return spec satisfies never;
  }
}
