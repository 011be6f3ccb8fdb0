import type { ConnectorDeclaration } from "../../specs/component.ts";
import { filePath } from "./file-path.ts";

export const arrowDeclaration = {
  family: "connector",
  name: "arrow",
  doc: "Reads Apache Arrow IPC files (Feather 2) and streams; columns are found by name and converted to the types of the schema.",
  params: { path: filePath() },
  paths: ["path"],
  inline: false,
  byName: true,
} as const satisfies ConnectorDeclaration;
