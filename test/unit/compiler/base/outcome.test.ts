import { expect, test } from "vitest";
import { assertNever, invariant } from "../../../../compiler/base/invariant.ts";
import { failed, mapOutcome, outcomeOf } from "../../../../compiler/base/outcome.ts";
import type { Diagnostic } from "../../../../specs/diagnostic.ts";

const diagnostic = (severity: Diagnostic["severity"]): Diagnostic => ({
  id: "syntax/x",
  severity,
  span: { file: "a.pipe", start: 0, end: 1 },
  message: "m",
  why: "w",
  help: "h",
  related: [],
  entries: [],
  fixes: [],
});

test("errors make a value partial, warnings do not", () => {
  expect(outcomeOf(1, [diagnostic("warning")]).kind).toBe("ok");
  expect(outcomeOf(1, [diagnostic("error")]).kind).toBe("partial");
  expect(mapOutcome(outcomeOf(1, []), (value) => value + 1)).toMatchObject({ kind: "ok", value: 2 });
  expect(mapOutcome<number, number>(failed([]), (value) => value + 1).kind).toBe("failed");
});

test("invariants throw", () => {
  expect(() => invariant(false, "order of passes")).toThrow("order of passes");
  expect(() => invariant(true, "order of passes")).not.toThrow();
  expect(() => assertNever("x" as never)).toThrow('"x"');
});
