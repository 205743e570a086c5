/** Edit distance between two words: insertions, deletions, replacements and swaps of neighbours. */
function distance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let least = Math.min(last[column]! + 1, current[column - 1]! + 1, last[column - 1]! + (same ? 0 : 1));
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        least = Math.min(least, beforeLast[column - 2]! + 1);
      }
      current.push(least);
    }
    beforeLast = last;
    last = current;
  }
  return last[b.length]!;
}

/**
 * The word of `known` that `written` was most likely meant to be, or null if none is near: letter case is free,
 * and a third of the letters may differ.
 */
export function nearest(written: string, known: readonly string[]): string | null {
  if (written.length > 40) return null;
  const lower = written.toLowerCase().replace(/[\s_-]/g, '');
  let best: string | null = null;
  let least = Math.max(1, Math.floor(lower.length / 3)) + 1;
  for (const word of known) {
    const candidate = word.toLowerCase();
    const isStart = lower.length >= 3 && candidate.startsWith(lower);
    const away = isStart ? Math.min(1, distance(lower, candidate)) : distance(lower, candidate);
    if (away < least) {
      least = away;
      best = word;
    }
  }
  return best;
}
