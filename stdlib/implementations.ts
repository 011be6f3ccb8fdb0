// The standard library as the runtime sees it. Loaded by `run` and its workers only.
import type { Implementations } from "../runtime/component.ts";
import { functionImplementations } from "./functions/implementations.ts";
import { metricImplementations } from "./metrics/implementations.ts";
import { modelImplementations } from "./models/implementations.ts";
import { ruleImplementations } from "./rules/rules.impl.ts";
import { prunerImplementations, samplerImplementations } from "./search/implementations.ts";
import { transformImplementations } from "./transforms/implementations.ts";

export const implementations: Implementations = {
  functions: functionImplementations,
  transforms: transformImplementations,
  models: modelImplementations,
  metrics: metricImplementations,
  samplers: samplerImplementations,
  pruners: prunerImplementations,
  rules: ruleImplementations,
};
