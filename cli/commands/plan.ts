// `pipec plan`: what would run, why, how many fits it takes and what the cache already holds. Nothing is executed.

import { dirname, resolve } from "node:path";
import { buildJsonReport } from "../../compiler/diagnostics/render/json.ts";
import { plural } from "../../runtime/report/quantity.ts";
import type { NodeId, Plan, PlanNode } from "../../specs/plan.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { type CacheState, cacheStates } from "../host/cached-nodes.ts";
import { compileOrReport } from "../host/compile-spec.ts";
import { selectNodes } from "../host/select-nodes.ts";
import type { SpecOptions } from "../host/spec-options.ts";
import { STDIN } from "../host/spec-paths.ts";
import { storeOfSpec } from "../host/store-folder.ts";
import { summariseCertificate } from "../output/certificate.ts";
import { countFits, describeOperation } from "../output/describe-operation.ts";
import { printFindings } from "../output/findings.ts";
import { printReason } from "../output/miss-reason.ts";
import { printDot, printMermaid } from "../output/plan-graph.ts";
import { printPlanPage } from "../output/plan-page.ts";
import { describePushed } from "../output/pushed-filters.ts";
import { printTable, shorten } from "../output/table.ts";
import type { CommonOptions, Terminal } from "../terminal.ts";

export interface PlanOptions extends CommonOptions, SpecOptions {
  readonly graph?: "mermaid" | "dot" | "html" | "json";
  readonly only?: readonly string[];
  readonly store?: string;
}

export async function showPlan(args: readonly string[], options: PlanOptions, terminal: Terminal): Promise<ExitCode> {
  const compiled = compileOrReport(args[0]!, options, terminal);
  if (compiled === null) return EXIT.findings;
  const { plan } = compiled;
  const needed = selectNodes(plan, options.only ?? []);
  const shown = { ...plan, nodes: plan.nodes.filter((node) => needed.has(node.id)) };
  if (options.graph === "json") {
    terminal.out(`${JSON.stringify(shown, null, 2)}\n`);
    return EXIT.fine;
  }
  const path = args[0] === STDIN ? "./-" : args[0]!;
  const { states, findings } = await cacheStates(
    plan,
    needed,
    resolve(dirname(path)),
    storeOfSpec(path, options.store),
  );
  const code = findings.length === 0 ? EXIT.fine : EXIT.findings;
  terminal.err(printFindings(findings, compiled.lookup, terminal.errColours));
  if (options.json === true) {
    const extras = { certificate: [], files: 1 };
    const { diagnostics } = buildJsonReport(findings, compiled.lookup, extras);
    const unread = findings.length === 0 ? {} : { diagnostics };
    terminal.out(`${JSON.stringify({ ...shown, cache: Object.fromEntries(states), ...unread }, null, 2)}\n`);
    return code;
  }
  switch (options.graph) {
    case "mermaid":
      terminal.out(printMermaid(shown, states));
      break;
    case "dot":
      terminal.out(printDot(shown, states));
      break;
    case "html":
      terminal.out(printPlanPage(shown, states));
      break;
    case undefined:
      printPlanTable(shown, states, terminal);
  }
  return code;
}

function printPlanTable(plan: Plan, states: ReadonlyMap<NodeId, CacheState>, terminal: Terminal): void {
  const { outColours } = terminal;
  const what = Math.max(30, terminal.width - 130);
  const rows = plan.nodes.map((node) => [
    node.id,
    shorten(describeOperation(node.op), what),
    printFits(node),
    printState(states.get(node.id), terminal),
    shorten(whyComputed(states.get(node.id)), 56),
    outColours.dim(shorten(readers(node, plan), 24)),
    outColours.dim(shorten(node.influences.join(", "), 40)),
  ]);
  terminal.out(
    printTable(
      [
        { title: "node" },
        { title: "does" },
        { title: "fits", align: "right" },
        { title: "cache" },
        { title: "why" },
        { title: "needed by" },
        { title: "shaped by" },
      ],
      rows,
    ),
  );
  const fits = nodesToDo(plan, states).reduce((sum, node) => sum + countFits(node.op), 0);
  const cached = plan.nodes.filter((node) => states.get(node.id)?.state === "cached").length;
  if (terminal.loudness === "quiet") return;
  for (const line of describePushed(plan)) terminal.out(`\n${line}`);
  terminal.out(`\n${plural(plan.nodes.length, "node")}, ${cached} in the cache; ${plural(fits, "fit")} to do\n`);
  terminal.out(`certificate: ${summariseCertificate(plan.certificate)}\n`);
}

const printFits = (node: PlanNode): string => {
  const fits = countFits(node.op);
  return fits === 0 ? "" : String(fits);
};

function printState(state: CacheState | undefined, { outColours }: Terminal): string {
  if (state?.state === "cached") return outColours.green("cached");
  return state?.state === "new" ? "new" : "";
}

/** Of a table that is as in the last run nothing needs to be said. */
const whyComputed = (state: CacheState | undefined): string =>
  state === undefined || state.why === null ? "" : printReason(state.why);

/** What is not cached, without what is only made again when something that is left to do reads it. */
export function nodesToDo(plan: Plan, states: ReadonlyMap<NodeId, CacheState>): readonly PlanNode[] {
  const read = new Set<NodeId>();
  const left: PlanNode[] = [];
  // Readers come after what they read.
  for (const node of plan.nodes.toReversed()) {
    const state = states.get(node.id)?.state ?? "new";
    if (state === "cached" || (state === "never" && !read.has(node.id))) continue;
    for (const input of node.inputs) read.add(input);
    left.push(node);
  }
  return left;
}

/** The declarations that read this node's value; a node that nothing reads is a result of its own. */
function readers(node: PlanNode, plan: Plan): string {
  const found = new Set(
    plan.nodes
      .filter((other) => other.inputs.includes(node.id) && other.id !== node.id)
      .map((other) => other.declaration),
  );
  found.delete(node.declaration);
  return found.size === 0 ? "" : [...found].join(", ");
}
