// Transforms that choose among their columns: the state names those that stay.
import type { FrameColumn } from "../../runtime/frame/frame.ts";

export type KeptColumns = { readonly kept: readonly string[] };

export const keepColumns = (columns: readonly FrameColumn[], { kept }: KeptColumns): readonly FrameColumn[] =>
  columns.filter(({ name }) => kept.includes(name));
