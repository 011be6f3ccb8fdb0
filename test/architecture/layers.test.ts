// Who may import whom. A layer may name only layers it lists, so the graph of folders is acyclic by construction; the
// tests prove that the code obeys it. docs/architecture.md explains the table.
import { describe, expect, it } from "vitest";
import { closureOf, readSourceFiles, readSpecifiers, type SourceFile } from "./source-files.ts";

interface Layer {
  readonly name: string;
  readonly holds: RegExp;
  readonly mayImport: readonly string[];
}

const GROUND = ["specs", "compiler/base", "compiler/source"];
const FRONT = [...GROUND, "compiler/diagnostics", "compiler/syntax"];

/** The first layer whose pattern matches a file owns it. */
const LAYERS: readonly Layer[] = [
  { name: "specs", holds: /^specs\//, mayImport: [] },
  { name: "compiler/base", holds: /^compiler\/base\//, mayImport: ["specs"] },
  { name: "compiler/source", holds: /^compiler\/source\//, mayImport: ["specs", "compiler/base"] },
  { name: "compiler/diagnostics", holds: /^compiler\/diagnostics\//, mayImport: GROUND },
  { name: "compiler/syntax", holds: /^compiler\/syntax\//, mayImport: [...GROUND, "compiler/diagnostics"] },
  { name: "compiler/format", holds: /^compiler\/format\//, mayImport: [...GROUND, "compiler/syntax"] },
  { name: "compiler/names", holds: /^compiler\/names\//, mayImport: FRONT },
  { name: "compiler/types", holds: /^compiler\/types\//, mayImport: [...FRONT, "compiler/names"] },
  { name: "compiler/graph", holds: /^compiler\/graph\//, mayImport: [...FRONT, "compiler/names", "compiler/types"] },
  { name: "compiler/checks", holds: /^compiler\/checks\//, mayImport: [...FRONT, "compiler/types", "compiler/graph"] },
  { name: "compiler/plan", holds: /^compiler\/plan\//, mayImport: [...FRONT, "compiler/types", "compiler/graph"] },
  {
    name: "compiler",
    holds: /^compiler\/[^/]+\.ts$/,
    mayImport: [
      ...FRONT,
      "compiler/format",
      "compiler/names",
      "compiler/types",
      "compiler/graph",
      "compiler/checks",
      "compiler/plan",
    ],
  },
  { name: "runtime", holds: /^runtime\//, mayImport: ["specs"] },
  {
    name: "stdlib implementations",
    holds: /^stdlib\/(.*\/)?(implementations|onnx|[^/]+\.(impl|onnx))\.ts$/,
    mayImport: ["specs", "runtime", "stdlib"],
  },
  // Declarations, and what declarations or implementations of one family share. What declarations reach is tested below.
  { name: "stdlib", holds: /^stdlib\//, mayImport: ["specs", "runtime"] },
  {
    name: "cli",
    holds: /^cli\//,
    mayImport: [
      "specs",
      "compiler/base",
      "compiler/source",
      "compiler/diagnostics",
      "compiler/syntax",
      "compiler/format",
      "compiler/plan",
      "compiler",
      "runtime",
      "stdlib",
      "stdlib implementations",
    ],
  },
];

const files = readSourceFiles();
const layerOf = (path: string): Layer | undefined => LAYERS.find((layer) => layer.holds.test(path));

describe("layers", () => {
  it("finds the sources", () => {
    expect(files.length).toBeGreaterThan(100);
  });

  it("gives every file a layer", () => {
    expect(files.filter((file) => layerOf(file.path) === undefined).map((file) => file.path)).toEqual([]);
  });

  it("imports only layers that the table allows", () => {
    const broken = files.flatMap((file) => {
      const layer = layerOf(file.path);
      return file.imports
        .filter((path) => {
          const other = layerOf(path);
          return other !== undefined && other !== layer && !layer?.mayImport.includes(other.name);
        })
        .map((path) => `${file.path} imports ${path}`);
    });
    expect(broken).toEqual([]);
  });

  it("imports files that exist", () => {
    const known = new Set(files.map((file) => file.path));
    const missing = files.flatMap((file) =>
      file.imports
        .filter((path) => path.endsWith(".ts") && !known.has(path))
        .map((path) => `${file.path} imports ${path}`),
    );
    expect(missing).toEqual([]);
  });

  it("has no circle of files, type imports included", () => {
    expect(findCircles(files)).toEqual([]);
  });
});

describe("purity", () => {
  it("keeps Node out of the compiler", () => {
    const broken = files
      .filter((file) => file.path.startsWith("compiler/"))
      .flatMap((file) =>
        file.packages.filter((name) => name.startsWith("node:")).map((name) => `${file.path}: ${name}`),
      );
    expect(broken).toEqual([]);
  });

  it("keeps clocks, unseeded randomness and the environment in cli", () => {
    const impure = /\bDate\.now\(|\bMath\.random\(|\bprocess\.env\b|\bnew Date\(\)|\bperformance\.now\(/;
    const broken = files
      .filter((file) => !file.path.startsWith("cli/"))
      .flatMap((file) =>
        file.text
          .split("\n")
          .map((line, i) => ({ line, place: `${file.path}:${i + 1}` }))
          .filter(({ line }) => impure.test(line.replace(/\/\/.*|^\s*\*.*/, "")))
          .map(({ place }) => place),
      );
    expect(broken).toEqual([]);
  });

  it("loads only the parser, and no numeric library, for compiling", () => {
    const loaded = closureOf(
      ["compiler/index.ts", "compiler/catalogue.ts", "compiler/format/format.ts", "stdlib/declarations.ts"],
      files,
    );
    expect(loaded.length).toBeGreaterThan(50);
    expect(loaded.filter((file) => file.path.startsWith("runtime/")).map((file) => file.path)).toEqual([]);
    const packages = new Set(loaded.flatMap((file) => file.packages));
    expect([...packages].filter((name) => !["chevrotain", "ajv", "node:crypto"].includes(name))).toEqual([]);
  });

  it("keeps implementations out of the declarations", () => {
    const loaded = closureOf(["stdlib/declarations.ts"], files);
    expect(
      loaded.map((file) => file.path).filter((path) => /\.impl\.ts$|implementations\.ts$|^runtime\//.test(path)),
    ).toEqual([]);
  });
});

/** Tables of types that read best in one piece. */
const CONTRACT_TABLES = ["compiler/types/typed.ts"];

describe("house rules", () => {
  it("keeps files short", () => {
    const long = files
      .filter((file) => !CONTRACT_TABLES.includes(file.path))
      .map((file) => ({ path: file.path, lines: file.text.split("\n").length }))
      .filter(({ lines }) => lines > 400);
    expect(long).toEqual([]);
  });

  it("has a named home for everything", () => {
    const vague = /(^|\/)(utils?|helpers?|common|misc|shared|lib)(\.ts|\/|\.[a-z]+\.ts)/;
    expect(files.map((file) => file.path).filter((path) => vague.test(path))).toEqual([]);
  });

  it("names files in kebab-case", () => {
    expect(files.map((file) => file.path).filter((path) => !/^[a-z0-9\-./]+$/.test(path))).toEqual([]);
  });

  it("leaves no note of unfinished work and no way around the types", () => {
    const marks = /\b(TODO|FIXME|XXX|HACK)\b|@ts-(ignore|nocheck)/;
    expect(files.filter((file) => marks.test(file.text)).map((file) => file.path)).toEqual([]);
  });
});

it("reads every form of import", () => {
  const text =
    'import a from "./a.ts";\nimport type { B } from "./b.ts";\nimport {\n  c,\n} from "./c.ts";\nimport "./d.ts";\nexport { e } from "./e.ts";\nconst f = await import("./f.ts");\n// import g from "./g.ts"\n';
  expect(readSpecifiers(text)).toEqual(["./a.ts", "./b.ts", "./c.ts", "./d.ts", "./e.ts", "./f.ts"]);
});

/** Each way back to a file that a depth-first search is still inside of. */
function findCircles(all: readonly SourceFile[]): string[] {
  const byPath = new Map(all.map((file) => [file.path, file]));
  const state = new Map<string, "open" | "closed">();
  const circles: string[] = [];
  const path: string[] = [];
  const visit = (name: string): void => {
    if (state.get(name) === "closed") return;
    if (state.get(name) === "open") {
      circles.push([...path.slice(path.indexOf(name)), name].join(" -> "));
      return;
    }
    state.set(name, "open");
    path.push(name);
    for (const next of byPath.get(name)?.imports ?? []) if (byPath.has(next)) visit(next);
    path.pop();
    state.set(name, "closed");
  };
  for (const file of all) visit(file.path);
  return circles;
}
