// Table terms: a source or table by name, the rows of a partition, and pipes through steps and transforms.
import { didYouMean } from "../../base/suggest.ts";
import { unknownName } from "../../names/unknown-name.ts";
import type { Declaration, Expr, Identifier } from "../../syntax/ast.ts";
import { article } from "../arguments/describe.ts";
import type { Meaning, TypeContext } from "../context.ts";
import { tables } from "../table.diagnostics.ts";
import type { FittedTerm, TableTerm, TypedTable } from "../typed.ts";
import { checkTableNeeds } from "./beside.ts";
import { baseOf, refuseParts } from "./declaration-parts.ts";
import { elaboratePartition } from "./partition.ts";
import { elaborateStep } from "./step.ts";
import type { StepCall } from "./step-arguments.ts";
import { elaborateTransform } from "./transform.ts";
import { transformSchema } from "./transform-schema.ts";

export function elaborateTableDeclaration(declaration: Declaration, context: TypeContext): TypedTable | null {
  const on = "its rows come from the table at the start of the pipe";
  refuseParts(declaration, { on, block: "blocks belong to steps, such as `derive { ... }`" }, context);
  const table = elaborateTable(declaration.value, context);
  return table === null ? null : { kind: "table", ...baseOf(declaration, context), table };
}

/** Null after an error, which has been reported. */
export function elaborateTable(expr: Expr, context: TypeContext): TableTerm | null {
  switch (expr.kind) {
    case "invalid":
      return null;
    case "paren":
      return elaborateTable(expr.inner, context);
    case "identifier": {
      const meaning = context.lookup(expr);
      if (meaning !== null) return tableOf(meaning, expr, context);
      context.report(unknownName(expr, context.visibleNames()));
      return null;
    }
    case "member":
      return elaborateMember(expr, context);
    case "pipe": {
      const input = elaborateTable(expr.left, context);
      return input === null ? null : elaboratePipe(input, expr.right, context);
    }
    case "call":
      if (expr.callee.kind === "identifier" && expr.callee.name === "concat") return elaborateConcat(expr, context);
      return notATable(expr, "this call", hintForCall(expr, context), context);
    default:
      return notATable(expr, "this", "name a source or a table", context);
  }
}

function notATable(expr: Expr, what: string, hint: string, context: TypeContext): null {
  context.report(tables["not-a-table"](expr.span, { what, hint }));
  return null;
}

function hintForCall(call: Extract<Expr, { kind: "call" }>, context: TypeContext): string {
  const name = call.callee.kind === "identifier" ? call.callee.name : "";
  if (context.registry.find("connector", name) !== null) return `declare it first: \`source x = ${name}(...)\``;
  if (context.registry.find("table-step", name) !== null) return `put it behind a table: \`x |> ${name}(...)\``;
  return "name a source or a table";
}

function tableOf(meaning: Meaning, expr: Expr, context: TypeContext): TableTerm | null {
  if (meaning.kind === "let") return elaborateTable(meaning.expr, context);
  if (meaning.kind !== "declaration") {
    const what = meaning.kind === "param" ? "a `param`" : "an imported file";
    const hint = meaning.kind === "param" ? "name a source or a table" : "name a table in it: `alias.table`";
    return notATable(expr, what, hint, context);
  }
  const { of } = meaning.declaration;
  if (of !== "source" && of !== "table") {
    const hint = of === "split" ? "name one of its parts, for example `.train`" : "name a source or a table";
    return notATable(expr, article(`\`${of}\``), hint, context);
  }
  const typed = context.typed(meaning.id);
  if (typed?.kind === "source") return { kind: "reference", to: typed.id, schema: typed.schema, span: expr.span };
  if (typed?.kind === "table") return { kind: "reference", to: typed.id, schema: typed.table.schema, span: expr.span };
  return null;
}

