// Writes the reports of a run into the store, when the run made them.
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
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
    await mkdir(folder, { recursive: true });
    // Renamed into place: a reader never sees half a report.
    await writeFile(`${path}.tmp`, text);
    await rename(`${path}.tmp`, path);
    const near = relative(".", path);
    written.push(near.startsWith("..") ? path : near);
  }
  return written;
}
