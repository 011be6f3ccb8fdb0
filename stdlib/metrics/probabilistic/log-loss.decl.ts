import type { MetricDeclaration } from "../../../specs/component.ts";

export const logLoss = {
  family: "metric",
  name: "log_loss",
  doc: "Mean negative log of the probability given to the actual class.",
  params: {},
  tasks: ["classify"],
  direction: "minimize",
  needs: "probabilities",
  oneClass: false,
  needsHistory: false,
} as const satisfies MetricDeclaration;
