// What classifiers and regressors of `ai.onnx.ml` make of their scores, as onnxruntime does.
import { intsOf, textOf, textsOf } from "../operator.ts";
import type { OnnxNode } from "../read-model.ts";
import { numbers, type OnnxTensor, texts, unusable } from "../tensor.ts";

const logistic = (score: number): number => 1 / (1 + Math.exp(-score));

function softmax(scores: Float64Array, zero: boolean): void {
  const top = scores.reduce((most, score) => Math.max(most, score), Number.NEGATIVE_INFINITY);
  let sum = 0;
  scores.forEach((score, i) => {
    // `SOFTMAX_ZERO` leaves scores of 0 at 0.
    scores[i] = zero && Math.abs(score) < 1e-7 ? 0 : Math.exp(score - top);
    sum += scores[i]!;
  });
  scores.forEach((share, i) => {
    scores[i] = share / sum;
  });
}

/** Changes the scores of one row. */
export function postTransform(node: OnnxNode): (scores: Float64Array) => void {
  const kind = textOf(node, "post_transform", "NONE");
  switch (kind) {
    case "NONE":
      return () => {};
    case "LOGISTIC":
      return (scores) => {
        scores.forEach((score, i) => {
          scores[i] = logistic(score);
        });
      };
    case "SOFTMAX":
    case "SOFTMAX_ZERO":
      return (scores) => softmax(scores, kind === "SOFTMAX_ZERO");
    default:
      throw unusable(`has the post-transform \`${kind}\` in ${node.place}`);
  }
}

export interface ClassLabels {
  readonly type: "string" | "int64";
  readonly names: readonly string[];
}

export function classLabels(node: OnnxNode): ClassLabels {
  const words = textsOf(node, "classlabels_strings") ?? [];
  if (words.length > 0) return { type: "string", names: words };
  const ints = intsOf(node, "classlabels_int64s") ?? intsOf(node, "classlabels_ints") ?? [];
  return { type: "int64", names: ints.map(String) };
}

/**
 * Labels and probabilities. `single`: a row has one score, that of the second of two classes; `positive`: it cannot be negative,
 * so without a transform it is a probability already.
 */
export function finishClasses(
  node: OnnxNode,
  labels: ClassLabels,
  scores: Float64Array,
  outputs: number,
  { single, positive }: { readonly single: boolean; readonly positive: boolean },
): readonly OnnxTensor[] {
  const kind = textOf(node, "post_transform", "NONE");
  const rows = scores.length / outputs;
  const width = single ? 2 : outputs;
  const finish = postTransform(node);
  const data = new Float64Array(rows * width);
  const chosen: number[] = [];
  for (let row = 0; row < rows; row++) {
    const own = scores.subarray(row * outputs, (row + 1) * outputs);
    const made = data.subarray(row * width, (row + 1) * width);
    if (single) {
      const score = own[0]!;
      chosen.push(Number(score > (positive ? 0.5 : 0)));
      if (kind === "LOGISTIC") made.set([logistic(-score), logistic(score)]);
      else made.set(positive ? [1 - score, score] : [-score, score]);
      if (kind === "SOFTMAX" || kind === "SOFTMAX_ZERO") finish(made);
      continue;
    }
    chosen.push(own.reduce((best, score, k) => (score > own[best]! ? k : best), 0));
    made.set(own);
    finish(made);
  }
  const label =
    labels.type === "string"
      ? texts(
          [rows],
          chosen.map((k) => labels.names[k] ?? ""),
        )
      : numbers(
          "int64",
          [rows],
          Float64Array.from(chosen, (k) => Number(labels.names[k] ?? k)),
        );
  return [label, numbers("float", [rows, width], data)];
}
