import { anyOf, list, string } from "../../specs/parameter.ts";

/** The path of a connector that reads files. */
export const filePath = () =>
  anyOf([string({ doc: "A path." }), list(string({ doc: "A path." }), { doc: "Paths." })], {
    doc: "A file, a pattern (`*`, `?`, `**`) or a URI (`https:`, `s3:`, `gs:`), or a list of them; paths are relative to the spec. Folders named `column=value` are columns.",
  });

/** The path of a connector that reads one file. */
export const databasePath = () =>
  string({ doc: "A file or a URI (`https:`, `s3:`, `gs:`); a path is relative to the spec." });
