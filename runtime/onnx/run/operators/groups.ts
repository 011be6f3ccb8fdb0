// Values along some axes as the rows of a matrix, for operators that look at such a row at a time.
import { gatherPlaces, type NumberTensor, sizeOf, stridesOf, taken } from "../tensor.ts";

/** The values of each group as rows of a matrix: axes that are kept first, then those that are reduced. */
export function grouped(
  tensor: NumberTensor,
  axes: readonly number[],
): { readonly data: Float64Array; readonly width: number } {
  const kept = tensor.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const order = [...kept, ...axes];
  const strides = stridesOf(tensor.shape);
  const shape = order.map((axis) => tensor.shape[axis]!);
  const moved = taken(
    tensor,
    shape,
    gatherPlaces(
      shape,
      order.map((axis) => strides[axis]!),
    ),
  );
  return { data: moved.data, width: sizeOf(axes.map((axis) => tensor.shape[axis]!)) };
}

/** What `grouped` moved to the end moves back. */
export function ungrouped(data: Float64Array, shape: readonly number[], axis: number): Float64Array {
  const length = shape[axis]!;
  const inner = sizeOf(shape.slice(axis + 1));
  return data.map((_, i) => {
    const [outer, at, rest] = [Math.floor(i / (inner * length)), Math.floor(i / inner) % length, i % inner];
    return data[(outer * inner + rest) * length + at]!;
  });
}
