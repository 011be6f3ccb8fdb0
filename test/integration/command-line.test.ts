// The built command line in processes of its own: exit codes, streams, files. Needs `npm run build`; says so when it is missing.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const PIPEC = join(ROOT, "dist/pipec.js");
const built = existsSync(PIPEC);
const folder = mkdtempSync(join(tmpdir(), "pipec-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function pipec(
  args: readonly string[],
  input = "",
): { readonly code: number | null; readonly out: string; readonly err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [PIPEC, ...args], {
    cwd: folder,
    input,
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0" },
  });
  return { code: status, out: stdout, err: stderr };
}

describe.skipIf(!built)(`command line${built ? "" : " (dist/pipec.js is missing: npm run build)"}`, () => {
  describe("usage", () => {
    it("shows help without arguments", () => {
      const { code, out } = pipec([]);
      expect(code).toBe(0);
      expect(out).toContain("Examples:");
    });

    it.each([
      { args: ["chekc", "x"], says: "Did you mean check?" },
      { args: ["run"], says: "missing required argument 'spec'" },
      { args: ["run", "absent.pipe"], says: "there is no file `absent.pipe`" },
      { args: ["check", "absent"], says: "there is no file or folder `absent`" },
      { args: ["check", "--format", "xml", "-"], says: "Allowed choices are pretty, json" },
      { args: ["run", "a.pipe", "--jobs", "0"], says: "not a positive whole number" },
      { args: ["explain", "leak/fit-outside-trian"], says: "did you mean `leak/fit-outside-train`" },
      { args: ["completion", "tcsh"], says: "known shells: bash, zsh, fish" },
      { args: ["runs", "show", "x"], says: "there is no run `x`" },
      { args: ["models", "show", "../../x"], says: "is not the name of a model" },
    ])("exits with 2 on $args", ({ args, says }) => {
      const { code, out, err } = pipec(args);
      expect({ code, out }).toEqual({ code: 2, out: "" });
      expect(err).toContain(says);
    });

    it("prints its version", () => {
      const manifest = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { version: string };
      expect(pipec(["--version"])).toMatchObject({ code: 0, out: `${manifest.version}\n` });
    });
  });

  describe("check", () => {
    it("reads stdin and reports with a place", () => {
      const { code, out } = pipec(["check", "-"], "table x = absent\n");
      expect(code).toBe(1);
      expect(out).toContain("<stdin>:1:11");
    });

    it("prints one JSON object", () => {
      const { code, out } = pipec(["check", "-", "--json"], "table x = absent\n");
      const report = JSON.parse(out) as { summary: { errors: number }; diagnostics: { file: string }[] };
      expect(code).toBe(1);
      expect(report.summary.errors).toBeGreaterThan(0);
      expect(report.diagnostics[0]!.file).toBe("<stdin>");
    });

    it("finds the mistakes of the leaky twin", () => {
      const { code, out } = pipec(["check", join(ROOT, "examples/leaky/leaky.pipe")]);
      expect(code).toBe(1);
      for (const id of ["leak/fit-outside-train", "leak/posthoc-feature", "leak/tuned-on-test"])
        expect(out).toContain(id);
    });

    it("does not let imports leave the project", () => {
      writeFileSync(join(folder, "secret.txt"), "secret");
      const { code, err } = pipec(["check", "-"], 'import "/etc/passwd" as x\n');
      expect(code).not.toBe(0);
      expect(err).not.toContain("root:");
    });
  });

  describe("fmt", () => {
    it("formats stdin, and files in place", () => {
      expect(pipec(["fmt", "-"], "param   a:int=1").out).toBe("param a: int = 1\n");
      const path = join(folder, "messy.pipe");
      writeFileSync(path, "param   a:int=1");
      expect(pipec(["fmt", "--check", path]).code).toBe(1);
      expect(pipec(["fmt", path]).code).toBe(0);
      expect(readFileSync(path, "utf8")).toBe("param a: int = 1\n");
      expect(pipec(["fmt", "--check", path]).code).toBe(0);
    });

    it("leaves the examples as they are", () => {
      expect(pipec(["fmt", "--check", join(ROOT, "examples")])).toMatchObject({ code: 0 });
    });
  });

  it("is silent when its reader goes away", async () => {
    const child = spawn(process.execPath, [PIPEC, "explain"], { stdio: ["ignore", "pipe", "pipe"] });
    let err = "";
    child.stderr.on("data", (text: Buffer) => {
      err += text.toString();
    });
    child.stdout.destroy();
    const code = await new Promise((resolve) => child.on("close", resolve));
    expect({ code, err }).toEqual({ code: 0, err: "" });
  });

  describe.each(["forecast", "classify"])("the %s scaffold", (template) => {
    const name = `made_${template}`;
    beforeAll(() => {
      pipec(["init", name, "--template", template]);
    });

    it("is canonical, checks and runs", () => {
      const spec = `${name}/${name}.pipe`;
      expect(pipec(["fmt", "--check", spec])).toMatchObject({ code: 0 });
      expect(pipec(["check", spec])).toMatchObject({ code: 0 });
      const { code, out } = pipec(["run", spec, "--json", "--jobs", "1"]);
      expect(code).toBe(0);
      const record = JSON.parse(out) as { status: string; evaluations: unknown[]; published: { published: boolean }[] };
      expect(record.status).toBe("done");
      expect(record.evaluations.length).toBe(1);
      expect(existsSync(join(folder, name, ".pipec/reports", name, "summary.html"))).toBe(true);
      expect(pipec(["runs", "list", "--store", `${name}/.pipec`]).out).toContain("done");
    });

    it("is never overwritten", () => {
      expect(pipec(["init", name, "--template", template])).toMatchObject({ code: 2, out: "" });
    });
  });
});
