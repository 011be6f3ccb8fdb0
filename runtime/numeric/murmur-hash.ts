// MurmurHash3, 32 bits (Appleby, 2011): the hash of scikit-learn's FeatureHasher.

const mix = (value: number): number => {
  const spread = Math.imul(value, 0xcc9e2d51);
  return Math.imul((spread << 15) | (spread >>> 17), 0x1b873593);
};

/** Signed 32-bit hash of the UTF-8 bytes of `text`. */
export function murmurHash(text: string, seed: number): number {
  const bytes = new TextEncoder().encode(text);
  const blocks = bytes.length >>> 2;
  let hash = seed | 0;
  for (let block = 0; block < blocks; block++) {
    const at = 4 * block;
    const word = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
    hash ^= mix(word);
    hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64) | 0;
  }
  let rest = 0;
  for (let at = bytes.length - 1; at >= 4 * blocks; at--) rest = (rest << 8) | bytes[at]!;
  if (bytes.length > 4 * blocks) hash ^= mix(rest);
  hash ^= bytes.length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
