/** A symmetric matrix by rows, `size` by `size`; only the lower triangle is read. */
export type SymmetricMatrix = Float64Array;

/** The lower triangle L of L L' = matrix, by rows; null where the matrix is not positive definite. */
export function cholesky(matrix: SymmetricMatrix, size: number): Float64Array | null {
  const lower = new Float64Array(size * size);
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column <= row; column += 1) {
      let sum = matrix[row * size + column] ?? 0;
      for (let k = 0; k < column; k += 1)
        sum -= (lower[row * size + k] ?? 0) * (lower[column * size + k] ?? 0);
      if (row !== column) {
        lower[row * size + column] = sum / (lower[column * size + column] ?? 1);
        continue;
      }
      // What is left of the diagonal after rounding is no information about this direction.
      if (!(sum > 1e-13 * Math.abs(matrix[row * size + row] ?? 0))) return null;
      lower[row * size + row] = Math.sqrt(sum);
    }
  }
  return lower;
}

/** The x of L L' x = right, for the L that `cholesky` returned. */
export function solveCholesky(lower: Float64Array, right: Float64Array): Float64Array {
  const size = right.length;
  const x = Float64Array.from(right);
  for (let row = 0; row < size; row += 1) {
    let sum = x[row] ?? 0;
    for (let k = 0; k < row; k += 1) sum -= (lower[row * size + k] ?? 0) * (x[k] ?? 0);
    x[row] = sum / (lower[row * size + row] ?? 1);
  }
  for (let row = size - 1; row >= 0; row -= 1) {
    let sum = x[row] ?? 0;
    for (let k = row + 1; k < size; k += 1) sum -= (lower[k * size + row] ?? 0) * (x[k] ?? 0);
    x[row] = sum / (lower[row * size + row] ?? 1);
  }
  return x;
}

/** The diagonal of the matrix's inverse, for the L that `cholesky` returned. */
export function inverseDiagonal(lower: Float64Array, size: number): Float64Array {
  return Float64Array.from({ length: size }, (_, at) => {
    const unit = new Float64Array(size);
    unit[at] = 1;
    return solveCholesky(lower, unit)[at] ?? Number.NaN;
  });
}
