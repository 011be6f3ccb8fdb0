// Values of a running ONNX graph. Numbers of every type are doubles in memory; those of a `float` tensor are rounded to single
// precision wherever one is made, so that cuts of trees fall as in other runtimes.
import { ComponentError } from "../../component.ts";

export type ElementType = "float" | "double" | "int64" | "int32" | "bool" | "string";

export interface NumberTensor {
  readonly type: Exclude<ElementType, "string">;
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

export interface TextTensor {
  readonly type: "string";
  readonly shape: readonly number[];
  readonly data: readonly string[];
}

export type OnnxTensor = NumberTensor | TextTensor;

/** What an ONNX file cannot be run for. Its message says the place in the file, its help what to do. */
export const unusable = (reason: string, help = HELP): ComponentError =>
  new ComponentError("data/unreadable-model", `the ONNX model ${reason}`, help);

const HELP = "export it again, with the usual operators of models of tables and all weights inside the file";

/** Of one tensor while the graph runs, which sees one row at a time. A file may ask for any size. */
const MOST_ELEMENTS = 4_000_000;

export function sizeOf(shape: readonly number[]): number {
  let size = 1;
  for (const length of shape) {
    if (!Number.isInteger(length) || length < 0) throw unusable(`asks for a tensor of shape [${shape.join(", ")}]`);
    size *= length;
    if (size > MOST_ELEMENTS) throw unusable(`asks for a tensor of shape [${shape.join(", ")}], which is too large`);
  }
  return size;
}

export function numbers(
  type: NumberTensor["type"],
  shape: readonly number[],
  data: Float64Array = new Float64Array(sizeOf(shape)),
): NumberTensor {
  if (type === "float") for (let i = 0; i < data.length; i++) data[i] = Math.fround(data[i]!);
  return { type, shape, data };
}

export const texts = (shape: readonly number[], data: readonly string[]): TextTensor => ({
  type: "string",
  shape,
  data,
});

/** The same values in another shape of the same size. */
export const shaped = <T extends OnnxTensor>(tensor: T, shape: readonly number[]): T => ({ ...tensor, shape });

export function requireNumbers(tensor: OnnxTensor | null | undefined, what: string): NumberTensor {
  if (tensor !== null && tensor !== undefined && tensor.type !== "string") return tensor;
  throw unusable(`gives ${tensor === null || tensor === undefined ? "nothing" : "texts"} to ${what}`);
}

/** Axis of a tensor; negative ones count from the end. */
export function axisOf(axis: number, rank: number): number {
  const place = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(place) || place < 0 || place >= Math.max(rank, 1))
    throw unusable(`names the axis ${axis} of a tensor of ${rank} axes`);
  return place;
}

/** Elements between neighbours on each axis. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length).fill(1);
  for (let axis = shape.length - 2; axis >= 0; axis--) strides[axis] = strides[axis + 1]! * shape[axis + 1]!;
  return strides;
}

/** Places of the source for every element of the target, whose axis `i` moves by `strides[i]`. */
export function gatherPlaces(shape: readonly number[], strides: readonly number[], start = 0): Int32Array {
  const size = sizeOf(shape);
  const places = new Int32Array(size);
  const at = new Array<number>(shape.length).fill(0);
  let place = start;
  for (let i = 0; i < size; i++) {
    places[i] = place;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at[axis]!++;
      place += strides[axis]!;
      if (at[axis]! < shape[axis]!) break;
      place -= at[axis]! * strides[axis]!;
      at[axis] = 0;
    }
  }
  return places;
}

export function taken<T extends OnnxTensor>(tensor: T, shape: readonly number[], places: Int32Array): T {
  const { data } = tensor;
  if (!(data instanceof Float64Array)) return { ...tensor, shape, data: Array.from(places, (place) => data[place]!) };
  const values = new Float64Array(places.length);
  for (let i = 0; i < values.length; i++) values[i] = data[places[i]!]!;
  return { ...tensor, shape, data: values };
}

/** The shape that both stretch to, numpy's rule. */
export function commonShape(a: readonly number[], b: readonly number[]): readonly number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const [x, y] = [a[i - rank + a.length] ?? 1, b[i - rank + b.length] ?? 1];
    if (x !== y && x !== 1 && y !== 1)
      throw unusable(`combines tensors of shapes [${a.join(", ")}] and [${b.join(", ")}]`);
    return x === 1 ? y : x;
  });
}

export function stretched<T extends OnnxTensor>(tensor: T, shape: readonly number[]): T {
  const size = sizeOf(shape);
  // Of the same size: at most axes of length 1 are put in front.
  if (tensor.data.length === size) return shaped(tensor, shape);
  if (tensor.data.length === 1) return taken(tensor, shape, new Int32Array(size));
  const missing = shape.length - tensor.shape.length;
  const own = stridesOf(tensor.shape);
  const strides = shape.map((_, axis) =>
    axis < missing || tensor.shape[axis - missing] === 1 ? 0 : own[axis - missing]!,
  );
  return taken(tensor, shape, gatherPlaces(shape, strides));
}
