import type { ConnectorDeclaration } from "../../specs/component.ts";
import { bool, list, string } from "../../specs/parameter.ts";
import { filePath } from "./file-path.ts";

export const csvDeclaration = {
  family: "connector",
  name: "csv",
  doc: "Reads delimited text. Quoted cells may hold delimiters and line breaks; `.gz` and `.zst` files and globs are read as they are.",
  params: {
    path: filePath(),
    delimiter: string({ doc: "The character between cells.", default: "," }),
    header: bool({
      doc: "The first line names the columns; without it the schema names them in order.",
      default: true,
      searchable: false,
    }),
    null_values: list(string({ doc: "A text." }), {
      doc: "Texts that stand for a missing value, besides the empty cell.",
      default: [],
    }),
    date_format: string({
      doc: "How dates and timestamps are written, in strftime codes (`%d.%m.%Y`); ISO 8601 by default.",
      default: null,
    }),
    zone: string({
      doc: "Time zone of timestamps that are written without an offset; they are converted to UTC.",
      default: null,
    }),
  },
  paths: ["path"],
  inline: false,
  byName: { unless: { parameter: "header", is: false } },
} as const satisfies ConnectorDeclaration;
