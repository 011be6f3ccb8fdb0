// Whole columns of files stay within their memory, but for the latest: who reads it value by value gets it made once.
import { describe, expect, it } from "vitest";
import { CachedColumns } from "../../../../runtime/frame/cached-columns.ts";

describe("columns that could be made again", () => {
  it("stay as long as they fit, the latest always", () => {
    const cached = new CachedColumns<object>();
    cached.limit(16);
    const [a, b, large] = [{}, {}, {}];
    let made = 0;
    const read = (key: object, length: number): Float64Array =>
      cached.get(key, () => {
        made += 1;
        return new Float64Array(length);
      });
    for (let i = 0; i < 3; i++) {
      read(a, 1);
      read(b, 1);
    }
    expect(made).toBe(2);
    for (let i = 0; i < 3; i++) read(large, 100);
    expect(made).toBe(3);
    expect([cached.peek(a), cached.peek(b)]).toEqual([null, null]);
    read(a, 1);
    expect(cached.peek(large)).toBeNull();
  });
});
