// The publish operation: a fitted value becomes a version in the registry when its condition holds.
import { fingerprint } from "../../specs/hash.ts";
import type { NodeId, PublishOperation } from "../../specs/plan.ts";
import type { EvaluationResult, PublishedModel, SearchResult } from "../../specs/run-record.ts";
import { readColumns } from "../model/beside-read.ts";
import type { FittedModel } from "../model/fitted.ts";
import { takeGoldenRows } from "../model/golden-rows.ts";
import type { TaskData } from "../task/task-data.ts";
import type { NodeContext } from "./context.ts";
import { evaluateResult } from "./result-expression.ts";
import { runDiagnostics } from "./run.diagnostics.ts";
import type { ValueOf } from "./value.ts";

export async function runPublish(context: NodeContext<PublishOperation>): Promise<PublishedModel> {
  const { op, node } = context;
  const results = new Map<NodeId, EvaluationResult | SearchResult>();
  const modelNodes: NodeId[] = [];
  for (const id of node.inputs) {
    const { kind } = context.nodeOf(id).op;
    if (kind === "evaluate") results.set(id, await context.value(id, "evaluation"));
    else if (kind === "search") results.set(id, await context.value(id, "search"));
    else modelNodes.push(id);
  }
  const outcome = { kind: "published", node: node.id, name: op.name, alias: op.alias } as const;
  if (op.when !== null && evaluateResult(op.when, (id) => results.get(id) ?? null) !== true) {
    context.report(runDiagnostics["not-published"](node.span, { name: op.name }));
    return { ...outcome, version: null, published: false, reason: "the condition does not hold" };
  }
  const key = fingerprint(modelNodes.map(context.keyOf));
  const known = await context.registry.find(op.name, key);
  if (known !== null) {
    await pointAlias(context, known);
    return { ...outcome, version: known, published: true, reason: "this model is published already" };
  }
  const models: ValueOf<"model">[] = [];
  for (const id of modelNodes) models.push(await context.value(id, "model"));
  const { task, personal } = await taskOf(context, modelNodes[0]!);
  const model = wholeModel(models);
  const inputs = readColumns(model, task, context.library).map(({ name, type }) => ({ name, type }));
  const written = [...inputs.map(({ name }) => name), ...(task.spec.time === null ? [] : [task.spec.time.column])];
  const holdsPersonal = written.some((name) => personal.includes(name));
  const version = await context.registry.publish(op.name, {
    model,
    // Rows about persons stay where they are.
    golden: holdsPersonal ? null : takeGoldenRows(model, task, context.library),
    signature: { task: task.spec, classes: task.classes, inputs },
    metadata: {
      key,
      run: context.runId,
      time: context.clock().toISOString(),
      pipec: context.pipecVersion,
      revision: context.revision,
      dataFingerprint: context.dataFingerprint(),
      featureSchemaHash: fingerprint(inputs),
      params: models[0]!.params,
      metrics: metricsOf([...results.values()]),
      description: op.description,
      tags: op.tags,
    },
  });
  await pointAlias(context, version);
  return { ...outcome, version, published: true, reason: "a new version" };
}

async function pointAlias({ op, registry }: NodeContext<PublishOperation>, version: number): Promise<void> {
  if (op.alias === null || (await registry.aliases(op.name))[op.alias] === version) return;
  await registry.setAlias(op.name, op.alias, version);
}

function wholeModel(models: readonly ValueOf<"model">[]): FittedModel {
  if (models.length === 1) return models[0]!.model;
  return { kind: "mean", members: models.map(({ model }) => model), weights: models.map(() => 1 / models.length) };
}

async function taskOf(
  context: NodeContext,
  id: NodeId,
): Promise<{ readonly task: TaskData; readonly personal: readonly string[] }> {
  const queue = [id];
  for (const at of queue) {
    const { op } = context.nodeOf(at);
    if (op.kind === "task") {
      const { task } = await context.value(at, "task");
      const personal = op.schema.columns.filter(({ roles }) => roles.pii !== undefined).map(({ name }) => name);
      return { task, personal };
    }
    queue.push(...context.nodeOf(at).inputs);
  }
  throw new TypeError(`${id} has no task`);
}

const metricsOf = (results: readonly (EvaluationResult | SearchResult)[]): Readonly<Record<string, number | null>> =>
  Object.fromEntries(
    results.flatMap((result) =>
      result.kind === "evaluation"
        ? (result.subjects[0]?.scores ?? []).map((score) => [score.metric, score.value] as const)
        : [],
    ),
  );
