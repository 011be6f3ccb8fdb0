// The standard normal distribution in a graph, as runtime/numeric/normal.ts has it. Values and levels have the shape [N].
import { CENTRE, type Ratio, SHOULDER, TAIL } from "../numeric/normal.ts";
import { hold } from "./columns.ts";
import type { Graph, Tensor } from "./graph.ts";

/** Quantiles at levels above 0 and below 1; missing stays missing. */
export function normalQuantile(graph: Graph, level: Tensor): Tensor {
  const q = graph.apply("Sub", [level, graph.number(0.5)]);
  const rest = graph.apply("Sub", [graph.number(0.180625), graph.apply("Mul", [q, q])]);
  const centre = graph.apply("Mul", [q, ratio(graph, CENTRE, rest)]);
  const outer = graph.apply("Min", [level, graph.apply("Sub", [graph.number(1), level])]);
  const r = graph.apply("Sqrt", [graph.apply("Neg", [graph.apply("Log", [outer])])]);
  const shoulder = ratio(graph, SHOULDER, graph.apply("Sub", [r, graph.number(1.6)]));
  const tail = ratio(graph, TAIL, graph.apply("Sub", [r, graph.number(5)]));
  const size = graph.apply("Where", [graph.apply("LessOrEqual", [r, graph.number(5)]), shoulder, tail]);
  const side = graph.apply("Mul", [graph.apply("Sign", [q]), size]);
  return graph.apply("Where", [
    graph.apply("LessOrEqual", [graph.apply("Abs", [q]), graph.number(0.425)]),
    centre,
    side,
  ]);
}

/** Beyond this the level is 0 or 1 to 1e-15. */
const FAR = 8;
const TERMS = 100;

/**
 * Distribution function to 1e-15: 1/2 + density(x) (x + x^3/3 + x^5/(3*5) + ...), whose terms all have one sign (Abramowitz and
 * Stegun, 26.2.11). Graphs have no error function of doubles. Missing stays missing.
 */
export function normalCdf(graph: Graph, value: Tensor): Tensor {
  const x = hold(graph, value, -FAR, FAR);
  const square = graph.apply("Mul", [x, x]);
  const powers = graph.apply("Pow", [
    graph.apply("Unsqueeze", [square, graph.integers([1])]),
    graph.numbers(
      Float64Array.from({ length: TERMS }, (_, n) => n),
      [1, TERMS],
    ),
  ]);
  let coefficient = 1 / Math.sqrt(2 * Math.PI);
  const coefficients = Float64Array.from({ length: TERMS }, (_, n) => {
    coefficient /= 2 * n + 1;
    return coefficient;
  });
  const series = graph.apply("MatMul", [powers, graph.numbers(coefficients, [TERMS])]);
  const density = graph.apply("Exp", [graph.apply("Mul", [square, graph.number(-0.5)])]);
  const half = graph.apply("Mul", [x, graph.apply("Mul", [density, series])]);
  return graph.apply("Add", [half, graph.number(0.5)]);
}

function ratio(graph: Graph, [above, below]: Ratio, x: Tensor): Tensor {
  const horner = (coefficients: readonly number[]): Tensor =>
    coefficients
      .slice(0, -1)
      .reduceRight<Tensor>(
        (sum, coefficient) => graph.apply("Add", [graph.apply("Mul", [sum, x]), graph.number(coefficient)]),
        graph.number(coefficients.at(-1)!),
      );
  return graph.apply("Div", [horner(above), horner(below)]);
}
