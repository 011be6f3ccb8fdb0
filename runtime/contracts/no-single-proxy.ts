// RC7: does one feature alone give the answer? Thresholds follow common practice (0.95 and 0.99); a high score can be
// honest, so an allow with a reason silences it.
import type { Diagnostic } from "../../specs/diagnostic.ts";
import { formatNumber } from "../report/quantity.ts";
import { seenColumns } from "../task/task-data.ts";
import { binCells } from "./bins.ts";
import { type Contract, type ContractInput, judged, notApplicable } from "./contract.ts";
import { dataContracts } from "./contracts.diagnostics.ts";
import { probe } from "./probe.ts";
import { probeRows } from "./probe-rows.ts";
import { probedCells } from "./probed-cells.ts";
import { sampleCells } from "./sampled-cells.ts";

export const WARN_SCORE = 0.95;
export const FAIL_SCORE = 0.99;

export const noSingleProxy: Contract = {
  name: "no-single-proxy",
  verify: async (input) => {
    if (input.task.spec.kind === "forecast") return notApplicable("a forecast reads the past of its own target");
    const rows = probeRows(input);
    if (rows === null) return notApplicable("too few labelled rows");
    await sampleCells(input);
    const found: Diagnostic[] = [];
    let highest = 0;
    const columns = seenColumns(input.task);
    for (const feature of columns) {
      const score = probe(binCells(probedCells(input, rows, feature)), rows.target);
      if (Number.isNaN(score)) continue;
      highest = Math.max(highest, score);
      const what = `\`${feature.name}\` alone`;
      if (score >= WARN_SCORE) found.push(suspicious(input, feature.name, what, score, rows.target.metric, "LK304"));
    }
    return judged(found, { rows: rows.rows.length, features: columns.length, highest });
  },
};

/** With a time, what a row knows of its own past can be nearly enough: there it stays a warning. */
export function suspicious(
  { task, spanOf }: ContractInput,
  column: string,
  what: string,
  score: number,
  metric: string,
  entry: string,
): Diagnostic {
  const found = dataContracts["suspicious-feature"](
    spanOf(column),
    {
      column,
      what,
      target: task.spec.target,
      score: `${metric} ${formatNumber(score)}`,
      why: "so good a single predictor is usually recorded together with the outcome, or after it",
    },
    { entries: [entry] },
  );
  return { ...found, severity: score >= FAIL_SCORE && task.times === null ? "error" : "warning" };
}
