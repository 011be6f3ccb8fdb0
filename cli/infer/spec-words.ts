// How names, texts and numbers of data are written in a spec.
import { standardLibrary } from "../../stdlib/declarations.ts";

const PLAIN = /^[A-Za-z_][A-Za-z0-9_]*$/;
const RESERVED = new Set(["all", "and", "or", "not", "in", "true", "false", "null"]);

/** Null for a name that the language cannot write. */
export function writeName(name: string): string | null {
  if (PLAIN.test(name) && !RESERVED.has(name)) return name;
  return name === "" || /[`\p{Cc}]/u.test(name) ? null : `\`${name}\``;
}

export function writeText(text: string): string {
  const escaped = text
    .replaceAll("\\", "\\\\")
    .replaceAll('"', '\\"')
    .replaceAll("\n", "\\n")
    .replaceAll("\t", "\\t")
    // Any other control character, which an editor would not show.
    .replaceAll(/\p{Cc}/gu, (found) => `\\u{${found.codePointAt(0)!.toString(16)}}`);
  return `"${escaped}"`;
}

/** Digits on both sides of the point, no `+` in exponents; null where a float has no such form. */
export function writeNumber(value: number): string | null {
  if (!Number.isFinite(value)) return null;
  if (Object.is(value, -0)) return "0";
  const text = String(value);
  // Digits alone are a whole number of the language, which ends at 2^53.
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) return value.toExponential().replace("e+", "e");
  if (!text.includes("e")) return Number.isInteger(value) ? groupDigits(text) : text;
  return text.replace("e+", "e");
}

/** `10_000`; short numbers stay as they are. */
const groupDigits = (text: string): string =>
  text.replace("-", "").length < 5 ? text : text.replaceAll(/\B(?=(\d{3})+$)/g, "_");

/** A name for a declaration: `adult-train.csv` becomes `adult_train`; never that of a component, nor one of `taken`. */
export function declarationName(text: string, taken: ReadonlySet<string>): string {
  const plain = text
    .normalize("NFKD")
    .replaceAll(/[^A-Za-z0-9_]+/g, "_")
    .replaceAll(/^_+|_+$/g, "")
    .toLowerCase();
  const start = /^[a-z]/.test(plain) ? plain : `data_${plain}`.replace(/_$/, "");
  const components = new Set(standardLibrary.components.map(({ name }) => name));
  const isFree = (name: string): boolean => !taken.has(name) && !components.has(name) && !RESERVED.has(name);
  if (isFree(start)) return start;
  for (let i = 0; ; i++) {
    const name = i === 0 ? `${start}_data` : `${start}_data_${i + 1}`;
    if (isFree(name)) return name;
  }
}
