// Which kinds of columns of a database can be declared as which kinds of ours. Nothing is converted by guessing: a text that
// looks like a number is a text.
import type { ScalarKind } from "../../../specs/data-type.ts";
import type { WireKind } from "./database.ts";

const READS: Readonly<Record<WireKind, readonly ScalarKind[]>> = {
  integer: ["int", "float", "string", "category"],
  bit: ["bool", "int", "float", "category"],
  decimal: ["float", "int", "string", "category"],
  float: ["float", "int"],
  boolean: ["bool"],
  date: ["date", "timestamp"],
  timestamp: ["timestamp", "date"],
  moment: ["timestamp"],
  duration: ["duration"],
  text: ["string", "category"],
  label: ["category", "string"],
  binary: [],
};

export const reads = (wire: WireKind, declared: ScalarKind): boolean => READS[wire].includes(declared);

export function describeKinds(wire: WireKind): string {
  const kinds = READS[wire].map((kind) => `\`${kind}\``);
  return kinds.length === 0 ? "no type of a column" : kinds.join(" or ");
}