/** `split.train`, `nested.inner.train`, `alias.table`, `alias.split.train`. */
function elaborateMember(expr: Extract<Expr, { kind: "member" }>, context: TypeContext): TableTerm | null {
  const imported = importedMeaning(expr, context);
  if (imported === "unknown") return null;
  if (imported !== null) return tableOf(imported, expr, context);
  const root = rootOf(expr, context);
  if (root?.kind === "declaration" && root.declaration.of !== "split") {
    const what = `a part of ${article(`\`${root.declaration.of}\``)}`;
    return notATable(expr, what, "tables have no parts; splits do: `cv.train`", context);
  }
  const partition = elaboratePartition(expr, context);
  const split = partition === null ? null : context.typed(partition.split);
  const task = split?.kind === "split" ? context.typed(split.split.task) : null;
  if (partition === null || task?.kind !== "task") return null;
  return { kind: "partition", partition, schema: task.table.schema, span: expr.span };
}

/** What `alias.name` stands for; "unknown" when it stands for nothing, which is reported here. */
function importedMeaning(expr: Extract<Expr, { kind: "member" }>, context: TypeContext): Meaning | "unknown" | null {
  if (expr.object.kind !== "identifier") return null;
  const object = context.lookup(expr.object);
  if (object?.kind !== "module") return null;
  const meaning = context.lookupIn(object.alias, expr.name);
  if (meaning !== null) return meaning;
  context.report(unknownName(expr.name, []));
  return "unknown";
}

function rootOf(expr: Expr, context: TypeContext): Meaning | null {
  if (expr.kind === "member") return rootOf(expr.object, context);
  return expr.kind === "identifier" ? context.lookup(expr) : null;
}

/** `concat(a, b)`: the same as `a |> concat(b)`. */
function elaborateConcat(expr: Extract<Expr, { kind: "call" }>, context: TypeContext): TableTerm | null {
  const [first, ...rest] = expr.args;
  if (first === undefined || rest.length === 0 || expr.callee.kind !== "identifier")
    return notATable(expr, "`concat` of fewer than two tables", "write `concat(a, b)`", context);
  let table = elaborateTable(first.value, context);
  for (const arg of rest) {
    if (table === null) return null;
    const call: StepCall = { name: expr.callee, args: [arg], block: null, span: expr.span };
    table = elaborateStep(call, expr, table, context, elaborateTable);
  }
  return table;
}

function elaboratePipe(input: TableTerm, right: Expr, context: TypeContext): TableTerm | null {
  switch (right.kind) {
    case "invalid":
      return null;
    case "paren":
      return elaboratePipe(input, right.inner, context);
    // `t |> (a |> b)`: steps in brackets are the same steps.
    case "pipe": {
      const first = elaboratePipe(input, right.left, context);
      return first === null ? null : elaboratePipe(first, right.right, context);
    }
    case "blockcall": {
      const call: StepCall = { name: right.name, args: right.args ?? [], block: right.block, span: right.span };
      if (context.registry.find("table-step", right.name.name) === null) return unknownStep(right.name, context);
      return elaborateStep(call, right, input, context, elaborateTable);
    }
    case "call": {
      if (right.callee.kind !== "identifier")
        return notInPipe(right, "this call", "call a table step by its name", context);
      const name = right.callee;
      if (context.registry.find("table-step", name.name) !== null) {
        const call: StepCall = { name, args: right.args, block: null, span: right.span };
        return elaborateStep(call, right, input, context, elaborateTable);
      }
      if (context.registry.find("transform", name.name) !== null) return fitAndApply(input, right, context);
      return unknownStep(name, context);
    }
    case "block":
      return fitAndApply(input, right, context);
    case "identifier": {
      const meaning = context.lookup(right);
      if (meaning !== null) return applyMeaning(input, meaning, right, context);
      if (context.registry.find("table-step", right.name) !== null)
        return notInPipe(right, `\`${right.name}\` without brackets`, `write \`${right.name}(...)\``, context);
      if (context.registry.find("transform", right.name) !== null) return fitAndApply(input, right, context);
      context.report(unknownName(right, [...context.visibleNames(), ...context.registry.names("table-step")]));
      return null;
    }
    case "member": {
      const meaning = importedMeaning(right, context);
      if (meaning === "unknown") return null;
      if (meaning !== null) return applyMeaning(input, meaning, right, context);
      return notInPipe(right, "this", "use a table step, a transform or a fitted transform", context);
    }
    default:
      return notInPipe(right, "this", "use a table step, a transform or a fitted transform", context);
  }
}

function notInPipe(expr: Expr, what: string, hint: string, context: TypeContext): null {
  context.report(tables["not-a-transform"](expr.span, { what, hint }));
  return null;
}

function unknownStep(name: Identifier, context: TypeContext): null {
  const { registry } = context;
  const known = [...registry.names("table-step"), ...registry.names("transform")];
  const [family] = registry.familiesOf(name.name);
  const other = family === undefined ? "`pipec explain` lists all steps" : `\`${name.name}\` is a ${family}`;
  const isFunction = registry.find("function", name.name) !== null;
  const hint = isFunction ? `use it inside \`derive { x = ${name.name}(...) }\`` : didYouMean(name.name, known, other);
  context.report(tables["unknown-step"](name.span, { name: name.name, hint }));
  return null;
}

/** A transform in a table pipe is fitted on exactly that table's rows. */
function fitAndApply(input: TableTerm, expr: Expr, context: TypeContext): TableTerm | null {
  const transform = elaborateTransform(expr, context, input.schema);
  if (transform === null) return null;
  const schema = transformSchema(transform, input.schema, context);
  if (!checkTableNeeds(transform, input.schema, context)) return null;
  return { kind: "fit-apply", input, transform, schema, span: { ...input.span, end: expr.span.end } };
}

function applyMeaning(input: TableTerm, meaning: Meaning, expr: Expr, context: TypeContext): TableTerm | null {
  if (meaning.kind === "let") return elaboratePipe(input, meaning.expr, context);
  if (meaning.kind !== "declaration")
    return notInPipe(expr, article(`\`${meaning.kind}\``), "use a table step", context);
  const { of } = meaning.declaration;
  if (of === "transform") return fitAndApply(input, expr, context);
  if (of !== "fit") {
    const hint = of === "model" ? "fit it, then use `predict x = fitted on table`" : "use a transform or a fitted one";
    return notInPipe(expr, article(`\`${of}\``), hint, context);
  }
  const typed = context.typed(meaning.id);
  if (typed?.kind !== "fit") return null;
  if (typed.of.kind === "model") return notInPipe(expr, "a fitted model", "use `predict x = fitted on table`", context);
  const fitted: FittedTerm = { kind: "reference", to: typed.id, folded: typed.folded, span: expr.span };
  const schema = transformSchema(typed.of.transform, input.schema, context);
  if (!checkTableNeeds(typed.of.transform, input.schema, context)) return null;
  return { kind: "apply", input, fitted, schema, span: { ...input.span, end: expr.span.end } };
}
