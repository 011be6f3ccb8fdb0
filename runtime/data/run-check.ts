// Runs the rules of a check and reports what breaks them, with sample rows.
import type { Diagnostic } from "../../specs/diagnostic.ts";
import type { Expression } from "../../specs/expression.ts";
import type { Json } from "../../specs/json.ts";
import type { CheckOperation } from "../../specs/plan.ts";
import type { RuleOutcome, SampleRow } from "../../specs/quality.ts";
import { dataDiagnostics } from "./data.diagnostics.ts";
import { columnsOf, type Engine } from "./engine.ts";
import { engineFailure } from "./engine-errors.ts";
import { type Functions, lowerExpression } from "./lower-expression.ts";
import type { RuleContext, Rules } from "./rule.ts";
import { ROW, timestampText } from "./sql-text.ts";
import type { Table } from "./table.ts";

export interface CheckResult {
  readonly results: readonly RuleOutcome[];
  readonly diagnostics: readonly Diagnostic[];
}

const SAMPLE_ROWS = 5;
const MASK = "***";

/** `tables` are the other tables that rules name (`foreign_key`), by that name. */
export async function runCheck(
  engine: Engine,
  op: CheckOperation,
  table: Table,
  implementations: { readonly rules: Rules; readonly functions: Functions },
  tables: ReadonlyMap<string, Table> = new Map(),
): Promise<CheckResult> {
  const context: RuleContext = {
    table,
    tables,
    expression: (value) => conditionSql(value, implementations.functions),
    asOf: engine.asOf === null ? null : timestampText(engine.asOf),
  };
  const results: RuleOutcome[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const entry of op.rules) {
    const rule = implementations.rules[entry.rule];
    if (rule === undefined) throw new TypeError(`rule ${entry.rule} has no implementation`);
    try {
      const found =
        rule.holds?.(entry.params, context) === true
          ? NOTHING_FOUND
          : await evaluate(engine, rule.query(entry.params, context), table);
      const { rule: name, severity } = entry;
      const demand = rule.demand(entry.params);
      results.push({ rule: name, demand, severity, passed: found.violations === 0, ...found });
      if (found.violations === 0) continue;
      const detail = `it demands that ${demand}`;
      const diagnostic = dataDiagnostics["check-failed"](entry.span, { rule: name, finding: found.finding, detail });
      diagnostics.push({ ...diagnostic, severity });
    } catch (error) {
      diagnostics.push(engineFailure(error, entry.span));
    }
  }
  return { results, diagnostics };
}

interface Found {
  readonly violations: number;
  readonly finding: string;
  readonly sample: readonly SampleRow[];
}

const NOTHING_FOUND: Found = { violations: 0, finding: "", sample: [] };

async function evaluate(engine: Engine, query: ReturnType<Rules[string]["query"]>, table: Table): Promise<Found> {
  if (query.kind === "table") {
    const text = (await engine.query(query.sql))[0]?.[0] ?? null;
    return { violations: text === null ? 0 : 1, finding: text === null ? "" : String(text), sample: [] };
  }
  const violations = Number((await engine.query(`SELECT count(*) FROM (${query.sql}) AS broken`))[0]?.[0]);
  if (violations === 0) return { violations, finding: "", sample: [] };
  const { columns } = table.schema;
  const rows = await engine.query(
    `SELECT CAST(COLUMNS(*) AS VARCHAR) FROM (SELECT ${[ROW, columnsOf(table)].join(", ")} FROM (${query.sql}) AS broken ORDER BY ${ROW} LIMIT ${SAMPLE_ROWS}) AS sample`,
  );
  const sample = rows.map(([row, ...cells]): SampleRow => {
    // Personal values are not to be read in logs, records and reports.
    const shown = columns.map(({ name, roles }, i): [string, string | null] => {
      const cell = cells[i] ?? null;
      return [name, cell === null ? null : roles.pii === true ? MASK : String(cell)];
    });
    return { row: Number(row) + 1, cells: Object.fromEntries(shown) };
  });
  const [first] = sample;
  const written = Object.entries(first?.cells ?? {}).map(([name, cell]) => `${name} = ${cell ?? "missing"}`);
  const count = violations === 1 ? "1 row breaks" : `${violations} of ${table.rows} rows break`;
  const others = sample.slice(1).map(({ row }) => row);
  const next = others.length === 0 ? "" : `; then ${others.length === 1 ? "row" : "rows"} ${others.join(", ")}`;
  return { violations, finding: `${count} it, first row ${first?.row}: ${written.join(", ")}${next}`, sample };
}

/** The condition of a `custom` rule: a typed expression as the plan holds it. */
function conditionSql(value: Json, functions: Functions): string {
  const lowering = { functions, grouped: false, helpers: [], levelOf: () => 0 };
  return lowerExpression(asExpression(value), lowering).sql;
}

function asExpression(value: Json): Expression {
  if (value === null || typeof value !== "object" || !("kind" in value)) {
    throw new TypeError("the condition of a rule is not a typed expression");
  }
  // The compiler wrote it from its own Expression type; JSON has lost only the TypeScript type.
  return value as unknown as Expression;
}
