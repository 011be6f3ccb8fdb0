// Strict: every column that a task learns from says when its values are known.
import type { Check, CheckContext } from "../context.ts";
import { type UsedColumn, undeclaredColumns } from "./base-columns.ts";
import { undeclared } from "./undeclared.diagnostics.ts";

const isStrict = ({ strict, tasks }: CheckContext): boolean => strict && tasks.length > 0;
const isTimed = ({ node }: UsedColumn): boolean => node.task.time !== null;

const related = ({ node }: UsedColumn) => [{ span: node.span, message: `used by \`${node.id}\`` }];

const holesOf = ({ base, node }: UsedColumn) => ({ column: base.column, task: node.id });

export const undeclaredAvailability: Check = {
  id: undeclared["late-column"].id,
  entries: undeclared["late-column"].spec.entries ?? [],
  applies: isStrict,
  run: (context) => {
    if (!context.strict) return;
    for (const column of undeclaredColumns(context)) {
      if (!isTimed(column) || column.isAttribute || column.node.task.of === "forecast") continue;
      const { span } = column.base;
      const extras = { related: related(column) };
      context.report(undeclared["late-column"](span, holesOf(column), extras));
    }
  },
};

export const undeclaredCovariate: Check = {
  id: undeclared["unknown-future-covariate"].id,
  entries: undeclared["unknown-future-covariate"].spec.entries ?? [],
  applies: isStrict,
  run: (context) => {
    if (!context.strict) return;
    for (const column of undeclaredColumns(context)) {
      if (!isTimed(column) || column.isAttribute || column.node.task.of !== "forecast") continue;
      const { span } = column.base;
      const extras = { related: related(column) };
      context.report(undeclared["unknown-future-covariate"](span, holesOf(column), extras));
    }
  },
};

export const undeclaredOutcomeOrder: Check = {
  id: undeclared["posthoc-feature"].id,
  entries: undeclared["posthoc-feature"].spec.entries ?? [],
  applies: isStrict,
  run: (context) => {
    if (!context.strict) return;
    for (const column of undeclaredColumns(context)) {
      if (isTimed(column)) continue;
      const { span } = column.base;
      const extras = { related: related(column) };
      context.report(undeclared["posthoc-feature"](span, holesOf(column), extras));
    }
  },
};

export const undeclaredHistory: Check = {
  id: undeclared["overwritten-attribute"].id,
  entries: undeclared["overwritten-attribute"].spec.entries ?? [],
  applies: isStrict,
  run: (context) => {
    if (!context.strict) return;
    for (const column of undeclaredColumns(context)) {
      if (!isTimed(column) || !column.isAttribute) continue;
      const { span, source } = column.base;
      const extras = { related: related(column) };
      context.report(undeclared["overwritten-attribute"](span, { ...holesOf(column), source }, extras));
    }
  },
};
