// Functions over text; category columns are text with a limited set of values.
import { always, argument, constantArgument, scalarFunction, TEXT, variadicArgument } from "./signature.ts";

const text = argument("text", TEXT);

export const textDeclarations = [
  scalarFunction({ name: "lower", doc: "In lower case.", arguments: [text], result: always("string") }),
  scalarFunction({ name: "upper", doc: "In upper case.", arguments: [text], result: always("string") }),
  scalarFunction({ name: "trim", doc: "Without spaces at both ends.", arguments: [text], result: always("string") }),
  scalarFunction({
    name: "length",
    doc: "The number of characters.",
    arguments: [text],
    result: always("int"),
    identity: "lost",
  }),
  scalarFunction({
    name: "contains",
    doc: "True where `part` occurs in the text; the case counts.",
    arguments: [text, argument("part", TEXT)],
    result: always("bool"),
    identity: "lost",
  }),
  scalarFunction({
    name: "matches",
    doc: "True where a regular expression (RE2) matches somewhere in the text.",
    arguments: [text, constantArgument("pattern", "string")],
    result: always("bool"),
    identity: "lost",
  }),
  scalarFunction({
    name: "replace",
    doc: "Every occurrence of `from` replaced by `to`.",
    arguments: [text, argument("from", TEXT), argument("to", TEXT)],
    result: always("string"),
  }),
  scalarFunction({
    name: "concat_ws",
    doc: "The texts joined by a separator; missing where one of them is.",
    arguments: [constantArgument("separator", "string"), variadicArgument("texts", TEXT)],
    result: always("string"),
    identity: "each",
  }),
  scalarFunction({
    name: "split_part",
    doc: "Part number `index` (from 1) of the text cut at a separator; empty where there are fewer parts.",
    arguments: [text, constantArgument("separator", "string"), constantArgument("index", "int")],
    result: always("string"),
    identity: "lost",
  }),
] as const;
