// What a proof on the data gives. Plain JSON: `pipec prove --json` prints it.
import type { Diagnostic } from "../../specs/diagnostic.ts";

export type ProveCheck = "features" | "predictions" | "refit" | "shuffled-labels" | "batch-of-one";

export interface ProveLine {
  /** The split for `features`, the fit for all others. */
  readonly subject: string;
  readonly check: ProveCheck;
  readonly outcome: "held" | "violated" | "not-applicable";
  readonly note: string;
  readonly evidence: { readonly [name: string]: number };
}

export interface ProveResult {
  readonly version: 1;
  readonly file: string;
  readonly seed: number;
  readonly moments: number;
  /** True when nothing is violated and something held. */
  readonly proved: boolean;
  readonly lines: readonly ProveLine[];
  readonly diagnostics: readonly Diagnostic[];
}

export interface ProvePart {
  readonly line: ProveLine;
  readonly diagnostics: readonly Diagnostic[];
}

export const proveLine = (
  subject: string,
  check: ProveCheck,
  evidence: ProveLine["evidence"],
  diagnostics: readonly Diagnostic[],
): ProvePart => ({
  line: {
    subject,
    check,
    outcome: diagnostics.length === 0 ? "held" : "violated",
    note: diagnostics[0]?.message ?? "",
    evidence,
  },
  diagnostics,
});

export const notProvable = (subject: string, check: ProveCheck, note: string): ProvePart => ({
  line: { subject, check, outcome: "not-applicable", note, evidence: {} },
  diagnostics: [],
});
