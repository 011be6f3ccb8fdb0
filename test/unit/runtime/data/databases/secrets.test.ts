import { expect, it } from "vitest";
import { loadDriver } from "../../../../../runtime/data/databases/driver.ts";
import { addressOf } from "../../../../../runtime/data/databases/secrets.ts";
import { span } from "../inline-table.ts";

const URL = "postgres://wildlife:p%40ss%2Fword@db.example.com:5432/zoo?sslpassword=hunter2";

it("hides every part of a secret, encoded and plain, and names the variable", () => {
  const { url, shown, hide } = addressOf({ $secret: "DB" }, { DB: URL });
  expect(url).toBe(URL);
  expect(shown).toBe("the URL in `DB`");
  for (const part of [URL, "wildlife", "p%40ss%2Fword", "p@ss/word", "db.example.com", "zoo", "hunter2"])
    expect(hide(`it says ${part}!`)).toBe("it says ***!");
});

it("hides the password and the parameters of other addresses", () => {
  const { shown, hide } = addressOf({ $env: "DB" }, { DB: URL });
  expect(shown).toBe("the URL in `DB`");
  expect(hide("wildlife p@ss/word p%40ss%2Fword hunter2 db.example.com")).toBe("wildlife *** *** *** db.example.com");
  expect(addressOf(URL, {}).shown).toBe("`postgres://wildlife:***@db.example.com:5432/zoo`");
  expect(addressOf("mysql://u:p@h/d", {}).shown).toBe("`mysql://u:***@h/d`");
});

it("tells a variable that is not set", () => {
  expect(addressOf({ $secret: "DB" }, {})).toMatchObject({ url: null, shown: "the URL in `DB`" });
  expect(addressOf({ $secret: "DB" }, { DB: "" }).url).toBeNull();
});

it("hides a secret that is no URL as a whole", () => {
  expect(addressOf({ $secret: "DB" }, { DB: "swordfish" }).hide("not swordfish")).toBe("not ***");
});

it("says which package to install", async () => {
  const missing = loadDriver("no-such-driver-of-a-database", { folder: ".", span });
  await expect(missing).rejects.toMatchObject({
    diagnostic: {
      id: "database/missing-driver",
      help: expect.stringContaining("npm install no-such-driver-of-a-database"),
    },
  });
});
