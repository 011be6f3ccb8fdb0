import { ComponentError, type TransformImplementation } from "../../../runtime/component.ts";
import { tableColumnOf } from "../../../runtime/frame/frame.ts";
import type { DropParams } from "./drop.decl.ts";

export type DropState = null;

export const dropImplementation: TransformImplementation<DropParams, DropState> = {
  fit: ({ columns }, params) => {
    for (const name of params.columns ?? []) {
      if (columns.some((column) => tableColumnOf(column) === name)) continue;
      throw new ComponentError(
        "data/unknown-column",
        `\`drop\` names the column \`${name}\`, which does not exist here`,
        `the columns here are ${columns.map((column) => `\`${column.name}\``).join(", ")}`,
      );
    }
    return null;
  },
  apply: (columns, _state, params) =>
    params.columns === null ? [] : columns.filter((column) => !params.columns?.includes(tableColumnOf(column))),
};
