// Operators of the domain `com.microsoft`, which onnxruntime adds to those of ONNX.
import { murmurHash } from "../../../numeric/murmur-hash.ts";
import { input, intOf, type Operator, type Operators } from "../operator.ts";
import { numbers, unusable } from "../tensor.ts";

/** Of texts; unsigned numbers of 32 bits are held as int64. */
const hash: Operator = (node) => {
  const seed = intOf(node, "seed", 0);
  const positive = intOf(node, "positive", 1) === 1;
  return (inputs) => {
    const tensor = input(inputs, 0, node);
    if (tensor.type !== "string") throw unusable(`hashes numbers in ${node.place}`);
    const hashes = Float64Array.from(tensor.data, (text) => {
      const signed = murmurHash(text, seed);
      return positive ? signed >>> 0 : signed;
    });
    return [numbers(positive ? "int64" : "int32", tensor.shape, hashes)];
  };
};

export const contributed: Operators = { MurmurHash3: hash };
