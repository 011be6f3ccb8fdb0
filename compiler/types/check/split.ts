// Splits of a task, and a split inside each outer training part.
import type { SplitDeclaration } from "../../../specs/component.ts";
import type { Json } from "../../../specs/json.ts";
import type { Amount } from "../../../specs/parameter.ts";
import type { PartitionName } from "../../../specs/plan.ts";
import type { Declaration, Expr } from "../../syntax/ast.ts";
import { type CallHead, callHead, elaborateArguments, elaborateCall } from "../arguments/call.ts";
import { meaningOf } from "../arguments/constant.ts";
import { expectDeclaration } from "../arguments/reference.ts";
import { takeArgument } from "../arguments/take.ts";
import type { TypeContext } from "../context.ts";
import { declarations } from "../declaration.diagnostics.ts";
import { params as messages } from "../param.diagnostics.ts";
import type { Argument, ComponentCall, SplitTerm, TypedSplit, TypedTask } from "../typed.ts";
import { types } from "../types.diagnostics.ts";
import { baseOf, refuseParts } from "./declaration-parts.ts";

export function elaborateSplit(declaration: Declaration, context: TypeContext): TypedSplit | null {
  const reason = "everything about a split stands in its call";
  refuseParts(declaration, { on: reason, block: reason }, context);
  const split = splitTerm(declaration.value, null, context);
  return split === null ? null : { kind: "split", ...baseOf(declaration, context), split };
}

/** `outer`: the split whose training parts this one cuts; then its task is known. */
function splitTerm(expr: Expr, outer: SplitTerm | null, context: TypeContext): SplitTerm | null {
  if (expr.kind === "paren") return splitTerm(expr.inner, outer, context);
  const meaning = meaningOf(expr, context);
  if (meaning?.kind === "let") return splitTerm(meaning.expr, outer, context);
  if (meaning?.kind === "declaration" && meaning.declaration.of === "split") {
    const typed = context.typed(meaning.id);
    return typed?.kind === "split" ? typed.split : null;
  }
  const head = callHead(expr);
  const declared = head === null ? null : context.registry.find("split", head.name.name);
  if (head === null || declared === null) {
    elaborateCall(expr, ["split"], context);
    return null;
  }
  const nests = Object.hasOwn(declared.params, "outer") && Object.hasOwn(declared.params, "inner");
  return nests ? nestedTerm(head, declared, context) : cutTerm(head, declared, outer, context);
}

function nestedTerm(head: CallHead, declared: SplitDeclaration, context: TypeContext): SplitTerm | null {
  // The inner one first, so that positional arguments keep their places.
  const inner = takeArgument(head, declared, "inner", context);
  const outer = takeArgument(inner.rest, declared, "outer", context);
  const call = elaborateArguments(outer.rest, declared, context, { schema: null }, new Set(["outer", "inner"]));
  if (outer.arg === null || inner.arg === null) {
    const name = outer.arg === null ? "outer" : "inner";
    const doc = "a nested split judges with one split and chooses with another";
    const example = "nested(kfold(task, folds: 5), kfold(folds: 3))";
    context.report(messages.missing(head.name.span, { component: declared.name, name, doc, example }));
    return null;
  }
  const outerTerm = splitTerm(outer.arg.value, null, context);
  const innerTerm = outerTerm === null ? null : splitTerm(inner.arg.value, outerTerm, context);
  if (call === null || outerTerm === null || innerTerm === null) return null;
  const nested = outerTerm.inner !== null ? outer.arg : innerTerm.inner !== null ? inner.arg : null;
  if (nested !== null) {
    const holes = {
      what: "a nested split",
      found: "already two levels deep",
      expected: "a plain split",
      reason: "one level chooses, the other judges; there is no third",
      hint: "use a split such as `kfold(...)` here",
    };
    context.report(declarations["wrong-kind"](nested.span, holes));
    return null;
  }
  if (innerTerm.task !== outerTerm.task) {
    const what = "the inner split";
    context.report(
      declarations["task-mismatch"](inner.arg.span, { what, found: innerTerm.task, expected: outerTerm.task }),
    );
    return null;
  }
  return { ...outerTerm, inner: innerTerm, span: head.span };
}

