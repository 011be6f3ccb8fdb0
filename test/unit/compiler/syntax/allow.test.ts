import { describe, expect, test } from "vitest";
import { applyAllows } from "../../../../compiler/syntax/allow.ts";
import { parse } from "../../../../compiler/syntax/parse.ts";
import { defineDiagnostics, msg } from "../../../../specs/diagnostic.ts";

const found = defineDiagnostics("leak", {
  "entity-overlap": { severity: "error", message: msg`overlap`, why: msg`w`, help: msg`h` },
  "late-column": { severity: "error", message: msg`late`, why: msg`w`, help: msg`h` },
});

/** Reports `leak/entity-overlap` at every `OVERLAP` and `leak/late-column` at every `LATE`. */
function run(text: string) {
  const { tree, diagnostics } = parse({ path: "t.pipe", text });
  expect(diagnostics).toEqual([]);
  const span = (start: number, length: number) => ({ file: "t.pipe", start, end: start + length });
  const reports = [
    ...[...text.matchAll(/OVERLAP/g)].map(({ index }) => found["entity-overlap"](span(index, 7), {})),
    ...[...text.matchAll(/LATE/g)].map(({ index }) => found["late-column"](span(index, 4), {})),
  ];
  const { diagnostics: left, allowed, pending } = applyAllows(tree, reports);
  return {
    left: left.map(({ id }) => id),
    allowed: allowed.map(({ allow, diagnostic }) => `${diagnostic.id}: ${allow.reason}`),
    pending: pending.map(({ id }) => id),
  };
}

describe("allows", () => {
  test("cover the declaration that follows, and nothing behind it", () => {
    expect(
      run(
        "# pipec-allow leak/entity-overlap: few patients\n## doc\nsplit s = kfold(OVERLAP)\nsplit z = kfold(OVERLAP)\n",
      ),
    ).toEqual({
      left: ["leak/entity-overlap"],
      allowed: ["leak/entity-overlap: few patients"],
      pending: [],
    });
  });
  test("cover one entry, also in the block of an expression", () => {
    const text =
      "table t = s |> derive {\n  # pipec-allow leak/late-column: known by contract\n  a = LATE\n  b = LATE\n}\n";
    expect(run(text)).toEqual({
      left: ["leak/late-column"],
      allowed: ["leak/late-column: known by contract"],
      pending: [],
    });
  });
  test("several ids in one comment", () => {
    const text = "# pipec-allow leak/late-column, leak/entity-overlap: a demo\nlet x = f(LATE, OVERLAP)\n";
    expect(run(text).allowed.length).toBe(2);
  });
  test.each([
    [
      "without a reason",
      "# pipec-allow leak/late-column\nlet x = LATE\n",
      ["leak/late-column", "lint/allow-without-reason"],
    ],
    [
      "with an empty reason",
      "# pipec-allow leak/late-column:  \nlet x = LATE\n",
      ["leak/late-column", "lint/allow-without-reason"],
    ],
    ["of something else", "# pipec-allow leak/late-column: r\nlet x = 1\n", ["lint/unused-allow"]],
    ["behind the line", "let x = LATE # pipec-allow leak/late-column: r\n", ["leak/late-column", "lint/unused-allow"]],
    [
      "at the end of a block",
      "table t = derive {\n a = 1\n # pipec-allow leak/late-column: r\n}\nlet x = LATE\n",
      ["leak/late-column", "lint/unused-allow"],
    ],
    ["at the end of the file", "let x = 1\n# pipec-allow leak/late-column: r\n", ["lint/unused-allow"]],
    ["without an id", "# pipec-allow everything\nlet x = 1\n", ["lint/malformed-allow"]],
    ["of syntax", "# pipec-allow syntax/bad-number: r\nlet x = 1\n", ["lint/allow-forbidden"]],
  ])("%s", (_, text, left) => expect(run(text)).toEqual({ left, allowed: [], pending: [] }));
  test("of run-time findings wait for a run", () => {
    expect(run("# pipec-allow data/duplicates: made so\nlet x = 1\n")).toEqual({
      left: [],
      allowed: [],
      pending: ["data/duplicates"],
    });
  });
});
