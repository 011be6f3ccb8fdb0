// Transforms: chains of components and blocks of `selector: chain`.
import type { Schema } from "../../../specs/data-type.ts";
import type { Span } from "../../../specs/diagnostic.ts";
import type { Selector } from "../../../specs/plan.ts";
import { joinNames } from "../../base/suggest.ts";
import type { Block, Declaration, Expr } from "../../syntax/ast.ts";
import { elaborateCall } from "../arguments/call.ts";
import { meaningOf } from "../arguments/constant.ts";
import { describeDeclaration, describeExpr } from "../arguments/describe.ts";
import { openForm } from "../arguments/open.ts";
import type { TypeContext } from "../context.ts";
import { declarations } from "../declaration.diagnostics.ts";
import { params as messages } from "../param.diagnostics.ts";
import type { TransformTerm, TypedTransform } from "../typed.ts";
import { baseOf, refuseParts } from "./declaration-parts.ts";
import { elaborateSelector, printSelector } from "./selector.ts";

export function elaborateTransformDeclaration(declaration: Declaration, context: TypeContext): TypedTransform | null {
  const reason = "a transform is a recipe; where it is fitted is said by `fit x = transform on rows`";
  refuseParts(declaration, { on: reason, block: "its block stands after the `=`" }, context);
  const transform = elaborateTransform(declaration.value, context, null);
  return transform === null ? null : { kind: "transform", ...baseOf(declaration, context), transform };
}

/** `inputSchema`: the columns it will see, null when they are not known yet. Null after a message. */
export function elaborateTransform(expr: Expr, context: TypeContext, inputSchema: Schema | null): TransformTerm | null {
  const { span } = expr;
  switch (expr.kind) {
    case "invalid":
      return null;
    case "paren":
      return elaborateTransform(expr.inner, context, inputSchema);
    case "pipe": {
      const parts = pipeParts(expr);
      // Only the first step sees the input; later ones see what it makes.
      const steps = parts.map((part, i) => elaborateTransform(part, context, i === 0 ? inputSchema : null));
      const found = steps.filter((step) => step !== null);
      return found.length < steps.length ? null : { kind: "chain", steps: found, span };
    }
    case "block":
      return elaborateBlock(expr, context, inputSchema);
    case "identifier":
    case "member": {
      const meaning = meaningOf(expr, context);
      if (meaning?.kind === "let") return elaborateTransform(meaning.expr, context, inputSchema);
      if (meaning?.kind === "declaration") {
        const { of } = meaning.declaration;
        if (of === "transform") {
          const typed = context.typed(meaning.id);
          return typed?.kind === "transform"
            ? { kind: "reference", to: meaning.id, transform: typed.transform, span }
            : null;
        }
        // A component of the same name may be meant.
        if (expr.kind !== "identifier" || context.registry.find("transform", expr.name) === null)
          return reportWrongKind(expr, of, context);
      }
      break;
    }
    case "call": {
      const isChoice = expr.callee.kind === "identifier" && expr.callee.name === "choice";
      const choices = isChoice ? expr.args.map(({ value }) => value) : windowOptions(expr, context);
      if (choices === null) break;
      const options = choices.map((option) => elaborateTransform(option, context, inputSchema));
      if (options.length < 2) return reportTooFew(span, context);
      const found = options.filter((option) => option !== null);
      return found.length < options.length ? null : { kind: "choice", options: found, span };
    }
    default:
      break;
  }
  const call = elaborateCall(expr, ["transform"], context, { schema: inputSchema });
  return call === null ? null : { kind: "component", call, span };
}

type CallExpr = Extract<Expr, { readonly kind: "call" }>;

/**
 * The columns of a window are made before a search begins, so a choice of its steps is one between windows:
 * `difference(choice(1, 24))` is `choice(difference(1), difference(24))`. Null for all else.
 */
function windowOptions(call: CallExpr, { registry }: TypeContext): readonly CallExpr[] | null {
  if (call.callee.kind !== "identifier") return null;
  const declared = registry.find("transform", call.callee.name);
  const parameter = declared?.window?.parameter;
  if (declared === null || declared === undefined || parameter === undefined) return null;
  const place = Object.keys(declared.params).indexOf(parameter);
  const open = call.args.find(({ name, value }, i) => {
    const isParameter = name === null ? i === place : name.name === parameter;
    return isParameter && openForm(value)?.kind === "call";
  });
  const choice = open === undefined ? null : openForm(open.value);
  if (choice?.kind !== "call") return null;
  return choice.args.map(({ value }) => ({
    ...call,
    args: call.args.map((arg) => (arg === open ? { ...arg, value } : arg)),
  }));
}

