// The largest or smallest values along an axis, and their places.
import { intOf, listOf, type Operator } from "../operator.ts";
import { axisOf, numbers, requireNumbers, sizeOf, unusable } from "../tensor.ts";
import { grouped, ungrouped } from "./groups.ts";

/** Sorted, which those that `sorted: 0` asks for may be; of equal ones the earlier first, as the format says, NaN as the last. */
export const topK: Operator = (node) => {
  const given = intOf(node, "axis", -1);
  const largestFirst = intOf(node, "largest", 1) === 1;
  return (inputs) => {
    const tensor = requireNumbers(inputs[0], node.place);
    const count = listOf(node, "k", inputs, 1)?.[0] ?? intOf(node, "k", 1);
    const axis = axisOf(given, tensor.shape.length);
    const width = tensor.shape[axis]!;
    if (count > width) throw unusable(`takes ${count} of ${width} values in ${node.place}`);
    const { data } = grouped(tensor, [axis]);
    const rows = width === 0 ? 0 : data.length / width;
    const values = new Float64Array(sizeOf([rows, count]));
    const places = new Float64Array(values.length);
    for (let row = 0; row < rows; row++) {
      const own = data.subarray(row * width, (row + 1) * width);
      firstPlaces(own, count, largestFirst).forEach((place, i) => {
        values[row * count + i] = own[place]!;
        places[row * count + i] = place;
      });
    }
    const shape = tensor.shape.with(axis, count);
    return [
      numbers(tensor.type, shape, ungrouped(values, shape, axis)),
      numbers("int64", shape, ungrouped(places, shape, axis)),
    ];
  };
};

/** Sorting plain numbers is much faster than sorting places by them: it says up to which value they are wanted. */
function firstPlaces(values: Float64Array, count: number, largestFirst: boolean): readonly number[] {
  if (count === 0) return [];
  const keys = values.map((value) => (Number.isNaN(value) ? Number.POSITIVE_INFINITY : largestFirst ? -value : value));
  const limit = keys.toSorted()[count - 1]!;
  const places: number[] = [];
  const equal: number[] = [];
  keys.forEach((key, i) => {
    if (key < limit) places.push(i);
    else if (key === limit && equal.length < count) equal.push(i);
  });
  places.sort((i, j) => keys[i]! - keys[j]!);
  return [...places, ...equal.slice(0, count - places.length)];
}
