import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hideCredentials, holdsCredential, maskCredentials } from "../../../specs/credential.ts";
import { defineDiagnostics, msg } from "../../../specs/diagnostic.ts";

describe("what is hidden of a text", () => {
  it.each([
    ["read https://u:p@h/x?sig=1 now", "read https://u:***@h/x?*** now", true],
    [
      'postgres("postgres://anna:w0rd@db/shop", table: "a@b")',
      'postgres("postgres://anna:***@db/shop", table: "a@b")',
      true,
    ],
    ["postgres://u:p/w?d@h/db", "postgres://u:***@h/db", true],
    ["postgres://u:p@w@h/db?sslmode=require", "postgres://u:***@h/db?***", true],
    ["mysql://:word@h", "mysql://:***@h", true],
    ["https://ghp_abc@host/x", "https://***@host/x", true],
    ["https://h/x#access_token=1", "https://h/x#***", true],
    ["https://h/x?api-key=1&page=2", "https://h/x?***", true],
    ["'https://h/x?sig=1': not found", "'https://h/x?***': not found", true],
    ["host=db user=anna password=w0rd dbname=x", "host=db user=anna password=*** dbname=x", true],
    ["https://u:p@h and https://v:q@h", "https://u:***@h and https://v:***@h", true],
    ["https://h/x?page=2", "https://h/x?***", false],
    ["postgres://anna@db/shop", "postgres://anna@db/shop", false],
    ["postgres://anna:@db/shop", "postgres://anna:@db/shop", false],
    ["https://host:8080/npm/@scope/x.csv", "https://host:8080/npm/@scope/x.csv", false],
    ["`s3://bucket/key=1/x`", "`s3://bucket/key=1/x`", false],
    ["no address: a@b.c?d", "no address: a@b.c?d", false],
    ["password: string @pii", "password: string @pii", false],
    ["password = length(word)", "password = length(word)", false],
  ])("%s", (text, shown, holds) => {
    expect(hideCredentials(text)).toBe(shown);
    expect(holdsCredential(text)).toBe(holds);
  });

  it("leaves no password that an address can hold, and hides it once", () => {
    const word = fc.stringMatching(/^[A-Za-z0-9%/?#@:!$&()*+,;=._~-]{8,20}$/).filter((text) => !/^\d+[/?#]/.test(text));
    const around = fc.stringMatching(/^[a-z ,("]{0,12}$/);
    fc.assert(
      fc.property(word, around, around, (password, before, after) => {
        const shown = hideCredentials(`${before} postgres://user:${password}@host/db ${after}`);
        expect(shown).not.toContain(password);
        expect(hideCredentials(shown)).toBe(shown);
      }),
    );
  });

  it("says where an offset stands afterwards", () => {
    const text = "ab https://u:secretlong@h c";
    const { text: shown, moved } = maskCredentials(text);
    expect(shown).toBe("ab https://u:***@h c");
    expect([0, text.indexOf("@"), text.length].map(moved)).toEqual([0, shown.indexOf("@"), shown.length]);
    expect(moved(text.indexOf("secret") + 3)).toBe(shown.indexOf("***"));
  });
});

it("no message holds them, whatever fills its holes", () => {
  const { odd } = defineDiagnostics("test", {
    odd: { severity: "error", message: msg`found ${"found"}`, why: msg`it is ${"found"}`, help: msg`not ${"found"}` },
  });
  const span = { file: "a.pipe", start: 0, end: 1 };
  const url = "postgres://u:hunter2@h/d";
  const found = odd(
    span,
    { found: url },
    {
      related: [{ span, message: `first ${url}` }],
      fixes: [{ title: `write ${url}`, safe: false, edits: [{ span, text: url }] }],
    },
  );
  const { edits: _, ...fix } = found.fixes[0]!;
  expect(JSON.stringify({ ...found, fixes: [fix] })).not.toContain("hunter2");
  expect(found.message).toBe("found postgres://u:***@h/d");
});
