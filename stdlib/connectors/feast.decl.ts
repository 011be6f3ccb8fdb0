import type { ConnectorDeclaration } from "../../specs/component.ts";
import { anyOf, bool, list, reference, string } from "../../specs/parameter.ts";

export const feastDeclaration = {
  family: "connector",
  name: "feast",
  doc: "Adds features of a Feast repository to entity rows, each as it was known at the time of its row: the store is read without Python. The schema lists the features; the columns of `entities` come first, as they are.",
  params: {
    repo: string({ doc: "Folder with `feature_store.yaml`, relative to the spec." }),
    features: anyOf(
      [string({ doc: "A feature service." }), list(string({ doc: "`view:feature`" }), { doc: "Features." })],
      {
        doc: '`["view:feature", ...]`, or the name of a feature service.',
      },
    ),
    entities: reference(["source", "table"], {
      doc: "The rows that features are wanted for, with the join keys and a `@time` column. They are kept in their order and number.",
    }),
    full_feature_names: bool({
      doc: "Columns are called `view__feature` instead of `feature`.",
      default: false,
      searchable: false,
    }),
  },
  paths: ["repo"],
  inline: false,
  entities: "entities",
} as const satisfies ConnectorDeclaration;
