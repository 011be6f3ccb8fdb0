// RC12: how many rows does a fit see? The fit functions of all transforms are counted while a chain is fitted; each must get
// the rows of its part and no other number.
import type { Diagnostic } from "../../specs/diagnostic.ts";
import type { TransformInput } from "../component.ts";
import type { AnyTransform, Library } from "../model/library.ts";
import { type Contract, judged, notApplicable } from "./contract.ts";
import { dataContracts } from "./contracts.diagnostics.ts";
import { fitSample } from "./fitted-samples.ts";

export const fitCounter: Contract = {
  name: "fit-counter",
  verify: (input) => {
    const found: Diagnostic[] = [];
    let fits = 0;
    for (const entry of input.transforms) {
      const seen: { readonly component: string; readonly rows: number }[] = [];
      const sample = fitSample(
        input,
        entry,
        countingLibrary(input.library, (component, rows) => seen.push({ component, rows })),
      );
      if (sample === null) continue;
      fits += seen.length;
      const expected = sample.origins.length;
      const wrong = seen.find(({ rows }) => rows !== expected);
      if (wrong === undefined) continue;
      const { component, rows } = wrong;
      found.push(dataContracts["fit-outside-train"](input.splitSpan, { component, seen: rows, expected }));
    }
    return fits === 0 ? notApplicable("no transform is fitted on these rows") : judged(found, { fits });
  },
};

function countingLibrary(library: Library, count: (component: string, rows: number) => void): Library {
  return {
    ...library,
    transform: (name) => {
      const { declaration, implementation } = library.transform(name);
      const note = (input: TransformInput): void => {
        const longest = input.columns.reduce(
          (most, column) => Math.max(most, column.kind === "number" ? column.values.length : column.codes.length),
          input.rows,
        );
        count(name, longest);
      };
      const { fitApply } = implementation;
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
      };
      return { declaration, implementation: counted };
    },
  };
}
