// Strict mode: a spec that declares everything passes, and every declaration that is taken away is asked for.
import { describe, expect, it } from "vitest";
import { checkText } from "./check-text.ts";
import { DOMAINS, type Domain, spec, visits } from "./variations/domains.ts";

const errors = (text: string, strict: boolean) =>
  checkText(text, strict)
    .diagnostics.filter(({ severity }) => severity === "error")
    .map(({ id, span }) => `${id} at ${text.slice(span.start, span.end)}`);

/** Every column without an annotation says that it is known at its row. */
function declared(domain: Domain): string {
  const timed = domain.source.includes("@time");
  return domain.source.replace(/^( {2}\w+:\s+\w+)$/gm, timed ? "$1 @delay(0s)" : "$1 @known");
}

const splitOf = (domain: Domain): string => (domain === visits ? "holdout(t, by: patient, test: 20%)" : domain.split);

describe("strict mode", () => {
  it.each(DOMAINS.map((domain) => [domain.name, domain] as const))(
    "accepts %s where all is declared",
    (_name, domain) => {
      const text = spec(domain, { source: declared(domain), split: splitOf(domain) });
      expect(errors(text, true)).toEqual([]);
      expect(errors(text, false)).toEqual([]);
    },
  );

  it.each(DOMAINS.map((domain) => [domain.name, domain] as const))("asks for what %s does not say", (_name, domain) => {
    const text = spec(domain, { split: splitOf(domain) });
    const forecast = domain.task.startsWith("forecast");
    const timed = domain.source.includes("@time");
    const id = forecast ? "leak/unknown-future-covariate" : timed ? "leak/late-column" : "leak/posthoc-feature";
    const asked = [domain.number, domain.other, domain.category].map((column) => `${id} at ${column}`);
    expect(errors(text, true)).toEqual(expect.arrayContaining(asked));
    expect(errors(text, false)).toEqual([]);
  });

  it("knows a label that is made of columns known ahead", () => {
    const homes = DOMAINS.find(({ name }) => name === "homes")!;
    const parts = {
      source: declared(homes),
      more: "table rows = homes |> derive { big = area * rooms }",
      from: "rows",
    };
    const task = "regress(big, from: rows)";
    const leaky = `${task.slice(0, -1)}, features: [area, rooms, same])`;
    const more = "table rows = homes |> derive { big = area * rooms, same = area * rooms }";
    expect(errors(spec(homes, { ...parts, more, task: leaky }), true)).toEqual(["leak/target-derived at same"]);
  });

  it("takes a `@known_at` column for all columns of its source", () => {
    const sales = DOMAINS.find(({ name }) => name === "sales")!;
    const source = sales.source.replace("  units:", "  told_at:  date @known_at\n  units:");
    expect(errors(spec(sales, { source }), true)).toEqual([]);
  });
});

describe("the clock", () => {
  const [loans] = DOMAINS;
  const source = loans!.source.replace("  income:", "  made:      timestamp\n  income:");
  const table = (step: string, from = "rows") => spec(loans!, { source, more: `table rows = loans |> ${step}`, from });

  it("is refused in a feature, in a filter of judged rows, and wherever else it stands in a table", () => {
    expect(errors(table("derive { age = days_between(made, now()) }"), false)).toEqual([
      "leak/now-in-feature at now()",
    ]);
    expect(errors(table("where(made < now())"), false)).toEqual(["leak/hindsight-filter at made < now()"]);
    expect(errors(table("derive { age = days_between(made, now()) }", "loans"), false)).toEqual([
      "type/sinks-only at now",
    ]);
    const dropped = table("derive { age = days_between(made, now()) } |> select(income, amount, city, defaulted)");
    expect(errors(dropped, false)).toEqual(["type/sinks-only at now"]);
  });
});
