// Models: `[transform |>] estimator(...)`, combinators around them, and choices between them.
import type { CombinatorDeclaration } from "../../../specs/component.ts";
import type { Declaration, Expr } from "../../syntax/ast.ts";
import { type CallHead, callHead, elaborateArguments, elaborateCall } from "../arguments/call.ts";
import { meaningOf } from "../arguments/constant.ts";
import { describeDeclaration, describeExpr } from "../arguments/describe.ts";
import { takeArgument } from "../arguments/take.ts";
import type { TypeContext } from "../context.ts";
import { declarations } from "../declaration.diagnostics.ts";
import { params as messages } from "../param.diagnostics.ts";
import type { ModelTerm, TransformTerm, TypedModel } from "../typed.ts";
import { baseOf, refuseParts } from "./declaration-parts.ts";
import { elaborateFitted } from "./fitted.ts";
import { checkNesting } from "./nested-wrappers.ts";
import { rootOf } from "./partition.ts";
import { modelSpace } from "./space.ts";
import { elaborateTransform, pipeParts } from "./transform.ts";

export function elaborateModel(declaration: Declaration, context: TypeContext): TypedModel | null {
  const reason = "a model is a recipe; where it is fitted is said by `fit x = model on rows`";
  refuseParts(declaration, { on: reason, block: "its parts stand in the call" }, context);
  const model = elaborateModelTerm(declaration.value, context);
  if (model === null) return null;
  return { kind: "model", ...baseOf(declaration, context), model, open: modelSpace(model) };
}

/** Null after a message. */
export function elaborateModelTerm(expr: Expr, context: TypeContext): ModelTerm | null {
  const { span } = expr;
  switch (expr.kind) {
    case "invalid":
      return null;
    case "paren":
      return elaborateModelTerm(expr.inner, context);
    case "pipe":
      return elaboratePipeline(pipeParts(expr), span, context);
    case "identifier":
    case "member": {
      const named = elaborateNamed(expr, context);
      if (named !== "component") return named;
      break;
    }
    case "call":
      if (expr.callee.kind === "identifier" && expr.callee.name === "choice") return elaborateChoice(expr, context);
      break;
    default:
      break;
  }
  const head = callHead(expr);
  const combinator = head === null ? null : context.registry.find("combinator", head.name.name);
  if (head !== null && combinator !== null) return elaborateCombinator(head, combinator, context);
  if (head !== null && isTransformName(head, context)) return reportTransform(head, context);
  const call = elaborateCall(expr, ["model", "combinator"], context);
  return call === null ? null : { kind: "estimator", call, span };
}

function elaborateNamed(
  expr: Extract<Expr, { readonly kind: "identifier" | "member" }>,
  context: TypeContext,
): ModelTerm | null | "component" {
  const { span } = expr;
  const meaning = meaningOf(expr, context);
  if (meaning?.kind === "let") return elaborateModelTerm(meaning.expr, context);
  const found = rootOf(expr, context);
  if (found === null) return "component";
  const { root, rest } = found;
  const { of } = root.declaration;
  const [member, ...more] = rest;
  if (of === "search" && member?.name === "best" && more.length === 0)
    return context.typed(root.id) === null ? null : { kind: "best", search: root.id, span };
  if (of === "model" && member === undefined) {
    const typed = context.typed(root.id);
    return typed?.kind === "model" ? { kind: "reference", to: root.id, model: typed.model, span } : null;
  }
  if (expr.kind === "identifier" && context.registry.find("model", expr.name) !== null) return "component";
  const hints: Partial<Record<Declaration["of"], string>> = {
    search: `write \`${root.id}.best\` for its winner`,
    transform: `write \`${root.id} |> estimator(...)\``,
    fit: "name the model that it was fitted from; a fitted value is used by `evaluate`, `predict` and `publish`",
    ensemble: "an ensemble is already fitted; use it in `evaluate`, `predict` or `publish`",
  };
  const hint = hints[of] ?? "name a model, or write an estimator such as `ridge()`";
  const reason = "a model is a recipe that can be fitted";
  const what = describeExpr(expr);
  const said = { what, found: describeDeclaration(of), expected: "a model", reason, hint };
  context.report(declarations["wrong-kind"](span, said));
  return null;
}

