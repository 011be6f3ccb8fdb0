// The target of a task: its type and its positive class.
import type { Column } from "../../../specs/data-type.ts";
import type { Span } from "../../../specs/diagnostic.ts";
import type { Json } from "../../../specs/json.ts";
import type { TypeContext } from "../context.ts";
import { declarations } from "../declaration.diagnostics.ts";
import { printType } from "../print-type.ts";
import type { Argument, TypedTask } from "../typed.ts";

export function checkTarget(target: Column, task: TypedTask["of"], span: Span, context: TypeContext): boolean {
  const { kind } = target.type;
  const isClass = kind === "bool" || kind === "category" || kind === "string" || kind === "int";
  const isNumber = kind === "int" || kind === "float" || (kind === "bool" && task === "forecast");
  if (task === "classify" ? isClass : isNumber) return true;
  const expected =
    task === "classify" ? "a class (`bool`, `category`, `string` or `int`)" : "a number (`int` or `float`)";
  const hint =
    task === "classify"
      ? "use `regress` for a number, or derive classes from it"
      : task === "regress" && isClass
        ? "use `classify` for a class"
        : "name a column of numbers";
  context.report(
    declarations["target-type"](span, { column: target.name, type: printType(target.type), task, expected, hint }),
  );
  return false;
}

/** `true` for a bool target without one, else null; undefined after a message. */
export function checkPositive(argument: Argument | null, target: Column, context: TypeContext): Json | undefined {
  const json = argument?.value.kind === "json" ? argument.value.json : null;
  const { kind } = target.type;
  if (argument === null || json === null) return kind === "bool" ? true : null;
  const fits =
    kind === "bool"
      ? typeof json === "boolean"
      : kind === "int"
        ? typeof json === "number" && Number.isInteger(json)
        : typeof json === "string";
  if (fits) return json;
  const hint =
    kind === "bool" ? "write `true` or `false`" : kind === "int" ? "write a whole number" : 'write its name, `"yes"`';
  const found = `\`${JSON.stringify(json)}\``;
  const holes = { found, column: target.name, type: printType(target.type), hint };
  context.report(declarations["positive-type"](argument.span, holes));
  return undefined;
}
