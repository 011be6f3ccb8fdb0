// A page of docs/diagnostics: its data, its components, its wrong and its right spec, and what is found in them.
//
// A fenced block says in its first line what it is: `csv NAME` data for the specs (`csv NAME latin-1` in another encoding, `npy NAME`
// an array of doubles, written as JSON), `js NAME` components that carry out the
// wrong spec in place of those of the same names, `pipe error` the wrong spec, `pipe` the right one, `pipe earlier` a spec that
// was run before in the same store. `strict` behind them compiles in strict mode, `prove` runs `pipec prove`.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { compileText } from "../../../cli/host/compile-spec.ts";
import type { Implementations } from "../../../runtime/component.ts";
import type { Diagnostic } from "../../../specs/diagnostic.ts";
import { implementations } from "../../../stdlib/implementations.ts";
import { createPlace, type Lies, type Place } from "../runtime/contracts/run-text.ts";

export const PAGES = join(import.meta.dirname, "../../../docs/diagnostics");

interface Block {
  /** The words of its first line. */
  readonly words: readonly string[];
  readonly text: string;
}

export interface Page {
  readonly id: string;
  readonly blocks: readonly Block[];
  readonly wrong: Block;
  readonly right: Block;
}

export function readPage(id: string): Page {
  const text = readFileSync(join(PAGES, `${id}.md`), "utf8");
  const blocks = [...text.matchAll(/^```([^\n]*)\n([\s\S]*?)^```$/gm)].map(
    ([, words, body]): Block => ({ words: words!.split(" "), text: body! }),
  );
  const specs = blocks.filter(({ words }) => words[0] === "pipe" && !words.includes("earlier"));
  const wrong = specs.filter(({ words }) => words[1] === "error");
  const right = specs.filter(({ words }) => words[1] !== "error");
  if (wrong.length !== 1 || right.length !== 1) throw new TypeError(`${id} has not one wrong and one right spec`);
  return { id, blocks, wrong: wrong[0]!, right: right[0]! };
}

const isData = ({ words }: Block): boolean => words[0] === "csv" || words[0] === "npy";

export const hasData = ({ blocks }: Page): boolean => blocks.some(isData);

function contentOf({ words, text }: Block): Buffer {
  if (words[0] === "npy") return npyOf(JSON.parse(text));
  return Buffer.from(text, words[2] === "latin-1" ? "latin1" : "utf8");
}

type Nested = number | readonly Nested[];

const flat = (array: Nested): readonly number[] => (typeof array === "number" ? [array] : array.flatMap(flat));

/** Version 1 of the NPY format. */
function npyOf(array: Nested): Buffer {
  const shape: number[] = [];
  for (let at: Nested = array; typeof at !== "number"; at = at[0]!) shape.push(at.length);
  const axes = `${shape.join(", ")}${shape.length === 1 ? "," : ""}`;
  const header = `{'descr': '<f8', 'fortran_order': False, 'shape': (${axes})}\n`;
  const length = Buffer.alloc(2);
  length.writeUInt16LE(header.length);
  const values = Buffer.from(new Float64Array(flat(array)).buffer);
  return Buffer.concat([Buffer.from("\x93NUMPY\x01\x00", "latin1"), length, Buffer.from(header), values]);
}

/** What is found in one of the page's specs: by the compiler, and on the page's data if it has any. */
export async function findingsIn(page: Page, spec: Block): Promise<readonly Diagnostic[]> {
  const { plan, diagnostics } = compiled(spec);
  if (plan === null || !hasData(page)) return diagnostics;
  const place = createPlace();
  try {
    const named = (kind: string) => page.blocks.filter(({ words }) => words[0] === kind);
    for (const block of page.blocks.filter(isData))
      writeFileSync(join(place.folder, block.words[1]!), contentOf(block));
    for (const earlier of page.blocks.filter(({ words }) => words.includes("earlier"))) await runClean(place, earlier);
    const lies = spec === page.wrong ? await liesOf(place, named("js")) : {};
    const made = spec.words.includes("prove") ? await place.prove(plan, lies) : await place.run(plan, lies);
    return [...diagnostics, ...made.diagnostics];
  } finally {
    place.remove();
  }
}

const compiled = ({ words, text }: Block) =>
  compileText({ path: "spec.pipe", text }, { set: {}, profile: null, strict: words.includes("strict"), asOf: null });

async function runClean(place: Place, spec: Block): Promise<void> {
  const { plan, diagnostics } = compiled(spec);
  if (plan === null) throw new TypeError(diagnostics.map(({ message }) => message).join("\n"));
  const { kind, diagnostics: found } = await place.run(plan);
  if (kind !== "done") throw new TypeError(found.map(({ message }) => message).join("\n"));
}

async function liesOf(place: Place, blocks: readonly Block[]): Promise<Lies> {
  const lies: Record<string, unknown> = {};
  for (const { words, text } of blocks) {
    const file = join(place.folder, words[1]!);
    writeFileSync(file, text);
    const families = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as Lies;
    for (const family of Object.keys(families) as (keyof Implementations)[])
      lies[family] = { ...implementations[family], ...families[family] };
  }
  return lies as Lies;
}
