/** Layers that are to follow each other, each taking what the one before gives. */
export interface Link {
  readonly fanIn: number;
  readonly units: number;
}

/** Tried at most, so that no file keeps anybody busy. */
const MOST_TRIES = 20_000;

/**
 * The orders in which layers can follow each other: each once, the units of one the inputs of the next.
 *
 * @param most orders that are looked for at most.
 * @returns indices of `links`; null: there were too many ways to try before the answer was known.
 */
export function chainsOf(links: readonly Link[], most: number): number[][] | null {
  const chains: number[][] = [];
  const chain: number[] = [];
  const used = new Set<number>();
  let tries = 0;
  const isExhausted = (): boolean => tries > MOST_TRIES || chains.length >= most;
  const follow = (units: number | null): void => {
    if (chain.length === links.length) chains.push([...chain]);
    for (let n = 0; n < links.length && !isExhausted(); n++) {
      if (used.has(n) || (units !== null && links[n]!.fanIn !== units)) continue;
      tries++;
      used.add(n);
      chain.push(n);
      follow(links[n]!.units);
      chain.pop();
      used.delete(n);
    }
  };
  follow(null);
  return tries > MOST_TRIES && chains.length < most ? null : chains;
}

/** Whether layers follow each other in this order. */
export function isChain(links: readonly Link[], order: readonly number[]): boolean {
  return order.every((n, at) => at === 0 || links[order[at - 1]!]!.units === links[n]!.fanIn);
}
