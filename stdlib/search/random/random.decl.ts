import type { SamplerDeclaration } from "../../../specs/component.ts";
import { samplerParameters } from "../shared-parameters.ts";

export const random = {
  family: "sampler",
  name: "random",
  doc: "Draws every open parameter independently. A fair baseline for any other sampler.",
  params: { ...samplerParameters },
} as const satisfies SamplerDeclaration;
