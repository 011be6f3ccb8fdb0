// What the host does for the kernels.

/** Room in the memory, all of which the host keeps track of. */
export declare function allocate(bytes: u32): u32;