/** The parts of `a |> b |> c`, left to right. */
export function pipeParts(expr: Expr): readonly Expr[] {
  return expr.kind === "pipe" ? [...pipeParts(expr.left), ...pipeParts(expr.right)] : [expr];
}

function reportWrongKind(expr: Expr, of: Declaration["of"], context: TypeContext): null {
  const found = describeDeclaration(of);
  const reason = "a transform turns columns into columns";
  const hint =
    of === "fit" ? "name the transform that it was fitted from" : "name a transform, or write its steps here";
  const holes = { what: describeExpr(expr), found, expected: "a transform", reason, hint };
  context.report(declarations["wrong-kind"](expr.span, holes));
  return null;
}

function reportTooFew(span: Span, context: TypeContext): null {
  const reason = "a search chooses between the options";
  const hint = "write it like `choice(standardize(), minmax())`";
  context.report(declarations["too-few"](span, { what: "`choice`", expected: "at least two options", reason, hint }));
  return null;
}

type BlockEntry = Extract<TransformTerm, { readonly kind: "block" }>["entries"][number];

function elaborateBlock(block: Block, context: TypeContext, schema: Schema | null): TransformTerm | null {
  const entries: BlockEntry[] = [];
  let broken = false;
  for (const { head, form, value, span } of block.entries) {
    const selector = elaborateSelector(head, context);
    if (form !== "colon" || value === null) {
      broken = true;
      const example = "numeric: standardize()";
      const allowed = "selectors with their chains";
      context.report(messages["clause-form"](span, { kind: "transform", allowed, example }));
      continue;
    }
    const transform = elaborateTransform(value.expr, context, selector?.kind === "target" ? null : schema);
    if (selector === null || transform === null || (selector.kind === "target" && !isInvertible(transform, context)))
      broken = true;
    else entries.push({ selector, transform, span });
  }
  if (block.entries.length === 0) {
    const hint = "add an entry such as `numeric: standardize()`";
    context.report(declarations["empty-chain"](block.span, { what: "transform", hint }));
    return null;
  }
  if (!checkTies(entries, context)) return null;
  return broken ? null : { kind: "block", entries, span: block.span };
}

/** Ties that show without knowing the columns: the same name, the same type, `all` twice. */
function checkTies(entries: readonly BlockEntry[], context: TypeContext): boolean {
  const seen = new Map<string, Span>();
  let fine = true;
  for (const { selector, span } of entries) {
    for (const key of keysOf(selector)) {
      const first = seen.get(key.key);
      if (first === undefined) seen.set(key.key, span);
      else {
        fine = false;
        const related = [{ span: first, message: "the other entry" }];
        context.report(declarations["selector-tie"](span, { what: key.text }, { related }));
      }
    }
  }
  return fine;
}

function keysOf(selector: Selector): readonly { readonly key: string; readonly text: string }[] {
  switch (selector.kind) {
    case "columns":
      return selector.columns.map((name) => ({ key: `column ${name}`, text: `column \`${name}\`` }));
    case "matching":
      return [{ key: `matching ${selector.pattern}`, text: printSelector(selector) }];
    case "all":
      // `all except(a)` and `all except(b)` meet in every other column.
      return [{ key: "all", text: "the same columns" }];
    default:
      return [{ key: selector.kind, text: printSelector(selector) }];
  }
}

function isInvertible(transform: TransformTerm, context: TypeContext): boolean {
  switch (transform.kind) {
    case "reference":
      return isInvertible(transform.transform, context);
    case "chain":
      return transform.steps.map((step) => isInvertible(step, context)).every(Boolean);
    case "choice":
      return transform.options.map((option) => isInvertible(option, context)).every(Boolean);
    case "block": {
      const reason = "the target is one column";
      const holes = {
        what: "this block",
        found: "a transform of columns",
        expected: "a chain",
        reason,
        hint: "write the chain itself",
      };
      context.report(declarations["wrong-kind"](transform.span, holes));
      return false;
    }
    case "component": {
      const { component, nameSpan } = transform.call;
      const { registry } = context;
      const declared = registry.find("transform", component);
      if (declared?.invertible === true) return true;
      const names = registry.names("transform").filter((name) => registry.find("transform", name)?.invertible === true);
      const allowed = names.length === 0 ? "none is known" : joinNames(names, "or");
      const reason =
        declared?.window === undefined
          ? "predictions are turned back into original units, and this step cannot be undone"
          : "predictions are turned back into original units, and the earlier value that this step took away is not known for every row that is predicted";
      context.report(declarations["not-invertible"](nameSpan, { component, allowed, reason }));
      return false;
    }
    default:
      return transform satisfies never;
  }
}
