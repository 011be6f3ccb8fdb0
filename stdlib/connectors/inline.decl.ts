import type { ConnectorDeclaration } from "../../specs/component.ts";
import { value } from "../../specs/parameter.ts";

export const inlineDeclaration = {
  family: "connector",
  name: "inline",
  doc: "Rows that stand in the spec: a list of lists, each in the order of the schema. For tests and small lookup tables.",
  params: { rows: value({ doc: "`[[value, ...], ...]`, or `[value, ...]` for a single column." }) },
  paths: [],
  inline: true,
} as const satisfies ConnectorDeclaration;
