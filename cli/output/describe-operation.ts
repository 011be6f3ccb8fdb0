// One line per plan node: what it does, in the words of the spec.
import { hideCredentials } from "../../specs/credential.ts";
import type { ModelSpec, Operation, PartitionRef, TransformSpec } from "../../specs/plan.ts";

export function describeOperation(op: Operation): string {
  switch (op.kind) {
    case "source":
      return `read ${op.connector}${typeof op.params.path === "string" ? ` ${hideCredentials(op.params.path)}` : ""}, ${op.schema.columns.length} columns`;
    case "step":
      return op.step.kind === "component" ? op.step.component : describeStep(op.step.kind);
    case "check":
      return `check ${op.rules.length} ${op.rules.length === 1 ? "rule" : "rules"}`;
    case "task":
      return `${op.task.kind} ${op.task.target} from ${op.task.features.length} features${op.task.horizon === null ? "" : `, ${op.task.horizon} steps`}`;
    case "split":
      return `${op.split.method}, ${op.split.folds} ${op.split.folds === 1 ? "fold" : "folds"}`;
    case "contracts":
      return `verify ${op.contracts.length} ${op.contracts.length === 1 ? "contract" : "contracts"} on the data`;
    case "rows":
      return `rows of ${describePartition(op.partition)}`;
    case "transform":
      return `fit ${describeTransform(op.transform)}${op.partition === null ? "" : ` on ${describePartition(op.partition)}`}`;
    case "apply":
      return "apply the fitted transform";
    case "fit":
      return `fit ${op.best ? "the best of the search" : op.model === null ? "" : describeModel(op.model)} on ${describePartition(op.partition)}`;
    case "wrap":
      return `learn ${op.wrapper.component} on ${describePartition(op.partition)}`;
    case "search":
      return `${op.sampler.component}, ${op.trials} trials × ${op.folds.length} ${op.folds.length === 1 ? "fold" : "folds"} of ${op.models.map(({ name }) => name).join(", ")}`;
    case "ensemble":
      return `${op.ensemble.component}(${op.members.join(", ")})`;
    case "evaluate":
      return `${op.metrics.map(({ name }) => name).join(", ")} on ${[...new Set(op.partitions.map(describePartition))].join(", ")}${op.sealed ? " (sealed)" : ""}`;
    case "predict":
      return "predict";
    case "publish":
      return `publish ${op.name}${op.alias === null ? "" : ` as ${op.alias}`}${op.when === null ? "" : ", if the condition holds"}`;
    case "report":
      return `${op.format} report`;
  }
}

const describeStep = (kind: string): string => kind.replaceAll("_", " ");

/** Folds count from 0, as in the names of nodes. */
export const describePartition = ({ split, part, fold }: PartitionRef): string =>
  `${split}.${part}${fold === null ? "" : `[${fold}]`}`;

export function describeModel(model: ModelSpec): string {
  switch (model.kind) {
    case "estimator":
      return model.component;
    case "pipeline":
      return describeModel(model.model);
    case "combinator":
      return `${model.component}(${describeModel(model.model)})`;
    case "choice":
      return model.options.map(describeModel).join(" or ");
  }
}

export function describeTransform(transform: TransformSpec): string {
  switch (transform.kind) {
    case "component":
      return transform.component;
    case "take":
      return transform.columns.map(({ from }) => from).join(", ");
    case "chain":
      return transform.steps.map(describeTransform).join(" |> ");
    case "block":
      return [...new Set(transform.entries.map((entry) => describeTransform(entry.transform)))].join(", ");
    case "choice":
      return transform.options.map(describeTransform).join(" or ");
  }
}

/** How many models or transforms a node fits when nothing is cached. */
export function countFits(op: Operation): number {
  switch (op.kind) {
    case "search":
      return op.trials * op.folds.length;
    case "fit":
    case "wrap":
    case "transform":
    case "ensemble":
      return 1;
    // Its baselines are fits of their own.
    case "evaluate":
    case "source":
    case "step":
    case "check":
    case "task":
    case "split":
    case "contracts":
    case "rows":
    case "apply":
    case "predict":
    case "publish":
    case "report":
      return 0;
  }
}
