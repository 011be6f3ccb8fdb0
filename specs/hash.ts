// Contract: the fingerprint of a canonical text. 128 bits of SHA-256 in hex: collisions are out of reach and names stay
// short enough for file names.
import { createHash } from "node:crypto";
import { canonicalJson, type Json } from "./json.ts";

export function fingerprint(value: Json): string {
  return createHash("sha256").update(canonicalJson(value)).digest("hex").slice(0, 32);
}
