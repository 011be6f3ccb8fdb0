import type { ImplementationsOf } from "./implementation-record.ts";
import type { textDeclarations } from "./text.decl.ts";

export const textImplementations: ImplementationsOf<typeof textDeclarations> = {
  lower: { sql: ([text]) => `lower(${text})` },
  upper: { sql: ([text]) => `upper(${text})` },
  trim: { sql: ([text]) => `trim(${text})` },
  length: { sql: ([text]) => `length(${text})` },
  contains: { sql: ([text, part]) => `contains(${text}, ${part})` },
  matches: { sql: ([text, pattern]) => `regexp_matches(${text}, ${pattern})` },
  replace: { sql: ([text, from, to]) => `replace(${text}, ${from}, ${to})` },
  // concat_ws of the engine skips NULL; `||` keeps a missing part missing.
  concat_ws: { sql: ([separator, ...texts]) => `(${texts.join(` || ${separator} || `)})` },
  split_part: { sql: ([text, separator, index]) => `split_part(${text}, ${separator}, ${index})` },
};
