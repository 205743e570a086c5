/*
 * How large the blocks are whose sums stay in registers while they are summed up, see kernels.ts.
 */

/** Rows of a block, at most. */
export const blockRows = 5;

/** Columns of a block, at most. */
export const blockVectors = 2;

/** Rows of a block that reads them as vectors too, see gradients.ts. */
export const laneRows = 4;
