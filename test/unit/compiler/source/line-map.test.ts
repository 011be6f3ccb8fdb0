import fc from "fast-check";
import { expect, test } from "vitest";
import { createLineMap } from "../../../../compiler/source/line-map.ts";

test("lines end at every kind of line end", () => {
  const map = createLineMap("ab\ncd\r\nef\rg");
  expect(map.lineCount).toBe(4);
  expect([1, 2, 3, 4, 5].map(map.lineText)).toEqual(["ab", "cd", "ef", "g", ""]);
  expect(map.positionAt(0)).toEqual({ line: 1, column: 1 });
  expect(map.positionAt(4)).toEqual({ line: 2, column: 2 });
  expect(map.positionAt(7)).toEqual({ line: 3, column: 1 });
  expect(map.positionAt(99)).toEqual({ line: 4, column: 2 });
});

test("offset -> position -> offset is the identity outside line ends", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "é", "\n", "\r\n", " ", "😀") });
  fc.assert(
    fc.property(text, fc.nat(), (content, seed) => {
      const map = createLineMap(content);
      const offset = seed % (content.length + 1);
      fc.pre(!(content[offset] === "\n" && content[offset - 1] === "\r"));
      expect(map.offsetAt(map.positionAt(offset))).toBe(offset);
    }),
  );
});
