// The standard library as the compiler sees it: declarations only. Loading this file loads no numeric code.
import type { Registry } from "../specs/component.ts";
import { connectorDeclarations } from "./connectors/declarations.ts";
import { ensembleDeclarations } from "./ensembles/ensembles.decl.ts";
import { functionDeclarations } from "./functions/declarations.ts";
import { severalColumnsDeclarations } from "./functions/several-columns.decl.ts";
import { metricDeclarations } from "./metrics/declarations.ts";
import { modelDeclarations } from "./models/declarations.ts";
import { ruleDeclarations } from "./rules/declarations.ts";
import { prunerDeclarations, samplerDeclarations } from "./search/declarations.ts";
import { sinkDeclarations } from "./sinks/sinks.decl.ts";
import { splitDeclarations } from "./splits/declarations.ts";
import { stepDeclarations } from "./steps/declarations.ts";
import { taskDeclarations } from "./tasks/declarations.ts";
import { transformDeclarations } from "./transforms/declarations.ts";

export const standardLibrary: Registry = {
  components: [
    ...functionDeclarations,
    ...severalColumnsDeclarations,
    ...connectorDeclarations,
    ...stepDeclarations,
    ...taskDeclarations,
    ...splitDeclarations,
    ...transformDeclarations,
    ...modelDeclarations,
    ...samplerDeclarations,
    ...prunerDeclarations,
    ...ensembleDeclarations,
    ...metricDeclarations,
    ...ruleDeclarations,
    ...sinkDeclarations,
  ],
};
