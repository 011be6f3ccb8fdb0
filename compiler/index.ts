// The door of the compiler: everything that other layers may use of it.
export {
  type Compiled,
  type CompileInput,
  type CompileResult,
  check,
  compile,
  PASSES,
  type Pass,
  type SilencedFinding,
} from "./pipeline.ts";
