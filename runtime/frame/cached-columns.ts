// Whole columns that were made and may be wanted again, the latest used first; the oldest go when they fill their memory.

const DEFAULT_BYTES = 1 << 29;

export class CachedColumns<Key extends object> {
  readonly #values = new Map<Key, Float64Array>();
  #bytes = 0;
  #latest: Key | null = null;
  #limit = DEFAULT_BYTES;

  limit(bytes: number): void {
    this.#limit = bytes;
    this.#shrink(0);
  }

  peek(key: Key): Float64Array | null {
    return this.#values.get(key) ?? null;
  }

  get(key: Key, make: () => Float64Array): Float64Array {
    const found = this.#values.get(key);
    if (found !== undefined) {
      if (key === this.#latest) return found;
      this.#latest = key;
      this.#values.delete(key);
      this.#values.set(key, found);
      return found;
    }
    const made = make();
    // The latest one stays however large it is: who reads it value by value would make it again each time.
    this.#shrink(made.byteLength);
    this.#latest = key;
    this.#values.set(key, made);
    this.#bytes += made.byteLength;
    return made;
  }

  #shrink(added: number): void {
    for (const [key, values] of this.#values) {
      if (this.#bytes + added <= this.#limit) return;
      this.#values.delete(key);
      this.#bytes -= values.byteLength;
    }
  }
}
