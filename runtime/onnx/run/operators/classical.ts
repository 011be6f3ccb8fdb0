// Operators of the domain `ai.onnx.ml`, trees apart (trees.ts).
import {
  floatOf,
  floatsOf,
  input,
  intOf,
  intsOf,
  type Operator,
  type Operators,
  tensorOf,
  textOf,
  textsOf,
} from "../operator.ts";
import type { OnnxNode } from "../read-model.ts";
import { numbers, type OnnxTensor, requireNumbers, sizeOf, texts, unusable } from "../tensor.ts";
import { classLabels, finishClasses, postTransform } from "./post-transform.ts";
import { treeClassifier, treeRegressor } from "./trees.ts";

const scaler: Operator = (node) => {
  const offset = floatsOf(node, "offset") ?? [];
  const scale = floatsOf(node, "scale") ?? [];
  return (inputs) => {
    const tensor = requireNumbers(inputs[0], node.place);
    const width = tensor.shape.at(-1) ?? 1;
    const of = (list: readonly number[], i: number, none: number): number =>
      list[list.length === 1 ? 0 : i % width] ?? none;
    const data = tensor.data.map((value, i) => (value - of(offset, i, 0)) * of(scale, i, 1));
    return [numbers("float", tensor.shape, data)];
  };
};

const normalizer: Operator = (node) => {
  const kind = textOf(node, "norm", "MAX");
  const sizes: Readonly<Record<string, (row: Float64Array) => number>> = {
    MAX: (row) => row.reduce((most, value) => Math.max(most, Math.abs(value)), 0),
    L1: (row) => row.reduce((sum, value) => sum + Math.abs(value), 0),
    L2: (row) => Math.sqrt(row.reduce((sum, value) => sum + value * value, 0)),
  };
  const size = sizes[kind];
  if (size === undefined) throw unusable(`has the norm \`${kind}\` in ${node.place}`);
  return (inputs) => {
    const tensor = requireNumbers(inputs[0], node.place);
    const width = tensor.shape.at(-1) ?? 1;
    const data = Float64Array.from(tensor.data);
    for (let from = 0; from < data.length; from += width) {
      const row = data.subarray(from, from + width);
      const length = size(row);
      for (let i = 0; length !== 0 && i < row.length; i++) row[i] = row[i]! / length;
    }
    return [numbers("float", tensor.shape, data)];
  };
};

const imputer: Operator = (node) => {
  const floats = floatsOf(node, "imputed_value_floats");
  const values = floats !== null && floats.length > 0 ? floats : (intsOf(node, "imputed_value_int64s") ?? []);
  const replaced =
    floats !== null && floats.length > 0
      ? floatOf(node, "replaced_value_float", 0)
      : intOf(node, "replaced_value_int64", 0);
  return (inputs) => {
    const tensor = requireNumbers(inputs[0], node.place);
    const width = tensor.shape.at(-1) ?? 1;
    const isMissing = Number.isNaN(replaced) ? Number.isNaN : (value: number): boolean => value === replaced;
    const data = tensor.data.map((value, i) =>
      isMissing(value) ? (values[values.length === 1 ? 0 : i % width] ?? value) : value,
    );
    return [numbers(tensor.type, tensor.shape, data)];
  };
};

/** Keys of one kind to values of another. NaN is a key like any other. */
const labelEncoder: Operator = (node) => {
  const tensorOrList = (end: "keys" | "values"): OnnxTensor => {
    const tensor = tensorOf(node, `${end}_tensor`);
    const words = textsOf(node, `${end}_strings`) ?? [];
    const ints = intsOf(node, `${end}_int64s`) ?? [];
    const floats = floatsOf(node, `${end}_floats`) ?? [];
    if (tensor !== null) return tensor;
    if (words.length > 0) return texts([words.length], words);
    if (ints.length > 0) return numbers("int64", [ints.length], Float64Array.from(ints));
    return numbers("float", [floats.length], Float64Array.from(floats));
  };
  const words = textsOf(node, "classes_strings") ?? [];
  const keys = words.length > 0 ? texts([words.length], words) : tensorOrList("keys");
  const values =
    words.length > 0
      ? numbers(
          "int64",
          [words.length],
          Float64Array.from(words, (_, i) => i),
        )
      : tensorOrList("values");
  const fallback = tensorOf(node, "default_tensor");
  const none: number | string =
    fallback?.data[0] ??
    (values.type === "string"
      ? textOf(node, "default_string", "_Unused")
      : values.type === "int64"
        ? intOf(node, "default_int64", -1)
        : floatOf(node, "default_float", 0));
  const places = new Map<number | string, number>();
  Array.from<number | string>(keys.data).forEach((key, i) => {
    if (!places.has(key)) places.set(key, i);
  });
  return (inputs) => {
    const tensor = input(inputs, 0, node);
    if ((tensor.type === "string") !== (keys.type === "string"))
      throw unusable(`looks up another type in ${node.place}`);
    const found = Array.from<number | string>(tensor.data).map((key) => {
      const at = places.get(key);
      return at === undefined ? none : (values.data[at] ?? none);
    });
    if (values.type === "string") return [texts(tensor.shape, found.map(String))];
    return [numbers(values.type, tensor.shape, Float64Array.from(found, Number))];
  };
};

