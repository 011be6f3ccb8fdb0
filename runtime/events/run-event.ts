// What the executor tells while it works; the command line draws it. Events never influence results.
import type { Diagnostic } from "../../specs/diagnostic.ts";
import type { NodeStatus, Trial } from "../../specs/run-record.ts";

export type RunEvent =
  | { readonly kind: "run-started"; readonly id: string; readonly nodes: number }
  | { readonly kind: "node-started"; readonly node: string; readonly op: string; readonly index: number }
  | {
      readonly kind: "node-finished";
      readonly node: string;
      readonly op: string;
      readonly status: NodeStatus;
      readonly milliseconds: number;
    }
  /** `total` is null when it is not known beforehand. */
  | {
      readonly kind: "progress";
      readonly node: string;
      readonly done: number;
      readonly total: number | null;
      readonly label: string;
    }
  | { readonly kind: "trial"; readonly node: string; readonly trial: Trial; readonly best: number | null }
  | { readonly kind: "diagnostic"; readonly diagnostic: Diagnostic }
  | { readonly kind: "message"; readonly node: string; readonly text: string };

export type OnEvent = (event: RunEvent) => void;