function elaboratePipeline(parts: readonly Expr[], span: Expr["span"], context: TypeContext): ModelTerm | null {
  const last = parts[parts.length - 1];
  if (last === undefined) return null;
  const steps = parts.slice(0, -1).map((part) => elaborateTransform(part, context, null));
  const model = elaborateModelTerm(last, context);
  const found = steps.filter((step) => step !== null);
  if (model === null || found.length < steps.length) return null;
  const [first, ...more] = found;
  if (first === undefined) return model;
  if (!isRecipe(model, context)) return null;
  const transformSpan = { ...first.span, end: (more[more.length - 1] ?? first).span.end };
  const transform: TransformTerm = more.length === 0 ? first : { kind: "chain", steps: found, span: transformSpan };
  return { kind: "pipeline", transform, model, span };
}

/** The winner of a search is a whole model already; nothing can be put around it before it is fitted. */
function isRecipe(model: ModelTerm, context: TypeContext): boolean {
  const target = model.kind === "reference" ? model.model : model;
  if (target.kind === "reference") return isRecipe(target, context);
  if (target.kind !== "best" && target.kind !== "wrapped-fitted") return true;
  const [found, hint] =
    target.kind === "best"
      ? ([
          "the winner of a search",
          "search the whole model, or fit the winner first and wrap the fitted value",
        ] as const)
      : (["a wrapped fitted value", "wrap the whole model instead"] as const);
  const reason = "what stands inside a model is fitted together with it";
  const holes = { what: "this part", found, expected: "a model that can still be fitted", reason, hint };
  context.report(declarations["wrong-kind"](model.span, holes));
  return false;
}

function elaborateChoice(expr: Extract<Expr, { readonly kind: "call" }>, context: TypeContext): ModelTerm | null {
  const options = expr.args.map((arg) => elaborateModelTerm(arg.value, context));
  if (options.length < 2) {
    const holes = {
      what: "`choice`",
      expected: "at least two options",
      reason: "a search chooses between the options",
      hint: "write it like `choice(ridge(), gradient_boosting())`",
    };
    context.report(declarations["too-few"](expr.span, holes));
    return null;
  }
  const found = options.filter((option) => option !== null);
  if (found.length < options.length) return null;
  return found.every((option) => isRecipe(option, context))
    ? { kind: "choice", options: found, span: expr.span }
    : null;
}

const INNER = "model";

function elaborateCombinator(head: CallHead, declared: CombinatorDeclaration, context: TypeContext): ModelTerm | null {
  const { arg, rest } = takeArgument(head, declared, INNER, context);
  const call = elaborateArguments(rest, declared, context, { schema: null }, new Set([INNER]));
  if (arg === null) {
    const doc = "a combinator wraps a model";
    const example = `${declared.name}(ridge())`;
    context.report(messages.missing(head.name.span, { component: declared.name, name: INNER, doc, example }));
    return null;
  }
  if (isFittedName(arg.value, context) && takesFitted(declared)) {
    const fitted = elaborateFitted(arg.value, context);
    if (call === null || fitted === null || !checkNesting(call, declared, { fitted }, context)) return null;
    return { kind: "wrapped-fitted", call, fitted, span: head.span };
  }
  const model = elaborateModelTerm(arg.value, context);
  if (call === null || model === null || !isRecipe(model, context)) return null;
  if (!checkNesting(call, declared, { model }, context)) return null;
  return { kind: "combinator", call, model, span: head.span };
}

function isFittedName(expr: Expr, context: TypeContext): boolean {
  const meaning = meaningOf(expr, context);
  if (meaning?.kind === "let") return isFittedName(meaning.expr, context);
  return meaning?.kind === "declaration" && (meaning.declaration.of === "fit" || meaning.declaration.of === "ensemble");
}

function takesFitted({ params }: CombinatorDeclaration): boolean {
  const kind = params[INNER]?.kind;
  const options = kind?.kind === "any-of" ? kind.options : kind === undefined ? [] : [kind];
  return options.some((option) => option.kind === "reference" && option.to.includes("fit"));
}

const isTransformName = (head: CallHead, context: TypeContext): boolean => {
  const { registry } = context;
  return registry.find("transform", head.name.name) !== null && registry.find("model", head.name.name) === null;
};

function reportTransform(head: CallHead, context: TypeContext): null {
  const { name } = head.name;
  const reason = "a model ends in an estimator";
  const holes = {
    what: `\`${name}\``,
    found: "a transform",
    expected: "a model",
    reason,
    hint: `write \`${name}(...) |> estimator(...)\``,
  };
  context.report(declarations["wrong-kind"](head.name.span, holes));
  return null;
}
