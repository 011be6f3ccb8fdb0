// Layer plan: typed terms to the plan. One function per construct in lower/; this file only walks the declarations in
// order. May assume that the spec has no errors.
import type { Diagnostic } from "../../specs/diagnostic.ts";
import { type CertificateLine, type NodeId, PLAN_VERSION, type Plan } from "../../specs/plan.ts";
import type { Facts } from "../graph/analysis/facts.ts";
import type { RegistryIndex } from "../types/context.ts";
import type { Typed, TypedDeclaration } from "../types/typed.ts";
import { createPlanBuilder } from "./builder.ts";
import { lowerCheck } from "./lower/check.ts";
import type { LowerContext } from "./lower/context.ts";
import { lowerContracts } from "./lower/contracts.ts";
import { lowerEnsemble } from "./lower/ensemble.ts";
import { lowerEvaluate } from "./lower/evaluate.ts";
import { lowerFit } from "./lower/fit.ts";
import { lowerSchedule } from "./lower/schedule.ts";
import { lowerSearch } from "./lower/search.ts";
import { lowerPredict, lowerPublish, lowerReport } from "./lower/sinks.ts";
import { lowerSource } from "./lower/source.ts";
import { lowerSplit } from "./lower/split.ts";
import { lowerPerFold } from "./lower/table.ts";
import { lowerTask } from "./lower/task.ts";
import { planDiagnostics } from "./plan.diagnostics.ts";

export interface PlanInputs {
  readonly typed: Typed;
  readonly facts: Facts;
  readonly registry: RegistryIndex;
  /** `--as-of`, ISO 8601 in UTC; null for all of the data. */
  readonly asOf: string | null;
  /** The moment by which files of predictions are kept apart. */
  readonly outputsOf: string | null;
  readonly certificate: readonly CertificateLine[];
  readonly allowed: Plan["allowed"];
  readonly report: (diagnostic: Diagnostic) => void;
}

export function lowerPlan(inputs: PlanInputs): Plan {
  const { typed, facts, registry, report, asOf, outputsOf } = inputs;
  const builder = createPlanBuilder(registry);
  const lowered = new Map<string, readonly NodeId[]>();
  const declarations = new Map(typed.declarations.map((declaration) => [declaration.id, declaration]));
  const context: LowerContext = { typed, facts, registry, builder, asOf, outputsOf, report, lowered, declarations };
  for (const declaration of typed.declarations) lowered.set(declaration.id, lowerDeclaration(declaration, context));
  lowerContracts(builder);
  return {
    version: PLAN_VERSION,
    pipeline: typed.pipeline,
    file: typed.file,
    seed: typed.seed,
    ...(asOf === null ? {} : { asOf }),
    parameters: typed.parameters,
    nodes: builder.nodes(),
    declarations: typed.declarations.map(({ id, kind, doc }) => ({
      name: id,
      kind,
      doc,
      nodes: lowered.get(id) ?? [],
    })),
    ...schedulesOf(typed.declarations),
    certificate: inputs.certificate,
    allowed: inputs.allowed,
  };
}

function schedulesOf(all: Typed["declarations"]): Pick<Plan, "schedules"> {
  const schedules = all.flatMap((one) => (one.kind === "schedule" ? [lowerSchedule(one)] : []));
  return schedules.length === 0 ? {} : { schedules };
}

function lowerDeclaration(declaration: TypedDeclaration, context: LowerContext): readonly NodeId[] {
  switch (declaration.kind) {
    case "source":
      return lowerSource(declaration, context);
    case "table":
      return lowerPerFold(declaration.table, declaration.id, declaration.id, context);
    case "check":
      return lowerCheck(declaration, context);
    case "task":
      return lowerTask(declaration, context);
    case "split":
      return lowerSplit(declaration, context);
    case "transform":
    case "model":
      // Recipes: they become nodes where they are fitted.
      return [];
    case "search":
      return lowerSearch(declaration, context);
    case "fit":
      return lowerFit(declaration, context);
    case "ensemble":
      return lowerEnsemble(declaration, context);
    case "evaluate":
      return lowerEvaluate(declaration, context);
    case "predict":
      return lowerPredict(declaration, context);
    case "publish":
      return lowerPublish(declaration, context);
    case "report":
      return lowerReport(declaration, context);
    case "schedule":
      // Runs nothing by itself: it says when the others are run.
      return [];
    case "monitor":
      context.report(planDiagnostics["not-runnable"](declaration.nameSpan, { what: `\`${declaration.kind}\`` }));
      return [];
    default:
      return declaration satisfies never;
  }
}
