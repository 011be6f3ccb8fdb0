// Writes into README.md what it quotes: a spec, the output of its run, and the findings about the leaky twin. Run it after
// `npm run build` when an example or a message changes; a test compares the parts that do not depend on the machine.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../", import.meta.url));
const store = mkdtempSync(join(tmpdir(), "pipec-readme-"));
const pipec = (...args) => {
  const env = { ...process.env, NO_COLOR: "1" };
  const { stdout } = spawnSync(process.execPath, ["dist/pipec.js", ...args], { cwd: root, env, encoding: "utf8" });
  return stdout.replaceAll(store, "examples/airline/.pipec").replaceAll(/\S*\/(reports\/)/g, "examples/airline/.pipec/$1");
};

const quotes = {
  spec: ["pipe", readFileSync(join(root, "examples/airline/airline.pipe"), "utf8")],
  run: ["", pipec("run", "examples/airline/airline.pipe", "--quiet", "--store", store)],
  leak: ["", pipec("check", "examples/leaky/leaky.pipe")],
};
rmSync(store, { recursive: true, force: true });

let readme = readFileSync(join(root, "README.md"), "utf8");
for (const [name, [language, text]] of Object.entries(quotes)) {
  const marked = new RegExp(`(<!-- quote ${name} -->\n)[^]*?(<!-- end -->)`);
  if (!marked.test(readme)) throw new Error(`README.md has no place for the quote ${name}`);
  readme = readme.replace(marked, (_, begin, end) => `${begin}\`\`\`${language}\n${text.trimEnd()}\n\`\`\`\n${end}`);
}
writeFileSync(join(root, "README.md"), readme);
