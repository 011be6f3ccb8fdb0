// Predictions of a fitted value on the rows of a table.
import type { Json } from "../../../specs/json.ts";
import type { Declaration } from "../../syntax/ast.ts";
import { elaborateCall } from "../arguments/call.ts";
import type { TypeContext } from "../context.ts";
import { declarations } from "../declaration.diagnostics.ts";
import type { TypedPredict } from "../typed.ts";
import { readClauses } from "./clauses.ts";
import { baseOf } from "./declaration-parts.ts";
import { elaborateFitted } from "./fitted.ts";
import { requireSingle } from "./fitted-value.ts";
import { checkPredictColumns } from "./predict-columns.ts";
import { elaborateTable } from "./table.ts";

const FORM = {
  names: {
    into: "where the predictions are written",
    keep: "columns that are written beside the predictions",
    intervals: "levels of prediction intervals",
  },
  example: "keep: [store, date]",
} as const;

const LEVELS = {
  kind: "list",
  of: { kind: "float", min: 0, max: 1, openMin: true, openMax: true },
} as const;

export function elaboratePredict(declaration: Declaration, context: TypeContext): TypedPredict | null {
  const clauses = readClauses(declaration, FORM, context);
  const fitted = elaborateFitted(declaration.value, context);
  if (declaration.on === null) {
    const holes = { kind: "predict", name: declaration.name.name, expected: "a table", example: "new_rows" };
    context.report(declarations["missing-rows"](declaration.name.span, holes));
  }
  const table = declaration.on === null ? null : elaborateTable(declaration.on, context);
  const target = clauses.get("into");
  const into = target === null ? null : elaborateCall(target, ["connector"], context);
  const keep = clauses.json("keep", { kind: "columns" }, table?.schema ?? null);
  const intervals = clauses.json("intervals", LEVELS);
  if (fitted === null || table === null) return null;
  requireSingle(fitted, "predict with it", context);
  checkPredictColumns(fitted, table, context);
  return {
    kind: "predict",
    ...baseOf(declaration, context),
    fitted,
    table,
    into,
    keep: listOf(keep).filter((name) => typeof name === "string"),
    intervals: listOf(intervals).filter((level) => typeof level === "number"),
  };
}

const listOf = (json: Json | undefined): readonly Json[] => (isList(json) ? json : []);
const isList = (json: Json | undefined): json is readonly Json[] => Array.isArray(json);
