// What an operator of a graph is: its attributes are read once, and then it is applied to every row.
import type { OnnxAttribute, OnnxNode } from "./read-model.ts";
import { type OnnxTensor, unusable } from "./tensor.ts";

/** Null stands for an input that is left out. */
export type Kernel = (inputs: readonly (OnnxTensor | null)[]) => readonly OnnxTensor[];
export type Operator = (node: OnnxNode) => Kernel;
export type Operators = Readonly<Record<string, Operator>>;

export function input(inputs: readonly (OnnxTensor | null)[], at: number, { place }: OnnxNode): OnnxTensor {
  const tensor = inputs[at];
  if (tensor === null || tensor === undefined) throw unusable(`leaves out input ${at + 1} of ${place}`);
  return tensor;
}

const attribute = ({ attributes }: OnnxNode, name: string): OnnxAttribute | null => attributes.get(name) ?? null;

export const intOf = <T extends number | null>(node: OnnxNode, name: string, otherwise: T): number | T =>
  attribute(node, name)?.i ?? otherwise;
export const floatOf = <T extends number | null>(node: OnnxNode, name: string, otherwise: T): number | T =>
  attribute(node, name)?.f ?? otherwise;
export const textOf = (node: OnnxNode, name: string, otherwise: string): string =>
  attribute(node, name)?.s ?? otherwise;
export const tensorOf = (node: OnnxNode, name: string): OnnxTensor | null => attribute(node, name)?.t ?? null;

/** Null where the attribute is absent. */
export const intsOf = (node: OnnxNode, name: string): readonly number[] | null => attribute(node, name)?.ints ?? null;
export const floatsOf = (node: OnnxNode, name: string): readonly number[] | null =>
  attribute(node, name)?.floats ?? null;
export const textsOf = (node: OnnxNode, name: string): readonly string[] | null =>
  attribute(node, name)?.strings ?? null;

/** A list of whole numbers that is an attribute in older versions and an input in newer ones; null where it is in neither. */
export function listOf(
  node: OnnxNode,
  name: string,
  inputs: readonly (OnnxTensor | null)[],
  at: number,
): readonly number[] | null {
  const tensor = inputs[at];
  if (tensor === null || tensor === undefined) return intsOf(node, name);
  if (tensor.type === "string") throw unusable(`gives texts as \`${name}\` of ${node.place}`);
  return Array.from(tensor.data);
}
