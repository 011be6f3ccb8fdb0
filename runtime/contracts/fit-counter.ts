// RC12: how many rows does a fit see? The fit functions of all transforms are counted while a chain is fitted; each must get
// the rows of its part and no other number, or behind a step that draws rows anew those that it drew from them.
import type { Diagnostic } from "../../specs/diagnostic.ts";
import type { TransformInput } from "../component.ts";
import type { AnyTransform, Library } from "../model/library.ts";
import { type Contract, judged, notApplicable } from "./contract.ts";
import { dataContracts } from "./contracts.diagnostics.ts";
import { fitSample } from "./fitted-samples.ts";
import { sampleCells } from "./sampled-cells.ts";

export const fitCounter: Contract = {
  name: "fit-counter",
  verify: async (input) => {
    await sampleCells(input);
    const found: Diagnostic[] = [];
    let fits = 0;
    for (const entry of input.transforms) {
      const seen: Fit[] = [];
      const sample = fitSample(input, entry, countingLibrary(input.library, seen));
      if (sample === null) continue;
      fits += seen.length;
      const part = sample.rows.origins.length;
      const wrong = seen.find(({ rows, drawn }) => rows !== (drawn ?? part));
      if (wrong === undefined) continue;
      const { component, rows, drawn } = wrong;
      found.push(
        dataContracts["fit-outside-train"](input.splitSpan, { component, seen: rows, expected: drawn ?? part }),
      );
    }
    return fits === 0 ? notApplicable("no transform is fitted on these rows") : judged(found, { fits });
  },
};

interface Fit {
  readonly component: string;
  readonly rows: number;
  /** How many rows the last step before it drew anew; null when none did. */
  readonly drawn: number | null;
}

function countingLibrary(library: Library, seen: Fit[]): Library {
  let drawn: number | null = null;
  return {
    ...library,
    transform: (name) => {
      const { declaration, implementation } = library.transform(name);
      const note = (input: TransformInput): void => {
        const longest = input.columns.reduce(
          (most, column) => Math.max(most, column.kind === "number" ? column.values.length : column.codes.length),
          input.rows,
        );
        seen.push({ component: name, rows: longest, drawn });
      };
      const { fitApply, resample } = implementation;
      const counted: AnyTransform = {
        ...implementation,
        fit: (input, params, context) => {
          note(input);
          return implementation.fit(input, params, context);
        },
        ...(fitApply === undefined
          ? {}
          : {
              fitApply: (input, params, context) => {
                note(input);
                return fitApply(input, params, context);
              },
            }),
        ...(resample === undefined
          ? {}
          : {
              resample: (input, params, context) => {
                const rows = resample(input, params, context);
                drawn = rows.positions.length;
                return rows;
              },
            }),
      };
      return { declaration, implementation: counted };
    },
  };
}
