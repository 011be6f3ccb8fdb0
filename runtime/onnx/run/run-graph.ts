// A graph as a function of its inputs. It is given one row at a time, so that a prediction cannot read the other rows of its
// batch, whatever the graph computes: nothing needs to be proved about it.
import type { Kernel, Operators } from "./operator.ts";
import { classical } from "./operators/classical.ts";
import { contributed } from "./operators/contributed.ts";
import { elementwise } from "./operators/elementwise.ts";
import { reductions } from "./operators/reductions.ts";
import { shapes } from "./operators/shapes.ts";
import type { OnnxGraph, OnnxNode } from "./read-model.ts";
import { type OnnxTensor, unusable } from "./tensor.ts";

const OPERATORS: ReadonlyMap<string, Operators> = new Map([
  ["", { ...elementwise, ...shapes, ...reductions }],
  ["ai.onnx.ml", classical],
  ["com.microsoft", contributed],
]);

export type RunGraph = (inputs: ReadonlyMap<string, OnnxTensor>) => OnnxTensor;

/** Only what the wanted output needs is computed. Throws for operators that are not known. */
export function compileGraph(graph: OnnxGraph, output: string): RunGraph {
  const steps = neededNodes(graph, output).map((node): Step => ({ node, kernel: kernelOf(node) }));
  // What no input has a part in is the same for every row.
  const fixed = new Map(graph.constants);
  const open = steps.filter((step) => {
    const isFixed = step.node.inputs.every((name) => name === "" || fixed.has(name));
    if (isFixed) runStep(step, fixed);
    return !isFixed;
  });
  return (inputs) => {
    const values = new Map<string, OnnxTensor>([...fixed, ...inputs]);
    for (const step of open) runStep(step, values);
    const result = values.get(output);
    if (result === undefined) throw unusable(`does not compute its output \`${output}\``);
    return result;
  };
}

interface Step {
  readonly node: OnnxNode;
  readonly kernel: Kernel;
}

function runStep({ node, kernel }: Step, values: Map<string, OnnxTensor>): void {
  const results = kernel(node.inputs.map((name) => (name === "" ? null : (values.get(name) ?? null))));
  node.outputs.forEach((name, i) => {
    const result = results[i];
    if (result !== undefined) values.set(name, result);
  });
}

function kernelOf(node: OnnxNode): Kernel {
  const found = OPERATORS.get(node.domain);
  const operator = found !== undefined && Object.hasOwn(found, node.operator) ? found[node.operator] : undefined;
  if (operator !== undefined) return operator(node);
  const known = [...OPERATORS].flatMap(([domain, operators]) =>
    Object.keys(operators).map((name) => (domain === "" ? name : `${domain}.${name}`)),
  );
  throw unusable(
    `has the operator ${node.place}, which is not supported`,
    `the supported ones are ${known.join(", ")}`,
  );
}

function neededNodes({ nodes }: OnnxGraph, output: string): readonly OnnxNode[] {
  const wanted = new Set([output]);
  const needed: OnnxNode[] = [];
  for (const node of nodes.toReversed()) {
    if (!node.outputs.some((name) => wanted.has(name))) continue;
    needed.push(node);
    for (const name of node.inputs) if (name !== "") wanted.add(name);
  }
  return needed.reverse();
}
