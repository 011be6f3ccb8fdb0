// Rows that occur several times: a model would be judged on what it has learned by heart, and a run refuses that.
import type { Inferred } from "../../runtime/infer/infer.ts";
import { proposeRoles } from "./propose-roles.ts";
import { writeName } from "./spec-words.ts";

/** Half of the share from which on a run fails: how many copies a split parts is chance. */
const FROM_SHARE = 0.05;

/** What a model sees. Rows of other times or entities are no copies of each other. */
export function copyColumns(inferred: Inferred, target: string | null): readonly string[] {
  if (target === null || inferred.time !== null) return [];
  const proposals = proposeRoles(inferred, target);
  if (proposals.some(({ role }) => role === "entity")) return [];
  return proposals
    .filter(({ role, column }) => (role === "feature" || role === "target") && writeName(column.name) !== null)
    .map(({ column }) => column.name);
}

/** A table without copies; null when there are hardly any. */
export function distinctText(inferred: Inferred, source: string, table: string): string | null {
  const { copies, rows, schema } = inferred;
  if (copies === null || copies.share < FROM_SHARE) return null;
  const names = copies.columns.map(writeName).join(", ");
  const on = copies.columns.length === schema.columns.length ? "" : `on: [${names}]`;
  const share = `${((100 * copies.later) / rows).toFixed(1)} %`;
  const numbers = `${copies.later.toLocaleString("en-US")} of ${rows.toLocaleString("en-US")} rows (${share})`;
  return [
    `# ${numbers} equal an earlier one in all that a model sees. Where they are repeated measurements and not copies,`,
    "# split by what they share instead.",
    `table ${table} = ${source} |> dedupe(${on})`,
  ].join("\n");
}
