// Only closed models and transforms can be fitted.

import type { Span } from "../../../specs/diagnostic.ts";
import type { Distribution } from "../../../specs/search.ts";
import { joinNames } from "../../base/suggest.ts";
import type { TypeContext } from "../context.ts";
import { declarations } from "../declaration.diagnostics.ts";
import type { OpenParameterTerm } from "../typed.ts";

/** Reports the open hyperparameters with their ranges, and where each one stands. */
export function checkClosed(
  what: string,
  open: readonly OpenParameterTerm[],
  span: Span,
  context: TypeContext,
): boolean {
  if (open.length === 0) return true;
  const names = open.map(({ path }) => path.replace(/^model\./, ""));
  const parameters = joinNames(names, "and");
  const related = open.map((one) => ({ span: one.span, message: `open: ${describeDistribution(one.distribution)}` }));
  context.report(declarations["open-hyperparameters"](span, { what, parameters }, { related }));
  return false;
}

function describeDistribution(distribution: Distribution): string {
  if (distribution.kind === "choice") return `one of ${distribution.options.length} options`;
  const step = distribution.step === null || distribution.step === 1 ? "" : ` step ${distribution.step}`;
  return `${distribution.low}..${distribution.high}${step}${distribution.log ? " log" : ""}`;
}
