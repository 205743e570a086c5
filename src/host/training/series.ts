/** Numbers that come in bit by bit, kept in one array that doubles when it is full. */
export class Series {
  #buffer = new Float64Array(256);
  #length = 0;

  /** What came so far: a view, valid until the next `append`; copy it to keep it or to send it. */
  get values(): Float64Array {
    return this.#buffer.subarray(0, this.#length);
  }

  append(values: Float64Array): void {
    const length = this.#length + values.length;
    if (length > this.#buffer.length) {
      const grown = new Float64Array(Math.max(length, 2 * this.#buffer.length));
      grown.set(this.values);
      this.#buffer = grown;
    }
    this.#buffer.set(values, this.#length);
    this.#length = length;
  }
}
