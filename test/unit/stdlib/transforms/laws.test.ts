// Laws that hold for every transform of the library, checked over its whole list.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RowOrder, TransformImplementation, TransformInput } from "../../../../runtime/component.ts";
import { takeColumn } from "../../../../runtime/frame/column-rows.ts";
import type { FrameColumn } from "../../../../runtime/frame/frame.ts";
import { createRandom } from "../../../../runtime/numeric/random.ts";
import type { TransformDeclaration } from "../../../../specs/component.ts";
import { transformDeclarations } from "../../../../stdlib/transforms/declarations.ts";
import { transformImplementations } from "../../../../stdlib/transforms/implementations.ts";
import { defaultParameters } from "../../../conformance/random-parameters.ts";
import { levels, numbers } from "../../../reference/columns.ts";

const rows = fc.array(
  fc.record({
    a: fc.option(fc.integer({ min: 0, max: 30 }), { nil: null }),
    b: fc.option(
      fc.integer({ min: -9, max: 10_000 }).map((tenths) => tenths / 10),
      { nil: null },
    ),
    city: fc.option(fc.constantFrom("Bonn", "Köln", "other", "missing", "Ulm"), { nil: null }),
    target: fc.integer({ min: 0, max: 9 }),
  }),
  { minLength: 1, maxLength: 25 },
);
type Row = {
  readonly a: number | null;
  readonly b: number | null;
  readonly city: string | null;
  readonly target: number;
};

const context = () => ({ random: createRandom(5) });

/** Values that the transform can be fitted on. */
function suited(column: FrameColumn, declaration: TransformDeclaration): FrameColumn {
  if (column.kind !== "number") return column;
  const shift = declaration.domain === "positive" ? 1 : 0;
  const change = (value: number): number => (Number.isNaN(value) && !declaration.acceptsMissing ? 0.5 : value + shift);
  return { ...column, values: column.values.map(change) };
}

function columnsOf(items: readonly Row[], declaration: TransformDeclaration): readonly FrameColumn[] {
  const all = [
    numbers(
      "a",
      items.map(({ a }) => a),
    ),
    numbers(
      "b",
      items.map(({ b }) => b),
    ),
    levels(
      "city",
      items.map(({ city }) => city),
    ),
  ];
  return all.filter(({ type }) => declaration.accepts.includes(type)).map((column) => suited(column, declaration));
}

function inputOf(items: readonly Row[], declaration: TransformDeclaration): TransformInput {
  return {
    columns: columnsOf(items, declaration),
    rows: items.length,
    target: Float64Array.from(items, ({ target }) => target),
    targetLevels: null,
    weight: null,
    order: orderOf(items.length),
  };
}

const orderOf = (rows: number): RowOrder => ({
  series: new Int32Array(rows),
  times: Float64Array.from({ length: rows }, (_, row) => row),
});

/** Values and level names: codes may differ between frames. */
const readable = (columns: readonly FrameColumn[]): unknown =>
  columns.map((column) => [
    column.name,
    column.kind === "number"
      ? Array.from(column.values)
      : Array.from(column.codes, (code) => column.levels[code] ?? null),
  ]);

/** Sums of the same numbers in another order differ by rounding. */
function expectClose(got: Float64Array, want: Float64Array): void {
  want.forEach((value, i) => {
    if (Number.isNaN(value)) expect(got[i]).toBeNaN();
    else expect(Math.abs(got[i]! - value)).toBeLessThan(1e-6 * (1 + Math.abs(value)));
  });
}

/** Windows are columns of the table: a chain has nothing of them to do. */
const implemented = transformDeclarations.filter(
  (declaration) => !("window" in declaration) || "when" in declaration.window,
);

describe.each(implemented.map((declaration) => [declaration.name, declaration] as const))("%s", (name, declaration) => {
  // The list has forgotten the types; parameters and states below are those of the same component.
  const implementation = transformImplementations[name] as unknown as TransformImplementation<unknown>;
  const params = defaultParameters(declaration.params);

  it("gives every row what it gets alone, also from a stored state", () => {
    fc.assert(
      fc.property(rows, rows, (fitted, applied) => {
        const state = implementation.fit(inputOf(fitted, declaration), params, context());
        const columns = columnsOf(applied, declaration);
        const order = orderOf(applied.length);
        const together = implementation.apply(columns, state, params, order);
        const stored = structuredClone(state);
        for (let row = 0; row < applied.length; row++) {
          const place = Int32Array.of(row);
          const alone = implementation.apply(
            columns.map((column) => takeColumn(column, place)),
            stored,
            params,
            { series: order.series.slice(row, row + 1), times: order.times.slice(row, row + 1) },
          );
          expect(readable(alone)).toEqual(readable(together.map((column) => takeColumn(column, place))));
        }
      }),
      { numRuns: 30 },
    );
  });

  it("is decided by the seed, and by the target only where it says so", () => {
    fc.assert(
      fc.property(rows, (items) => {
        const state = implementation.fit(inputOf(items, declaration), params, context());
        expect(implementation.fit(inputOf(items, declaration), params, context())).toEqual(state);
        if (declaration.learns === "features+target") return;
        const other = items.map((item, i) => ({ ...item, target: 9 - item.target + i }));
        expect(implementation.fit(inputOf(other, declaration), params, context())).toEqual(state);
      }),
      { numRuns: 30 },
    );
  });

  it("does not depend on the order of training rows", () => {
    fc.assert(
      fc.property(rows, (items) => {
        const forwards = inputOf(items, declaration);
        const { series, times } = orderOf(items.length);
        // A row keeps its time.
        const backwards = {
          ...inputOf([...items].reverse(), declaration),
          order: { series, times: times.toReversed() },
        };
        const apply = (input: TransformInput) =>
          implementation.apply(forwards.columns, implementation.fit(input, params, context()), params, forwards.order);
        const one = apply(forwards);
        const two = apply(backwards);
        expect(two.map((column) => column.name)).toEqual(one.map((column) => column.name));
        for (const [j, column] of one.entries()) {
          const same = two[j]!;
          if (column.kind === "number" && same.kind === "number") expectClose(same.values, column.values);
          else expect(readable([same])).toEqual(readable([column]));
        }
      }),
      { numRuns: 30 },
    );
  });

  it("takes no rows", () => {
    const input = inputOf([], declaration);
    const state = implementation.fit(input, params, context());
    for (const column of implementation.apply(input.columns, state, params, input.order)) {
      expect(column.kind === "number" ? column.values.length : column.codes.length).toBe(0);
    }
  });

  it("turns predictions back where it says so", () => {
    expect(implementation.invert !== undefined).toBe(declaration.invertible);
    if (implementation.invert === undefined) return;
    const items = [1, 4, 2, 8, 5].map((b) => ({ a: b, b, city: null, target: 0 }));
    const input = {
      ...inputOf(items, declaration),
      columns: [
        numbers(
          "b",
          items.map(({ b }) => b),
        ),
      ],
    };
    const state = implementation.fit(input, params, context());
    const [column] = implementation.apply(input.columns, state, params, input.order);
    const back = implementation.invert(
      column?.kind === "number" ? column.values : new Float64Array(0),
      state,
      params,
      input.order,
    );
    back.forEach((value, i) => {
      expect(value).toBeCloseTo(items[i]!.b, 9);
    });
  });
});
