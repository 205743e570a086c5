/** A matrix too large to be drawn number by number, in cells that each stand for a block of it. */

export interface MatrixOverview {
  /** Cells down and across; a cell is one number where the matrix is no larger than that. */
  readonly rows: number;
  readonly columns: number;
  /** Row by row: the number of the block that is largest in size; NaN where the block has one. */
  readonly values: Float64Array;
  /** Where in the matrix, row by row, that number stands. */
  readonly places: Uint32Array;
  /** The largest size of a finite number. */
  readonly largest: number;
}

/**
 * @param matrix row by row, `height` rows of `width` numbers.
 * @param most cells along each side.
 */
export function matrixOverview(
  matrix: Float64Array,
  height: number,
  width: number,
  most: number,
): MatrixOverview {
  const [rows, columns] = [Math.min(height, most), Math.min(width, most)];
  const values = new Float64Array(rows * columns);
  const places = new Uint32Array(rows * columns);
  const sizes = new Float64Array(rows * columns).fill(-1);
  let largest = 0;
  for (let i = 0; i < height; i++) {
    // Blocks differ by one row or column at most.
    const row = Math.floor((i * rows) / height);
    for (let j = 0; j < width; j++) {
      const place = i * width + j;
      const value = matrix[place]!;
      const size = Math.abs(value);
      if (size < Infinity && size > largest) largest = size;
      const cell = row * columns + Math.floor((j * columns) / width);
      // What is no number is worse than any: it wins, and nothing wins over it.
      if (size > sizes[cell]! || (Number.isNaN(size) && !Number.isNaN(sizes[cell]!))) {
        sizes[cell] = size;
        values[cell] = value;
        places[cell] = place;
      }
    }
  }
  return { rows, columns, values, places, largest };
}
