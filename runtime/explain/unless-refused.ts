// A model may refuse values that never stood beside each other in its rows: that costs one answer, not all of them.
import { ComponentError } from "../component.ts";

export function unlessRefused<T>(answer: () => T): T | null {
  try {
    return answer();
  } catch (error) {
    if (error instanceof ComponentError) return null;
    throw error;
  }
}
