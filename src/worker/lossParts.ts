import type { RunParts } from '../protocol/training';
import type { RunEvaluation } from './engine';

/*
 * The outputs' parts of a run's loss and its penalty, at as many epochs as a curve needs. Nothing of them is measured
 * while the run goes on as long as nobody asks: an epoch that is asked for is trained once more, from the nearest state
 * that is kept, and evaluated. What was measured is remembered.
 */

/** An answer is given after so long, with what there is by then. */
const budgetMs = 100;

/** Epochs that are remembered. */
const mostKnown = 8192;

interface Parts {
  readonly terms: Float64Array;
  readonly penalty: number;
}

export class LossParts {
  readonly #at: (epoch: number, isCancelled: () => boolean) => Promise<Float64Array | null>;
  readonly #evaluate: RunEvaluation;
  readonly #known = new Map<number, Parts>();

  /** @param at gives the parameters of the run at the start of an epoch; null where it was cancelled. */
  constructor(
    at: (epoch: number, isCancelled: () => boolean) => Promise<Float64Array | null>,
    evaluate: RunEvaluation,
  ) {
    this.#at = at;
    this.#evaluate = evaluate;
  }

  /**
   * The parts at epochs between `from` and `to`, about `points` of them and at least those that were measured in the
   * time there is: further ones when it is asked again.
   *
   * @param reached the last epoch that the run has come to.
   * @returns null where it was cancelled.
   */
  async measure(
    from: number,
    to: number,
    points: number,
    reached: number,
    isCancelled: () => boolean,
  ): Promise<RunParts | null> {
    const epochs = epochsIn(from, Math.min(to, reached), points);
    const start = performance.now();
    for (const epoch of coarsestFirst(epochs)) {
      if (this.#known.has(epoch)) continue;
      if (performance.now() - start > budgetMs) break;
      const parameters = await this.#at(epoch, isCancelled);
      const evaluation = parameters && (await this.#evaluate(parameters, isCancelled));
      if (!evaluation) return null;
      this.#remember(epoch, { terms: evaluation.lossTerms, penalty: evaluation.penalty });
    }
    const measured = epochs.filter((epoch) => this.#known.has(epoch));
    const parts = measured.map((epoch) => this.#known.get(epoch)!);
    return {
      epochs: Float64Array.from(measured),
      terms: Array.from(parts[0]?.terms ?? [], (_, k) => Float64Array.from(parts, ({ terms }) => terms[k]!)),
      penalties: Float64Array.from(parts, ({ penalty }) => penalty),
      isComplete: measured.length === epochs.length,
    };
  }

  #remember(epoch: number, parts: Parts): void {
    this.#known.set(epoch, parts);
    if (this.#known.size <= mostKnown) return;
    for (const oldest of this.#known.keys()) {
      this.#known.delete(oldest);
      return;
    }
  }
}

/**
 * The epochs at which parts are measured, ascending: the multiples of the least power of two that makes them no more
 * than `points`, so that most stay the same when a person zooms or the run goes on; and the last.
 */
export function epochsIn(from: number, to: number, points: number): number[] {
  if (to < from) return [];
  let stride = 1;
  while ((to - from) / stride + 1 > points) stride *= 2;
  const epochs: number[] = [];
  for (let epoch = Math.ceil(from / stride) * stride; epoch <= to; epoch += stride) epochs.push(epoch);
  if (epochs.at(-1) !== to) epochs.push(to);
  return epochs;
}

/** The ends first, then what halves the gaps between, so that any part of the list is a curve. */
function coarsestFirst(epochs: readonly number[]): number[] {
  const last = epochs.length - 1;
  const order: number[] = last > 0 ? [epochs[0]!, epochs[last]!] : [...epochs];
  let stride = 1;
  while (stride < last) stride *= 2;
  for (; stride >= 2; stride /= 2) {
    for (let n = stride / 2; n < last; n += stride) order.push(epochs[n]!);
  }
  return order;
}
