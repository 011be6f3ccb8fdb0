// Writes the reports of a run into the store, when the run made them.
import { join, relative } from "node:path";
import { writeAtomic } from "../../runtime/cache/atomic-file.ts";
import { diskProblem, runDiagnostics } from "../../runtime/exec/run.diagnostics.ts";
import { REPORT_EXTENSIONS, renderReport } from "../../runtime/report/render-report.ts";
import type { Diagnostic } from "../../specs/diagnostic.ts";
import type { Plan } from "../../specs/plan.ts";
import type { RunRecord } from "../../specs/run-record.ts";

export interface WrittenReports {
  /** Relative to the folder in which the user stands, where they lie inside it. */
  readonly paths: readonly string[];
  /** Of reports that the disk did not take. */
  readonly findings: readonly Diagnostic[];
}

export async function writeReports(
  record: RunRecord,
  plan: Plan,
  storeFolder: string,
  /** A folder of its own below that of the pipeline, for runs of one moment among many. */
  part = "",
): Promise<WrittenReports> {
  const made = new Set(
    record.nodes.filter(({ status }) => status === "done" || status === "cached").map(({ id }) => id),
  );
  const folder = join(storeFolder, "reports", record.pipeline.name, part);
  const paths: string[] = [];
  const findings: Diagnostic[] = [];
  for (const node of plan.nodes) {
    if (node.op.kind !== "report" || !made.has(node.id)) continue;
    const { format, name, sections } = node.op;
    const text = await renderReport({ record, plan, name, sections }, format);
    const path = join(folder, `${name}.${REPORT_EXTENSIONS[format]}`);
    try {
      await writeAtomic(path, text, join(storeFolder, "tmp"));
    } catch (error) {
      const problem = diskProblem(error);
      if (problem === null) throw error;
      findings.push(runDiagnostics["cannot-write"](node.span, { node: node.id, problem }));
      continue;
    }
    const near = relative(".", path);
    paths.push(near.startsWith("..") ? path : near);
  }
  return { paths, findings };
}
