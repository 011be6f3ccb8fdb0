// What the author has allowed, at run time: `# pipec-allow data/...` and allows of leaks that only data show. An allowed
// finding is not reported and stops nothing; the certificate says `attested`.
import type { Diagnostic } from "../../specs/diagnostic.ts";
import type { AllowedFinding, Plan } from "../../specs/plan.ts";
import { allowAtRun } from "./run.diagnostics.ts";

export interface Allowances {
  /** The findings that nobody has allowed. An error is let through only where the work can go on in spite of it. */
  readonly sift: (found: readonly Diagnostic[], mayGoOn: boolean) => readonly Diagnostic[];
  readonly matched: () => readonly { readonly allow: AllowedFinding; readonly diagnostic: Diagnostic }[];
  /** Allows that a complete run did not need. */
  readonly unused: () => readonly Diagnostic[];
}

/** Whether it finds something depends on how often a spec was run, so an allow of it may rest. */
const MAY_REST: ReadonlySet<string> = new Set(["leak/test-reused"]);

export function createAllowances({ allowed }: Pick<Plan, "allowed">): Allowances {
  const matched: { readonly allow: AllowedFinding; readonly diagnostic: Diagnostic }[] = [];
  const used = new Set<AllowedFinding>();
  return {
    sift: (found, mayGoOn) =>
      found.filter((diagnostic) => {
        if (diagnostic.severity === "error" && !mayGoOn) return true;
        const covering = allowed.filter((allow) => covers(allow, diagnostic));
        for (const allow of covering) used.add(allow);
        // The innermost says it best.
        const allow = covering.at(-1);
        if (allow !== undefined) matched.push({ allow, diagnostic });
        return allow === undefined;
      }),
    matched: () => matched,
    unused: () =>
      allowed
        .filter((allow) => allow.pending && !used.has(allow) && !MAY_REST.has(allow.id))
        .map(({ span, id }) => allowAtRun["unused-allow"](span, { id })),
  };
}

const covers = ({ id, scope }: AllowedFinding, diagnostic: Diagnostic): boolean =>
  id === diagnostic.id &&
  scope.file === diagnostic.span.file &&
  diagnostic.span.start >= scope.start &&
  diagnostic.span.start < scope.end;
