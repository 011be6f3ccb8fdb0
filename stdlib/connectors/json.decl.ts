import type { ConnectorDeclaration } from "../../specs/component.ts";
import { string } from "../../specs/parameter.ts";
import { filePath } from "./file-path.ts";

export const jsonDeclaration = {
  family: "connector",
  name: "json",
  doc: "Reads a JSON array of objects, or one object per line (ndjson).",
  params: {
    path: filePath(),
    zone: string({
      doc: "Time zone of timestamps that are written without an offset; they are converted to UTC.",
      default: null,
    }),
  },
  paths: ["path"],
  inline: false,
  byName: true,
} as const satisfies ConnectorDeclaration;
