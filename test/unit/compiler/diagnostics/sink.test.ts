import { expect, test } from "vitest";
import { createSink } from "../../../../compiler/diagnostics/sink.ts";
import { defineDiagnostics, msg } from "../../../../specs/diagnostic.ts";

const messages = defineDiagnostics("syntax", {
  odd: { severity: "warning", message: msg`odd ${"name"}`, why: msg`w`, help: msg`h` },
  wrong: { severity: "error", message: msg`wrong`, why: msg`w`, help: msg`h` },
});
const span = (start: number, end: number, file = "a.pipe") => ({ file, start, end });

test("repeats are dropped, the list is sorted by place", () => {
  const sink = createSink();
  sink.report(messages.odd(span(5, 6), { name: "first" }));
  expect(sink.hasErrors()).toBe(false);
  sink.reportAll([
    messages.odd(span(5, 6), { name: "again" }),
    messages.wrong(span(5, 6), {}),
    messages.wrong(span(9, 9), {}),
    messages.wrong(span(1, 2), {}),
    messages.wrong(span(1, 2, "A.pipe"), {}),
  ]);
  expect(sink.hasErrors()).toBe(true);
  expect(sink.list().map((one) => `${one.span.file}:${one.span.start} ${one.id} ${one.message}`)).toEqual([
    "A.pipe:1 syntax/wrong wrong",
    "a.pipe:1 syntax/wrong wrong",
    "a.pipe:5 syntax/wrong wrong",
    "a.pipe:5 syntax/odd odd first",
    "a.pipe:9 syntax/wrong wrong",
  ]);
});
