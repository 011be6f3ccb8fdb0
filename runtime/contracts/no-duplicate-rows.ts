// RC5: exact copies of judged rows among the training rows, by features and by features and label. Few distinct values make
// equal rows likely, so what chance explains is subtracted before anything is said.
import { formatPercent } from "../report/quantity.ts";
import { type Contract, type ContractInput, held, judged, notApplicable } from "./contract.ts";
import { dataContracts } from "./contracts.diagnostics.ts";
import { exactCopies } from "./copies.ts";

/** From this share of copies beyond chance on, a warning. */
export const WARN_SHARE = 0.01;
/** From this share on, an error, if the task claims to hold for new rows and chance explains next to nothing. */
export const FAIL_SHARE = 0.1;
export const NO_CHANCE = 0.01;

export const noDuplicateRows: Contract = {
  name: "no-duplicate-rows",
  verify: (input) => {
    const copies = exactCopies(input);
    if (copies === null) return notApplicable("nothing is judged by features");
    const { pair, looked, features, whole, conflicts, expected } = copies;
    const share = whole / looked;
    const evidence = { judged: looked, featureCopies: features, copies: whole, conflicts, expectedShare: expected };
    if (share - expected < WARN_SHARE) return held(evidence);
    const found = dataContracts["duplicate-rows"](input.splitSpan, {
      first: pair.first,
      second: pair.second,
      share: formatPercent(share),
      count: whole,
      rows: looked,
      expected: formatPercent(expected),
    });
    const fails = claimsNewRows(input) && share >= FAIL_SHARE && expected < NO_CHANCE;
    return judged([{ ...found, severity: fails ? "error" : found.severity }], evidence);
  },
};

const claimsNewRows = ({ task }: ContractInput): boolean => task.spec.claim.some(({ kind }) => kind === "new_rows");
