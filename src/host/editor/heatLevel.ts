/** How strongly a gradient is shown: its sign, and its size beside the largest of the file. */
export interface Heat {
  readonly sign: 'positive' | 'negative';
  /** 1: from 1 % of the largest on, 2: from 10 %, 3: from a half. */
  readonly strength: 1 | 2 | 3;
}

/** Null for what is smaller than 1 % of the largest, 0 or no finite number. */
export function heatOf(gradient: number, largest: number): Heat | null {
  const part = Math.abs(gradient) / largest;
  if (!Number.isFinite(part) || part < 0.01) return null;
  return { sign: gradient > 0 ? 'positive' : 'negative', strength: part >= 0.5 ? 3 : part >= 0.1 ? 2 : 1 };
}

/** The largest size among gradients; 0 of none, and where one is no finite number. */
export function largestSize(gradient: Float64Array): number {
  let largest = 0;
  for (const value of gradient) {
    const size = Math.abs(value);
    if (!Number.isFinite(size)) return 0;
    if (size > largest) largest = size;
  }
  return largest;
}
