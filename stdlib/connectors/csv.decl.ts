import type { ConnectorDeclaration } from "../../specs/component.ts";
import { bool, list, oneOf, string } from "../../specs/parameter.ts";
import { filePath } from "./file-path.ts";

const ENCODINGS = [
  "utf-8",
  "utf-16",
  "utf-16le",
  "utf-16be",
  "latin-1",
  "windows-1250",
  "windows-1251",
  "windows-1252",
  "iso-8859-2",
  "iso-8859-15",
  "shift_jis",
  "euc-jp",
  "euc-kr",
  "gb18030",
  "big5",
] as const;

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
    decimal: oneOf([".", ","], {
      doc: "What separates the whole part of a number from its fraction.",
      default: ".",
      searchable: false,
    }),
    thousands: oneOf([".", ",", " ", "'"], {
      doc: "What stands between groups of three digits (`1.234.567,8`); by default nothing may.",
      default: null,
      searchable: false,
    }),
    encoding: oneOf(ENCODINGS, {
      doc: "How the file writes characters as bytes. `utf-16` takes the byte order from its first bytes, `latin-1` is `windows-1252`.",
      default: "utf-8",
      searchable: false,
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
  constraints: [{ kind: "differ", parameters: ["decimal", "thousands"] }],
  paths: ["path"],
  inline: false,
  byName: { unless: { parameter: "header", is: false } },
} as const satisfies ConnectorDeclaration;
