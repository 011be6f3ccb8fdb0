// RC8: does it give the answer whether a value is there?
import type { Diagnostic } from "../../specs/diagnostic.ts";
import type { FrameColumn } from "../frame/frame.ts";
import { seenColumns } from "../task/task-data.ts";
import { type Contract, judged, notApplicable } from "./contract.ts";
import { suspicious, WARN_SCORE } from "./no-single-proxy.ts";
import { probe } from "./probe.ts";
import { probeRows } from "./probe-rows.ts";
import { cellsOf, sampleCells } from "./sampled-cells.ts";

export const noTellingGaps: Contract = {
  name: "no-telling-gaps",
  verify: async (input) => {
    await sampleCells(input);
    const rows = probeRows(input);
    if (rows === null) return notApplicable("too few labelled rows");
    const found: Diagnostic[] = [];
    let highest = 0;
    let columns = 0;
    for (const feature of seenColumns(input.task)) {
      const missing = missingIn(cellsOf(input, feature, rows.rows));
      if (!missing.includes(1)) continue;
      columns += 1;
      const score = probe(missing, rows.target);
      if (Number.isNaN(score)) continue;
      highest = Math.max(highest, score);
      const what = `whether \`${feature.name}\` is missing`;
      if (score >= WARN_SCORE) found.push(suspicious(input, feature.name, what, score, rows.target.metric, "LK305"));
    }
    return judged(found, { rows: rows.rows.length, columnsWithGaps: columns, highest });
  },
};

function missingIn(column: FrameColumn): Int32Array {
  if (column.kind === "category") return column.codes.map((code) => (code < 0 ? 1 : 0));
  const missing = new Int32Array(column.values.length);
  for (let i = 0; i < missing.length; i++) missing[i] = Number.isNaN(column.values[i]!) ? 1 : 0;
  return missing;
}
