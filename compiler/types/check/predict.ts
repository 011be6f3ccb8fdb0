// `predict x = champion on new_rows { into: csv("out.csv"), keep: [id], intervals: [80%] }`.
import { columns as columnList, component, float, list } from "../../../specs/parameter.ts";
import type { Declaration } from "../../syntax/ast.ts";
import { elaborateCall } from "../arguments/call.ts";
import type { TypeContext } from "../context.ts";
import { declarations } from "../declaration.diagnostics.ts";
import type { TypedPredict } from "../typed.ts";
import { type Clauses, clauseJson, readClauses } from "./clauses.ts";
import { baseOf } from "./declaration-parts.ts";
import { elaborateFitted, requireSingle } from "./fitted.ts";
import { checkPredictColumns } from "./predict-columns.ts";
import { elaborateTable } from "./table.ts";

const CLAUSES = {
  into: component(["connector"], {
    doc: "Where the predictions are written; without it they stay in the run.",
    default: null,
  }),
  keep: columnList({ doc: "Columns of the table that stand beside the predictions.", default: [] }),
  intervals: list(float({ doc: "", min: 0, max: 1, openMin: true, openMax: true }), {
    doc: "Coverage of the prediction intervals, for example `80%`.",
    default: [],
  }),
};
const FORM = { names: Object.keys(CLAUSES), example: "keep: [id]" };

export function elaboratePredict(declaration: Declaration, context: TypeContext): TypedPredict | null {
  const fitted = elaborateFitted(declaration.value, context);
  const { on, name } = declaration;
  const table = on === null ? null : elaborateTable(on, context);
  if (on === null) {
    const holes = { kind: "predict", name: name.name, expected: "a table", example: "new_rows" };
    context.report(declarations["missing-rows"](name.span, holes));
  }
  const clauses = readClauses(declaration, FORM, context);
  const into = intoOf(clauses, context);
  if (fitted === null || table === null) return null;
  requireSingle(fitted, "predict with it", context);
  checkPredictColumns(fitted, table, context);
  const keep = clauseJson(clauses, "keep", CLAUSES.keep, declaration, context, table.schema);
  const intervals = clauseJson(clauses, "intervals", CLAUSES.intervals, declaration, context);
  return {
    kind: "predict",
    ...baseOf(declaration, context),
    fitted,
    table,
    into,
    keep: itemsOf(keep, "string"),
    intervals: [...new Set(itemsOf(intervals, "number"))].sort((a, b) => a - b),
  };
}

function intoOf(clauses: Clauses, context: TypeContext): TypedPredict["into"] {
  const clause = clauses.get("into");
  return clause === undefined ? null : elaborateCall(clause.value, ["connector"], context);
}

interface Items {
  readonly string: string;
  readonly number: number;
}

/** The items of a JSON list that have this type: the clause's parameter has refused all others. */
function itemsOf<Type extends keyof Items>(json: unknown, type: Type): Items[Type][] {
  const isItem = (item: unknown): item is Items[Type] => typeof item === type;
  return Array.isArray(json) ? json.filter(isItem) : [];
}
