// RC11: what a row-wise transform gives a row must not depend on the rows it comes with.
import type { Diagnostic } from "../../specs/diagnostic.ts";
import { takeColumn } from "../frame/column-rows.ts";
import type { FrameColumn } from "../frame/frame.ts";
import { subset } from "../model/model-rows.ts";
import { applyTransform } from "../model/transform-chain.ts";
import { type Contract, type ContractInput, judged, notApplicable } from "./contract.ts";
import { dataContracts } from "./contracts.diagnostics.ts";
import { componentNames, type FittedSample, fitSample } from "./fitted-samples.ts";
import { takeEvenly } from "./sample.ts";
import { sampleCells } from "./sampled-cells.ts";

/** Rows that are transformed alone and together. */
export const BATCH_ROWS = 64;

export const batchOfOne: Contract = {
  name: "batch-of-one",
  verify: async (input) => {
    await sampleCells(input);
    const found: Diagnostic[] = [];
    let tried = 0;
    for (const entry of input.transforms) {
      const sample = fitSample(input, entry, input.library);
      if (sample === null || !isRowWise(sample, input)) continue;
      tried += 1;
      const column = firstDifference(sample, input);
      if (column === null) continue;
      const component = [...new Set(componentNames(sample.fitted))].join(" |> ");
      found.push(dataContracts["batch-statistic"](input.splitSpan, { component, column }));
    }
    return tried === 0 ? notApplicable("no transform works row by row") : judged(found, { transforms: tried });
  },
};

function isRowWise({ fitted }: FittedSample, { library }: ContractInput): boolean {
  return componentNames(fitted).every((name) => library.transform(name).declaration.rows === "map");
}

function firstDifference({ fitted, rows: all }: FittedSample, { library }: ContractInput): string | null {
  const positions = Int32Array.from(all.origins.keys());
  const rows = subset(all, takeEvenly(positions, BATCH_ROWS));
  const together = applyTransform(fitted, rows, library);
  for (let i = 0; i < rows.origins.length; i++) {
    const one = subset(rows, Int32Array.of(i));
    const alone = applyTransform(fitted, one, library);
    for (const [c, column] of together.entries()) {
      const other = alone[c];
      if (other === undefined || !sameCell(takeColumn(column, Int32Array.of(i)), other)) return column.name;
    }
  }
  return null;
}

/** Both columns hold one row. */
function sameCell(a: FrameColumn, b: FrameColumn): boolean {
  if (a.kind === "number") return b.kind === "number" && Object.is(a.values[0], b.values[0]);
  return b.kind === "category" && a.levels[a.codes[0]!] === b.levels[b.codes[0]!];
}
