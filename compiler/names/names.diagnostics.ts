// Messages about declarations, imports and cycles.
import { defineDiagnostics, msg } from "../../specs/diagnostic.ts";

export const names = defineDiagnostics("name", {
  "unknown-name": {
    severity: "error",
    message: msg`unknown name \`${"name"}\``,
    why: msg`a name in this place must be a declaration, a \`param\`, a \`let\` or an import of this file`,
    help: msg`${"hint"}`,
  },
  duplicate: {
    severity: "error",
    message: msg`\`${"name"}\` is declared twice`,
    why: msg`declarations, params, lets and import aliases share one namespace and are immutable; the first one counts`,
    help: msg`rename one of them, or remove the second`,
  },
  cycle: {
    severity: "error",
    message: msg`\`${"name"}\` depends on itself: ${"path"}`,
    why: msg`a value can only be computed when everything that it uses is there first`,
    help: msg`break the circle at one of the places shown`,
  },
  "import-not-found": {
    severity: "error",
    message: msg`cannot find the imported file \`${"path"}\``,
    why: msg`import paths are relative to the folder of the file that imports`,
    help: msg`correct the path; the file was looked for at \`${"resolved"}\``,
  },
  "import-cycle": {
    severity: "error",
    message: msg`the files import each other: ${"path"}`,
    why: msg`imports must form a tree, so that every file can be read on its own`,
    help: msg`move what both files need into a third one`,
  },
  "no-plugins": {
    severity: "error",
    message: msg`\`use "${"path"}"\` loads nothing: there are no plugins`,
    why: msg`the word is kept for them, and a spec that ran without what it asks for would be another one`,
    help: msg`remove the line; \`pipec explain\` lists the components that there are`,
  },
  "unknown-set": {
    severity: "error",
    message: msg`\`--set ${"name"}\` names no \`param\` of this pipeline`,
    why: msg`only declared params can be set from outside, so that a typing mistake cannot pass silently`,
    help: msg`${"hint"}`,
  },
  "unknown-profile": {
    severity: "error",
    message: msg`there is no profile \`${"name"}\``,
    why: msg`profiles are the top-level names of \`pipec.profiles.json\` beside the spec`,
    help: msg`${"hint"}`,
  },
  "profile-unknown-param": {
    severity: "warning",
    message: msg`profile \`${"profile"}\` sets \`${"name"}\`, which is no \`param\` of this pipeline`,
    why: msg`the value has no effect here; another spec that uses the same profile may need it`,
    help: msg`${"hint"}`,
  },
  "nothing-declared": {
    severity: "warning",
    message: msg`the spec declares nothing`,
    why: msg`there is nothing to check and nothing to run, so "no problems" would say nothing`,
    help: msg`write a \`source\` to begin with, or let \`pipec init\` write a working spec`,
  },
});
