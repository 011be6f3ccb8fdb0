// RC8: does it give the answer whether a value is there?
import type { Diagnostic } from "../../specs/diagnostic.ts";
import type { FrameColumn } from "../frame/frame.ts";
import { seenColumns } from "../task/task-data.ts";
import { type Contract, judged, notApplicable } from "./contract.ts";
import { suspicious, WARN_SCORE } from "./no-single-proxy.ts";
import { probe } from "./probe.ts";
import { probeRows } from "./probe-rows.ts";
import { cellsOf } from "./sampled-cells.ts";

export const noTellingGaps: Contract = {
  name: "no-telling-gaps",
  verify: (input) => {
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

const missingIn = (column: FrameColumn): Int32Array =>
  column.kind === "number"
    ? Int32Array.from(column.values, (value) => (Number.isNaN(value) ? 1 : 0))
    : column.codes.map((code) => (code < 0 ? 1 : 0));
