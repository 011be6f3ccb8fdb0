// What the rules of a spec's checks found, as rows of a table: the broken ones first, the most severe of them on top.
import type { CheckOutcome, RuleOutcome } from "../../specs/quality.ts";

export interface RuleRow {
  readonly check: string;
  readonly demand: string;
  /** `held`, or how severe the break is. */
  readonly outcome: string;
  readonly found: string;
}

const ORDER = ["error", "warning", "info", "held"];

export function ruleRows(checks: readonly CheckOutcome[]): readonly RuleRow[] {
  const rows = checks.flatMap(({ node, rows: count, rules }) =>
    rules.map(
      (rule): RuleRow => ({
        check: node,
        demand: rule.demand.replaceAll("`", ""),
        outcome: rule.passed ? "held" : rule.severity,
        found: rule.passed ? `on all of ${count.toLocaleString("en-US")} rows` : foundBy(rule, count),
      }),
    ),
  );
  return rows.sort((a, b) => ORDER.indexOf(a.outcome) - ORDER.indexOf(b.outcome));
}

function foundBy({ violations, finding, sample }: RuleOutcome, rows: number): string {
  if (sample.length === 0) return finding;
  const numbers = sample.map(({ row }) => row.toLocaleString("en-US")).join(", ");
  const more = violations > sample.length ? ", …" : "";
  return `${violations.toLocaleString("en-US")} of ${rows.toLocaleString("en-US")} rows: ${numbers}${more}`;
}