const oneHotEncoder: Operator = (node) => {
  const words = textsOf(node, "cats_strings") ?? [];
  const ints = intsOf(node, "cats_int64s") ?? [];
  const zeros = intOf(node, "zeros", 1) === 1;
  const places = new Map<number | string, number>(
    words.length > 0 ? words.map((word, i) => [word, i]) : ints.map((value, i) => [value, i]),
  );
  return (inputs) => {
    const tensor = input(inputs, 0, node);
    const shape = [...tensor.shape, places.size];
    const data = new Float64Array(sizeOf(shape));
    Array.from<number | string>(tensor.data).forEach((value, i) => {
      const at = places.get(value);
      if (at !== undefined) data[i * places.size + at] = 1;
      else if (!zeros) throw unusable(`met the level \`${value}\`, which ${node.place} does not know`);
    });
    return [numbers("float", shape, data)];
  };
};

const featureExtractor: Operator = (node) => (inputs) => {
  const tensor = input(inputs, 0, node);
  const at = requireNumbers(inputs[1], node.place).data;
  const width = tensor.shape.at(-1) ?? 1;
  const rows = width === 0 ? 0 : tensor.data.length / width;
  const shape = tensor.shape.length <= 1 ? [1, at.length] : tensor.shape.with(-1, at.length);
  const values: (number | string)[] = [];
  for (let row = 0; row < rows; row++) {
    for (const place of at) {
      const value = place >= 0 && place < width ? tensor.data[row * width + place] : undefined;
      if (value === undefined) throw unusable(`reads place ${place} of ${width} in ${node.place}`);
      values.push(value);
    }
  }
  if (tensor.type === "string") return [texts(shape, values.map(String))];
  return [numbers(tensor.type, shape, Float64Array.from(values, Number))];
};

const binarizer: Operator = (node) => {
  const threshold = floatOf(node, "threshold", 0);
  return (inputs) => {
    const tensor = requireNumbers(inputs[0], node.place);
    return [
      numbers(
        tensor.type,
        tensor.shape,
        tensor.data.map((value) => Number(value > threshold)),
      ),
    ];
  };
};

/** Columns side by side, as floats. */
const featureVectorizer: Operator = (node) => (inputs) => {
  const parts = inputs.map((part) => requireNumbers(part, node.place));
  const rows = parts[0]!.shape[0] ?? 1;
  const widths = parts.map(({ data }) => (rows === 0 ? 0 : data.length / rows));
  if (widths.some((width) => !Number.isInteger(width))) throw unusable(`puts unlike tensors together in ${node.place}`);
  const data: number[] = [];
  for (let row = 0; row < rows; row++) {
    for (const [i, part] of parts.entries()) data.push(...part.data.subarray(row * widths[i]!, (row + 1) * widths[i]!));
  }
  return [numbers("float", [rows, data.length / Math.max(rows, 1)], Float64Array.from(data))];
};

interface Linear {
  readonly coefficients: readonly number[];
  readonly intercepts: readonly number[];
  readonly outputs: number;
}

function scoresOf({ coefficients, intercepts, outputs }: Linear, tensor: OnnxTensor, node: OnnxNode): Float64Array {
  const rowsOfFeatures = requireNumbers(tensor, node.place);
  const width = coefficients.length / outputs;
  const rows = rowsOfFeatures.data.length / width;
  if (!Number.isInteger(width) || !Number.isInteger(rows))
    throw unusable(`has ${coefficients.length} coefficients for ${outputs} outputs in ${node.place}`);
  const scores = new Float64Array(rows * outputs);
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < outputs; k++) {
      let score = intercepts[k] ?? 0;
      for (let j = 0; j < width; j++) score += coefficients[k * width + j]! * rowsOfFeatures.data[row * width + j]!;
      scores[row * outputs + k] = score;
    }
  }
  return scores;
}

const linearRegressor: Operator = (node) => {
  const outputs = intOf(node, "targets", 1);
  const linear: Linear = {
    coefficients: floatsOf(node, "coefficients") ?? [],
    intercepts: floatsOf(node, "intercepts") ?? [],
    outputs,
  };
  const finish = postTransform(node);
  return (inputs) => {
    const tensor = input(inputs, 0, node);
    const scores = scoresOf(linear, tensor, node);
    for (let from = 0; from < scores.length; from += outputs) finish(scores.subarray(from, from + outputs));
    return [numbers(tensor.type === "double" ? "double" : "float", [scores.length / outputs, outputs], scores)];
  };
};

const linearClassifier: Operator = (node) => {
  const labels = classLabels(node);
  const intercepts = floatsOf(node, "intercepts") ?? [];
  const coefficients = floatsOf(node, "coefficients") ?? [];
  const outputs = Math.max(1, intercepts.length > 0 ? intercepts.length : labels.names.length);
  return (inputs) => {
    const tensor = input(inputs, 0, node);
    const scores = scoresOf({ coefficients, intercepts, outputs }, tensor, node);
    // One score of two classes is that of the second.
    return finishClasses(node, labels, scores, outputs, { single: outputs === 1, positive: false });
  };
};

/** The probabilities themselves: which class each belongs to stands in the attributes. */
const zipMap: Operator = (node) => (inputs) => [input(inputs, 0, node)];

export const classical: Operators = {
  Scaler: scaler,
  Normalizer: normalizer,
  Imputer: imputer,
  LabelEncoder: labelEncoder,
  OneHotEncoder: oneHotEncoder,
  ArrayFeatureExtractor: featureExtractor,
  Binarizer: binarizer,
  FeatureVectorizer: featureVectorizer,
  LinearRegressor: linearRegressor,
  LinearClassifier: linearClassifier,
  TreeEnsembleRegressor: treeRegressor,
  TreeEnsembleClassifier: treeClassifier,
  ZipMap: zipMap,
};
