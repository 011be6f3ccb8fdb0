// What a checked spec may still ask for that no plan can hold.
import { defineDiagnostics, msg } from "../../specs/diagnostic.ts";

export const planDiagnostics = defineDiagnostics("plan", {
  "not-runnable": {
    severity: "error",
    message: msg`${"what"} cannot be run by this version`,
    why: msg`it is part of the language and has been checked, but no runtime for it exists yet`,
    help: msg`take it out of the spec, or use \`pipec check\` alone until it is supported`,
  },
});
