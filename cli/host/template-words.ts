// Message templates without a finding: the holes are named in words.
import type { Template } from "../../specs/diagnostic.ts";

/** Holes whose name would not read as a part of the sentence. */
const WORDS: Readonly<Record<string, string>> = {
  expected: "what is expected there",
  found: "what stands there",
  what: "this value",
  problem: "what went wrong",
  suggestion: "",
  hint: "",
  series: "",
  count: "some",
  rows: "all the",
  most: "a number of",
  types: "those types",
  family: "component",
  kind: "declaration",
  place: "the place in the data",
  doc: "the parameter",
};

/** Null when the whole text depends on the finding. */
export function describeTemplate({ strings, holes }: Template<string>): string | null {
  if (strings.every((text) => text.trim() === "")) return null;
  const text = strings.map((piece, i) => (i === 0 ? piece : nameHole(strings[i - 1]!, holes[i - 1]!, piece) + piece));
  return text
    .join("")
    .replaceAll(/\s+/g, " ")
    .replaceAll(/^\W*; /g, "")
    .trim();
}

function nameHole(before: string, hole: string, after: string): string {
  const name = hole.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  // In back-ticks stands a name of the spec; it shows what kind of name.
  if (before.endsWith("`") || /^[^`\s]*`/.test(after)) return name;
  return WORDS[hole] ?? `the ${name}`;
}
