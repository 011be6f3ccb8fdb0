// Combinators inside combinators: one that learns its own part from what is predicted has nothing left to learn around its
// own kind, and a calibration undoes a threshold. Bags are the exception: their members are combined anew.
import type { CombinatorDeclaration } from "../../../specs/component.ts";
import type { TypeContext } from "../context.ts";
import { declarations } from "../declaration.diagnostics.ts";
import type { ComponentCall, FittedTerm, ModelTerm } from "../typed.ts";

/** False after a message. */
export function checkNesting(
  call: ComponentCall,
  declared: CombinatorDeclaration,
  inner: { readonly model: ModelTerm } | { readonly fitted: FittedTerm },
  context: TypeContext,
): boolean {
  // `recursive` has a message of its own, and a bag of bags is a larger bag.
  if (declared.rolls === true || declared.learns === "bagging") return true;
  const wrappers = "model" in inner ? wrappersIn(inner.model, context) : wrappersOf(inner.fitted, context);
  const { component } = call;
  for (const other of wrappers) {
    const isSame = other.name === component;
    if (!isSame && !(declared.learns === "calibration" && other.learns === "threshold")) continue;
    const [reason, hint] = isSame
      ? ["what it does is done once; around itself it has nothing left to do", "write it once"]
      : [
          `a threshold shifts probabilities so that classes are told apart where a metric is best, and \`${component}\` shifts them back`,
          `turn them round: \`${other.name}(${component}(model))\``,
        ];
    context.report(declarations["nested-wrapper"](call.nameSpan, { component, inner: other.name, reason, hint }));
    return false;
  }
  return true;
}

function wrappersIn(model: ModelTerm, context: TypeContext): readonly CombinatorDeclaration[] {
  switch (model.kind) {
    case "reference":
    case "pipeline":
      return wrappersIn(model.model, context);
    case "combinator": {
      const declared = context.registry.find("combinator", model.call.component);
      return declared === null ? [] : [declared, ...(combinesAnew(declared) ? [] : wrappersIn(model.model, context))];
    }
    case "wrapped-fitted": {
      const declared = context.registry.find("combinator", model.call.component);
      return declared === null ? [] : [declared, ...wrappersOf(model.fitted, context)];
    }
    case "choice":
      return model.options.flatMap((option) => wrappersIn(option, context));
    // Which of its models won is not known.
    case "best":
    case "estimator":
      return [];
    default:
      return model satisfies never;
  }
}

const combinesAnew = ({ learns }: CombinatorDeclaration): boolean => learns === "bagging";

function wrappersOf(fitted: FittedTerm, context: TypeContext): readonly CombinatorDeclaration[] {
  const typed = fitted.kind === "reference" ? context.typed(fitted.to) : null;
  return typed?.kind === "fit" && typed.of.kind === "model" ? wrappersIn(typed.of.model, context) : [];
}
