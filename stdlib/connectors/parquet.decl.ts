import type { ConnectorDeclaration } from "../../specs/component.ts";
import { filePath } from "./file-path.ts";

export const parquetDeclaration = {
  family: "connector",
  name: "parquet",
  doc: "Reads Apache Parquet files; columns are found by name and converted to the types of the schema.",
  params: { path: filePath() },
  paths: ["path"],
  inline: false,
  byName: true,
} as const satisfies ConnectorDeclaration;
