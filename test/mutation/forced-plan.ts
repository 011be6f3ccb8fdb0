// The plan of a spec that the checker refuses, by allowing each of its findings where it stands: so that what would happen
// can be tried on data.
import type { Plan } from "../../specs/plan.ts";
import { compileText } from "../differential/compile-text.ts";

const ROUNDS = 6;
const DECLARATION =
  /^(?:let|source|table|check|task|split|transform|model|search|fit|ensemble|evaluate|predict|publish) /;

/** Null when errors are left that no allow covers: then the spec is not well typed. */
export function forcedPlan(text: string): Plan | null {
  let now = text;
  for (let round = 0; round < ROUNDS; round++) {
    const { diagnostics, plan } = compileText(now);
    if (plan !== null) return plan;
    const errors = diagnostics.filter(({ severity }) => severity === "error");
    if (errors.length === 0 || errors.some(({ id }) => !id.startsWith("leak/"))) return null;
    const places = new Map<number, Set<string>>();
    for (const { id, span } of errors) {
      const start = declarationStart(now, span.start);
      places.set(start, (places.get(start) ?? new Set()).add(id));
    }
    // Last one first, so that earlier places stay where they are.
    for (const [start, ids] of [...places].sort(([a], [b]) => b - a)) {
      const allows = [...ids].map((id) => `# pipec-allow ${id}: tried on data\n`).join("");
      now = now.slice(0, start) + allows + now.slice(start);
    }
  }
  return null;
}

function declarationStart(text: string, offset: number): number {
  let start = text.lastIndexOf("\n", offset) + 1;
  while (start > 0 && !DECLARATION.test(text.slice(start))) start = text.lastIndexOf("\n", start - 2) + 1;
  return start;
}
