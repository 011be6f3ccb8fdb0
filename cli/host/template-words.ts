// Message templates without a finding: the holes are named in words.
import type { Template } from "../../specs/diagnostic.ts";

/** Holes whose name would not read as a part of the sentence. */
const WORDS: Readonly<Record<string, string>> = {
  expected: "something else",
  found: "something",
  what: "this",
  suggestion: "",
  hint: "",
  series: "",
  count: "some",
  rows: "all the",
  types: "those types",
  allowed: "certain others",
  family: "component",
  kind: "declaration",
  place: "somewhere in the data",
  doc: "the parameter",
};

/** Figures of a finding. */
const NUMBERS: ReadonlySet<string> = new Set(
  "after before folds limit looks most needed number row score seeds share skill total unlabelled warmup".split(" "),
);

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
  if (NUMBERS.has(hole)) return "N";
  if (hole === "problem") return /[:,] $/.test(before) ? "what went wrong" : "is not right";
  return WORDS[hole] ?? (/\b(?:the|no) $/.test(before) ? name : `the ${name}`);
}
