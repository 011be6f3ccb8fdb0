// Writes the reports of a run into the store, when the run made them.
import { join, relative } from "node:path";
import { writeAtomic } from "../../runtime/cache/atomic-file.ts";
import { REPORT_EXTENSIONS, renderReport } from "../../runtime/report/render-report.ts";
import type { Plan } from "../../specs/plan.ts";
import type { RunRecord } from "../../specs/run-record.ts";

/** Paths relative to the folder in which the user stands, where they lie inside it. */
export async function writeReports(record: RunRecord, plan: Plan, storeFolder: string): Promise<string[]> {
  const made = new Set(
    record.nodes.filter(({ status }) => status === "done" || status === "cached").map(({ id }) => id),
  );
  const folder = join(storeFolder, "reports", record.pipeline.name);
  const written: string[] = [];
  for (const node of plan.nodes) {
    if (node.op.kind !== "report" || !made.has(node.id)) continue;
    const { format, name, sections } = node.op;
    const text = await renderReport({ record, plan, name, sections }, format);
    const path = join(folder, `${name}.${REPORT_EXTENSIONS[format]}`);
    await writeAtomic(path, text, join(storeFolder, "tmp"));
    const near = relative(".", path);
    written.push(near.startsWith("..") ? path : near);
  }
  return written;
}
