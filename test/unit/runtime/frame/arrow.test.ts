// Frames survive the way through Arrow bit by bit.
import {
  DateMillisecond,
  Decimal,
  Dictionary,
  Int8,
  Int64,
  LargeUtf8,
  List,
  TimestampNanosecond,
  TimestampSecond,
  tableFromArrays,
  tableFromIPC,
  Utf8,
  type Vector,
  vectorFromArray,
} from "apache-arrow";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arrowToFrame, frameToArrow, frameToIpc, ipcToFrame } from "../../../../runtime/frame/arrow.ts";
import { cellKindOf, cellsOf } from "../../../../runtime/frame/arrow-cells.ts";
import type { Frame, FrameColumn, NumberColumn } from "../../../../runtime/frame/frame.ts";

const DAY = 86_400_000;
const RUNS = { numRuns: 60 };
const missing = (value: fc.Arbitrary<number>): fc.Arbitrary<number> =>
  fc.oneof({ weight: 4, arbitrary: value }, { weight: 1, arbitrary: fc.constant(Number.NaN) });
// Whole numbers have no negative zero.
const whole = (limit: number): fc.Arbitrary<number> =>
  fc.integer({ min: -limit, max: limit }).map((value) => value + 0);

const VALUES: Readonly<Record<NumberColumn["type"], fc.Arbitrary<number>>> = {
  float: fc.double(),
  int: fc.oneof(whole(100), whole(Number.MAX_SAFE_INTEGER), fc.constantFrom(2 ** 60, -(2 ** 62))),
  bool: fc.constantFrom(0, 1),
  date: whole(100_000).map((days) => days * DAY),
  timestamp: whole(4_102_444_800_000),
  duration: whole(1e12).map((micros) => micros / 1000),
};

const columnOf =
  (rows: number) =>
  (name: string): fc.Arbitrary<FrameColumn> =>
    fc.oneof(
      fc
        .constantFrom(...(Object.keys(VALUES) as NumberColumn["type"][]))
        .chain((type) =>
          fc
            .array(missing(VALUES[type]), { minLength: rows, maxLength: rows })
            .map((values): FrameColumn => ({ kind: "number", name, type, values: Float64Array.from(values) })),
        ),
      fc.uniqueArray(fc.string({ unit: "binary" }), { maxLength: 5 }).chain((levels) =>
        fc.array(fc.integer({ min: -1, max: levels.length - 1 }), { minLength: rows, maxLength: rows }).map(
          (codes): FrameColumn => ({
            kind: "category",
            name,
            type: "category",
            codes: Int32Array.from(codes),
            levels,
          }),
        ),
      ),
    );

// Names that look like array positions change places as keys of objects.
const frames: fc.Arbitrary<Frame> = fc
  .tuple(
    fc.integer({ min: 0, max: 30 }),
    fc.uniqueArray(fc.oneof(fc.string({ minLength: 1 }), fc.constantFrom("2", "1", "__proto__")), {
      minLength: 1,
      maxLength: 5,
    }),
  )
  .chain(([rows, names]) => fc.tuple(...names.map(columnOf(rows))).map((columns): Frame => ({ rows, columns })));

const plain = (frame: Frame): unknown => ({
  rows: frame.rows,
  columns: frame.columns.map((column) =>
    column.kind === "number"
      ? { ...column, values: Array.from(column.values) }
      : { ...column, codes: Array.from(column.codes) },
  ),
});

describe("a frame through Arrow", () => {
  it.each(["file", "stream"] as const)("comes back from the bytes of a %s as it was", (format) => {
    fc.assert(
      fc.property(frames, (frame) => {
        expect(plain(ipcToFrame(frameToIpc(frame, format)))).toEqual(plain(frame));
      }),
      RUNS,
    );
  });

  it("comes back from a table in memory as it was", () => {
    fc.assert(
      fc.property(frames, (frame) => {
        expect(plain(arrowToFrame(frameToArrow(frame)))).toEqual(plain(frame));
      }),
      RUNS,
    );
  });

  it("gives equal bytes for equal frames", () => {
    fc.assert(
      fc.property(frames, (frame) => {
        expect(frameToIpc(frame, "file")).toEqual(frameToIpc(frame, "file"));
      }),
      RUNS,
    );
  });

  it("keeps texts that are not categories, with levels in order of first use", () => {
    const codes = Int32Array.from([1, -1, 0, 1]);
    const column = { kind: "category", name: "t", type: "string", codes, levels: ["b", "", "unused"] } as const;
    const [back] = ipcToFrame(frameToIpc({ rows: 4, columns: [column] }, "file")).columns;
    expect(back).toMatchObject({ type: "string", levels: ["", "b"] });
    expect(Array.from(back!.kind === "category" ? back!.codes : [])).toEqual([0, -1, 1, 0]);
  });

  it("has the types that other tools expect", () => {
    const types = ["float", "int", "bool", "date", "timestamp", "duration"] as const;
    const columns = types.map(
      (type): FrameColumn => ({ kind: "number", name: type, type, values: new Float64Array(1) }),
    );
    const read = tableFromIPC(frameToIpc({ rows: 1, columns }, "stream"));
    expect(read.schema.fields.map(({ type }) => String(type))).toEqual([
      "Float64",
      "Int64",
      "Bool",
      "Date32<DAY>",
      "Timestamp<MILLISECOND, UTC>",
      "Duration<MICROSECOND>",
    ]);
  });

  it("refuses what would lose something", () => {
    const half: FrameColumn = { kind: "number", name: "n", type: "int", values: Float64Array.of(0.5) };
    expect(() => frameToArrow({ rows: 1, columns: [half] })).toThrow("not a whole number");
    const table = tableFromArrays({ n: BigInt64Array.of(2n ** 53n + 1n) });
    expect(() => arrowToFrame(table)).toThrow("not exact");
  });
});

describe("cells of foreign tables", () => {
  it("have one form for every width, unit and encoding", () => {
    const cells = (vector: Vector) => vector.data.flatMap(cellsOf);
    expect(cells(vectorFromArray([1, null, -3], new Int8()))).toEqual([1n, null, -3n]);
    expect(cells(vectorFromArray([2n ** 62n], new Int64()))).toEqual([2n ** 62n]);
    expect(cells(vectorFromArray(["ä", null], new LargeUtf8()))).toEqual(["ä", null]);
    expect(cells(vectorFromArray(["x", null, "x"], new Dictionary(new Utf8(), new Int8())))).toEqual(["x", null, "x"]);
    expect(cells(vectorFromArray([new Date(DAY * 3)], new DateMillisecond()))).toEqual([3]);
    expect(cells(vectorFromArray([1000], new TimestampSecond()))).toEqual([1_000_000n]);
    expect(cells(vectorFromArray([-1], new TimestampNanosecond()))).toEqual([-1000n]);
  });

  it("have no form for lists", () => {
    expect(cellKindOf(new List({ name: "x", type: new Int8() } as never))).toBeNull();
    expect(cellKindOf(new Decimal(2, 10))).toBe("text");
  });
});
