import { createModel } from '../core/engine/model';
import type { PoolSurface } from '../protocol/pool';
import { createRunEvaluation, engineHere, type RunEvaluation } from './engine';
import { nextTurn } from './turn.platform';

/** So long losses are computed before the port is heard. */
const sliceMs = 12;

/** Losses on planes through the space of parameters; the program of the last plane is kept. */
export class SurfaceLosses {
  #id: number | null = null;
  #evaluate: RunEvaluation | null = null;

  /**
   * Loss and penalty over the training samples at origin + u · first + v · second, for each pair u, v of `points`;
   * undefined when nobody waits for them any more.
   *
   * @throws UnsupportedNetworkError as `createModel`; OutOfMemoryError.
   */
  async at(
    { id, network, samples, origin, first, second }: PoolSurface,
    points: Float64Array,
    isCancelled: () => boolean,
  ): Promise<Float64Array | undefined> {
    if (id !== this.#id || !this.#evaluate) {
      this.#evaluate = createRunEvaluation(createModel(network), samples, engineHere());
      this.#id = id;
    }
    const evaluate = this.#evaluate;
    const parameters = new Float64Array(origin.length);
    const losses = new Float64Array(points.length / 2);
    let end = performance.now() + sliceMs;
    for (let n = 0; n < losses.length; n++) {
      const [u, v] = [points[2 * n]!, points[2 * n + 1]!];
      for (let p = 0; p < parameters.length; p++) parameters[p] = origin[p]! + u * first[p]! + v * second[p]!;
      const evaluation = await evaluate(parameters, isCancelled);
      if (!evaluation) return undefined;
      losses[n] = evaluation.loss + evaluation.penalty;
      if (performance.now() < end) continue;
      await nextTurn();
      if (isCancelled()) return undefined;
      end = performance.now() + sliceMs;
    }
    return losses;
  }
}
