// Every spec that is known to be clean: those of the leakage corpus that say so, and the examples.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");
const CORPUS = join(ROOT, "test/fixtures/leakage");

export interface CleanSpec {
  readonly name: string;
  readonly text: string;
}

export function cleanSpecs(): readonly CleanSpec[] {
  const corpus = readdirSync(CORPUS)
    .filter((name) => name.endsWith(".pipe"))
    .map((name) => ({ name, text: readFileSync(join(CORPUS, name), "utf8") }))
    .filter(({ text }) => text.startsWith("# expect: clean\n"));
  const examples = readdirSync(join(ROOT, "examples"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".pipe") && !name.includes("leaky"))
    .map((name) => ({ name, text: readFileSync(join(ROOT, "examples", name), "utf8") }));
  return [...corpus, ...examples];
}
