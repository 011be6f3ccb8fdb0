// Products of columns, as new columns named after their factors: `x*y`, `x^2`.
import { ComponentError } from "../../runtime/component.ts";
import { type FrameColumn, type NumberColumn, sharedFloats } from "../../runtime/frame/frame.ts";
import { requireNumbers } from "./number-columns.ts";

/** More columns than this are a mistake, not a model. */
const MOST_COLUMNS = 20_000;

/** Indices of the factors, rising, of all products of 1 to `degree` factors, by degree and then in lexical order. */
export function productsUpTo(columns: number, degree: number, powers: boolean): readonly (readonly number[])[] {
  let last: readonly (readonly number[])[] = Array.from({ length: columns }, (_, j) => [j]);
  const all = [...last];
  for (let factors = 2; factors <= degree; factors++) {
    last = last.flatMap((product) => {
      const from = product.at(-1)! + (powers ? 0 : 1);
      return Array.from({ length: Math.max(0, columns - from) }, (_, step) => [...product, from + step]);
    });
    all.push(...last);
    if (all.length > MOST_COLUMNS) throw tooMany(columns, degree);
  }
  return all;
}

const tooMany = (columns: number, degree: number): ComponentError =>
  new ComponentError(
    "data/too-many-columns",
    `products of up to ${degree} of ${columns} columns are more than ${MOST_COLUMNS.toLocaleString("en")}`,
    "name the columns that belong together (`[x, y]: ...`), or lower `degree:`",
  );

export function multiply(columns: readonly FrameColumn[], product: readonly number[]): NumberColumn {
  const factors = product.map((j) => requireNumbers(columns[j]!));
  const [first, ...rest] = factors;
  const values = sharedFloats(first?.values.length ?? 0);
  if (first !== undefined) values.set(first.values);
  for (const factor of rest) for (let i = 0; i < values.length; i++) values[i] = values[i]! * factor.values[i]!;
  return { kind: "number", name: nameOfProduct(columns, product), type: "float", values };
}

/** `x*y`, `x^2*z`. */
export function nameOfProduct(columns: readonly { readonly name: string }[], product: readonly number[]): string {
  const powers = new Map<string, number>();
  for (const j of product) powers.set(columns[j]!.name, (powers.get(columns[j]!.name) ?? 0) + 1);
  return [...powers].map(([name, power]) => (power === 1 ? name : `${name}^${power}`)).join("*");
}
