import type { SamplerDeclaration } from "../../../specs/component.ts";
import { int } from "../../../specs/parameter.ts";
import { samplerParameters } from "../shared-parameters.ts";

export const tpe = {
  family: "sampler",
  name: "tpe",
  doc: "Tree-structured Parzen estimator: proposes points that good trials make likely and bad ones do not. The default choice when a trial costs more than a second.",
  params: {
    ...samplerParameters,
    startup_trials: int({ doc: "Random trials before the estimator starts.", min: 1, default: 10, searchable: false }),
    candidates: int({
      doc: "Candidates drawn per proposal; the best by expected improvement is tried.",
      min: 1,
      default: 24,
      searchable: false,
    }),
  },
} as const satisfies SamplerDeclaration;