function cutTerm(
  head: CallHead,
  declared: SplitDeclaration,
  outer: SplitTerm | null,
  context: TypeContext,
): SplitTerm | null {
  const taken = takeTask(head, declared, outer, context);
  const found = taken.arg === null ? null : expectDeclaration(taken.arg, ["task"], context);
  if (taken.arg === null && outer === null) {
    const doc = "a split cuts the rows of a task";
    const example = `${declared.name}(task, ...)`;
    context.report(messages.missing(head.name.span, { component: declared.name, name: "task", doc, example }));
    return null;
  }
  const id = found?.id ?? (taken.arg === null ? outer?.task : undefined);
  const task = id === undefined ? null : context.typed(id);
  const schema = task?.kind === "task" ? task.table.schema : null;
  const call = elaborateArguments(taken.rest, declared, context, { schema }, new Set(["task"]));
  if (call === null || task?.kind !== "task" || !checkAmounts(call, task, context)) return null;
  const read = (name: string): Json => readJson(call.args[name]);
  const folds = declared.folds === "one" ? 1 : Number(read("folds") ?? 1);
  const shuffle = read("shuffle");
  const by = read("by");
  const mayShuffle = Object.hasOwn(declared.params, "shuffle");
  return {
    declaration: declared,
    call,
    task: task.id,
    folds,
    folded: folds > 1,
    parts: partsOf(call, declared),
    by: typeof by === "string" ? by : null,
    shuffle: typeof shuffle === "boolean" ? shuffle : mayShuffle && task.time === null,
    gap: amountOf(call.args.gap),
    embargo: amountOf(call.args.embargo),
    inner: null,
    span: head.span,
  };
}

/** An inner split may leave its task out: then its first argument is no task. */
function takeTask(head: CallHead, declared: SplitDeclaration, outer: SplitTerm | null, context: TypeContext) {
  const taken = takeArgument(head, declared, "task", context);
  const value = taken.arg?.value ?? null;
  const isName = value !== null && (value.kind === "identifier" || value.kind === "member");
  if (outer !== null && value !== null && !isName) return { arg: null, rest: head };
  return { arg: value, rest: taken.rest };
}

const readJson = (argument: Argument | undefined): Json =>
  argument?.value.kind === "json" ? argument.value.json : null;

/** The argument checker has made sure that it is an Amount. */
function amountOf(argument: Argument | undefined): SplitTerm["gap"] {
  const json = readJson(argument);
  if (argument === undefined || json === null || typeof json !== "object") return null;
  return { amount: json as unknown as Amount, span: argument.span };
}

/** Without `val:` only folds have a validation part; a column of the data may name any part. */
function partsOf(call: ComponentCall, declared: SplitDeclaration): readonly PartitionName[] {
  const given = (name: string): boolean => readJson(call.args[name]) !== null;
  if (declared.separates === "given") return ["train", "val", "test", "dev", "all", "calib"];
  const parts: PartitionName[] = ["train"];
  if (declared.folds === "many" || given("val")) parts.push("val");
  if (given("test")) parts.push("test");
  parts.push("dev", "all");
  if (given("calib")) parts.push("calib");
  return parts;
}

/** Durations and dates need a time to be measured in. */
function checkAmounts(call: ComponentCall, task: TypedTask, context: TypeContext): boolean {
  let fine = true;
  for (const [name, argument] of Object.entries(call.args)) {
    const json = readJson(argument);
    if (task.time !== null || !argument.given || json === null || typeof json !== "object") continue;
    const found = "duration" in json ? "a duration" : "date" in json ? "a date" : null;
    if (found === null) continue;
    fine = false;
    const what = `\`${name}\` of \`${call.component}\``;
    const hint = "the table has no `@time`: mark the event time, or give rows or a percentage";
    context.report(
      types["unit-mismatch"](argument.span, { what, found, expected: "a number of rows or a percentage", hint }),
    );
  }
  return fine;
}
