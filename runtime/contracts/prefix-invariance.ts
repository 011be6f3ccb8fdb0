// RC10: features of earlier rows must not change with later rows, computed again by the data engine from the sources on. The
// compiler proves this from declared effects; here the components are held to what they declare.
import type { Diagnostic } from "../../specs/diagnostic.ts";
import { type Trial, testInvariance } from "../replay/invariance.ts";
import { type Contract, type ContractInput, judged, notApplicable } from "./contract.ts";
import { dataContracts } from "./contracts.diagnostics.ts";
import { isoTime } from "./label-times.ts";

/** `pipec prove` tries more. */
export const MOMENTS = 2;

export const prefixInvariance: Contract = {
  name: "prefix-invariance",
  waits: true,
  verify: async (input) => {
    const { task, seed } = input;
    if (task.times === null) return notApplicable("the task has no time");
    const trials = await testInvariance(await input.chain(), {
      task: task.spec,
      times: task.times,
      moments: MOMENTS,
      seed,
      onTrial: () => undefined,
    });
    if (trials === null) return notApplicable("the tables cannot be computed on changed sources");
    const compared = trials.reduce((sum, { rows }) => sum + rows, 0);
    const evidence = {
      moments: new Set(trials.map(({ moment }) => moment)).size,
      trials: trials.length,
      rows: compared,
    };
    return judged(describeTrials(trials, input), evidence);
  },
};

/** One finding per column, and one for rows that come and go: the earliest trial that shows it. */
export function describeTrials(
  trials: readonly Trial[],
  { spanOf, splitSpan }: Pick<ContractInput, "spanOf" | "splitSpan">,
): readonly Diagnostic[] {
  const found = new Map<string, Diagnostic>();
  for (const { moment, variant, rows, unmatched, columns } of trials) {
    const change = variant === "cut" ? "taken away" : "changed";
    const when = isoTime(moment);
    for (const { column, count, first } of columns) {
      if (found.has(column)) continue;
      const holes = { column, moment: when, change, count, rows, first: first === null ? "" : isoTime(first) };
      found.set(column, dataContracts["future-feature"](spanOf(column), holes));
    }
    if (unmatched > 0 && !found.has("\u0000rows")) {
      const holes = { count: unmatched, moment: when, change };
      found.set("\u0000rows", dataContracts["hindsight-filter"](splitSpan, holes));
    }
  }
  return [...found.values()];
}
