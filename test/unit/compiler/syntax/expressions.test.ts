import { describe, expect, test } from "vitest";
import { entriesOf, exprOf } from "./print-tree.ts";

describe("literals", () => {
  test.each([
    ["10_000", "10000"],
    ["1.5", "1.5"],
    ["1e-3", "0.001"],
    ["2E5", "200000"],
    ["20%", "percent 0.2"],
    ["true", "true"],
    ["null", "null"],
    ["2024-02-29", "date 2024-02-29"],
    ["2024-01-31T06:00:00Z", "timestamp 2024-01-31T06:00:00Z"],
    ["2024-01-31T06:00:00.250+02:00", "timestamp 2024-01-31T06:00:00.250+02:00"],
    ["500ms", "0mo+500ms"],
    ["90s", "0mo+90000ms"],
    ["15min", "0mo+900000ms"],
    ["1.5h", "0mo+5400000ms"],
    ["1d", "0mo+86400000ms"],
    ["2w", "0mo+1209600000ms"],
    ["3mo", "3mo+0ms"],
    ["2q", "6mo+0ms"],
    ["1.5y", "18mo+0ms"],
    ['"a\\n\\t\\"\\\\\\u{1F600}"', JSON.stringify('a\n\t"\\😀')],
    ["`Mean Temp (C)`", "`Mean Temp (C)`"],
    ["log", "log"],
  ])("%s", (text, tree) => expect(exprOf(text)).toBe(tree));
});

describe("binding", () => {
  test.each([
    ["1..24", "(1..24)"],
    ["-5..5", "((- 5)..5)"],
    ["0.01..0.1 log", "(0.01..0.1 log)"],
    ["50..300 step 50", "(50..300 step 50)"],
    ["1..a+1 step 2*b log", "(1..(+ a 1) step (* 2 b) log)"],
    ["a + b * c - d", "(- (+ a (* b c)) d)"],
    ["not a == b and c or d", "(or (and (not (== a b)) c) d)"],
    ["not not a", "(not (not a))"],
    ["a and not b in [1, 2]", "(and a (not (in b [1, 2])))"],
    ["a ?? b + 1 > 2", "(> (?? a (+ b 1)) 2)"],
    ["-a.b(1) * -c", "(* (- a.b(1)) (- c))"],
    ["a |> f() or b |> g(x: 1)", "(|> (|> a (or f() b)) g(x: 1))"],
    ["log(x) + log", "(+ log(x) log)"],
    ["(a + b) * c", "(* <(+ a b)> c)"],
    ["f(3..10 when g == h, on: on, step: step)", "f((3..10) when (== g h), on: on, step: step)"],
    ["f(a,)", "f(a)"],
    ["derive + case", "(+ derive case)"],
    ["t |> derive { a = 1, b: 2 }", "(|> t derive{a = 1; b: 2})"],
    [
      "t |> aggregate(by: k) { n = count() } |> derive { m = n }",
      "(|> (|> t aggregate(by: k){n = count()}) derive{m = n})",
    ],
    ["case { a > 1: b, else: c }", "case{(> a 1): b; ELSE: c}"],
  ])("%s", (text, tree) => expect(exprOf(text)).toBe(tree));
});

describe("line ends", () => {
  test.each([
    ["a +\n b", "(+ a b)"],
    ["a\n\n # remark\n |> f()", "(|> a f())"],
    ["a\n and b\n or c\n ?? d", "(or (and a b) (?? c d))"],
    ["f(\n a\n + b\n,\n)", "f((+ a b))"],
    ["[1,\n2\n]", "[1, 2]"],
    ["\n\n5", "5"],
    ["(t |> derive {\n a = 1\n b = 2\n})", "<(|> t derive{a = 1; b = 2})>"],
  ])("%j", (text, tree) => expect(exprOf(text)).toBe(tree));
});

describe("entries", () => {
  test("schema, selectors, rules and clauses", () => {
    expect(
      entriesOf(`
        date: timestamp @time(every: 1h, zone: "UTC")
        x: float[64, 2]? @id @weight
        all except(a, b): f() |> g()
        all: f()
        all = f(x)
        else: 1, when: a.b < c
        unique(date), fit: cv.train
        source: string
        on: engine`),
    ).toEqual([
      'date: timestamp @time(every: 0mo+3600000ms, zone: "UTC")',
      "x: float[64,2]? @id @weight",
      "ALL except(a, b): (|> f() g())",
      "ALL: f()",
      "all = f(x)",
      "ELSE: 1",
      "when: (< a.b c)",
      "unique(date)",
      "fit: cv.train",
      "source: string",
      "on: engine",
    ]);
  });
});
