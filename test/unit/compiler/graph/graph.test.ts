import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { assertGraph } from "../../../../compiler/graph/assert-graph.ts";
import type { FlowGraph } from "../../../../compiler/graph/graph.ts";
import { printGraph } from "../../../../compiler/graph/print-graph.ts";
import { checkText } from "../checks/check-text.ts";

const text = readFileSync(join(import.meta.dirname, "../../../fixtures/leakage/tuned-on-test-c2.pipe"), "utf8");

it("has a node per value, with edges in the direction of influence", () => {
  expect(`\n${printGraph(checkText(text).graph)}\n`).toBe(`
load: source
hourly/1: step map <- load
ahead: task <- hourly/1
cv: cut later <- ahead
tuned/1: part train per fold <- cv
tuned/2: part val per fold <- cv
tuned/trial: learn model per fold <- tuned/1
tuned/score: judge score <- tuned/trial, tuned/2
tuned: choose search <- tuned/trial, tuned/2, tuned/score
champion/1: part dev <- cv
champion: learn model <- champion/1, tuned
final/1: part test <- cv
final: judge evaluate <- champion, final/1
best_load: emit <- champion
summary: emit <- final, tuned
`);
});

it("refuses a graph whose nodes stand before their inputs", () => {
  const { graph } = checkText(text);
  const reversed: FlowGraph = { ...graph, nodes: [...graph.nodes].reverse() };
  expect(() => assertGraph(reversed)).toThrow("before it exists");
});
