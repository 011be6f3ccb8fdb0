/** One text that was read. `path` is the one that the user gave or that an import led to; spans name it. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** How renderers find the text of a span; undefined when the file is not at hand. */
export type SourceLookup = (path: string) => SourceFile | undefined;
