import { describe, expect, test } from "vitest";
import { parse } from "../../../../compiler/syntax/parse.ts";
import { printExpr } from "./print-tree.ts";

const read = (text: string) => parse({ path: "t.pipe", text });

test("items, titles, aliases and documentation", () => {
  const { tree, diagnostics } = read(`## About
## all of it.
pipeline p "Title \\"x\\""
import "a.pipe" as a
import "b.pipe"
use "./plugin.ts"
## How many.

param n: int = 3
param k: string
# plain
fit m = a.best
  on cv.dev {
  validate: cv.val
}
`);
  expect(diagnostics).toEqual([]);
  expect(tree.header).toMatchObject({ name: { name: "p" }, title: 'Title "x"', doc: "About\nall of it." });
  expect(tree.imports.map(({ path, alias }) => [path, alias?.name])).toEqual([
    ["a.pipe", "a"],
    ["b.pipe", undefined],
  ]);
  expect(tree.uses[0]?.path).toBe("./plugin.ts");
  expect(tree.params.map(({ name, doc, value }) => [name.name, doc, value?.kind])).toEqual([
    ["n", "How many.", "int"],
    ["k", null, undefined],
  ]);
  const [fit] = tree.declarations;
  expect(fit).toMatchObject({ of: "fit", doc: null });
  expect([printExpr(fit!.value), printExpr(fit!.on!), fit!.block?.entries.length]).toEqual(["a.best", "cv.dev", 1]);
  expect(tree.items.map(({ kind }) => kind)).toEqual([
    "header",
    "import",
    "import",
    "use",
    "param",
    "param",
    "declaration",
  ]);
  expect(tree.comments.length).toBe(4);
});

test("spans are those of the text", () => {
  const text = "model m =  scaled |> ridge(alpha: 1) # end\n";
  const { tree } = read(text);
  const [model] = tree.declarations;
  const slice = ({ start, end }: { start: number; end: number }) => text.slice(start, end);
  expect(slice(model!.span)).toBe("model m =  scaled |> ridge(alpha: 1)");
  expect(slice(model!.value.span)).toBe("scaled |> ridge(alpha: 1)");
  expect(slice(model!.keywordSpan)).toBe("model");
  expect(tree.comments[0]).toMatchObject({ text: "# end", ownLine: false });
});

describe("recovery", () => {
  test("a declaration begins also inside open brackets", () => {
    const { tree, diagnostics } = read(
      "model a = f(x, [1,\nmodel b = g()\nparam n: int = 1\ntable t = b |> derive {\nsource s = c()\n",
    );
    expect(tree.items.map((item) => ("name" in item ? item.name.name : ""))).toEqual(["a", "b", "n", "t", "s"]);
    expect(diagnostics.map(({ id }) => id)).toEqual([
      "syntax/unclosed-bracket",
      "syntax/unclosed-bracket",
      "syntax/unclosed-bracket",
    ]);
  });
  test("keys of a block never begin a declaration", () => {
    const { tree, diagnostics } = read(
      "search s = tpe(m) {\n  fit: cv.train\n  source: x\n  model\n  param: 1\n  use: 2\n}\n",
    );
    expect(diagnostics).toEqual([]);
    expect(tree.declarations[0]!.block?.entries.length).toBe(5);
  });
  test("what can be read of a broken declaration is kept", () => {
    const { tree } = read("fit f = m(a b) x on cv.dev {\n  validate: \n  patience: 3\n}\n");
    const [fit] = tree.declarations;
    expect(fit).toMatchObject({ of: "fit", name: { name: "f" }, on: { kind: "member" } });
    expect(fit!.block?.entries.map(({ form, value }) => `${form} ${value?.expr.kind}`)).toEqual([
      "colon invalid",
      "colon int",
    ]);
  });
  test("a misspelt kind still declares its name", () => {
    const { tree, diagnostics } = read("modle x = ridge()\nlet y = x\n");
    expect(tree.declarations.map(({ of, name }) => `${of} ${name.name}`)).toEqual(["model x", "let y"]);
    expect(diagnostics.map(({ help }) => help)).toEqual(["did you mean `model`?"]);
  });
  test("an unclosed argument list ends at its line, so the entries after it are seen", () => {
    const { tree, diagnostics } = read("check q = t {\n  unique(date\n  regular(date)\n}\nlet x = 1\n");
    expect(tree.declarations[0]!.block?.entries.length).toBe(2);
    expect(diagnostics.map(({ id }) => id)).toEqual(["syntax/unclosed-bracket"]);
  });
});
