import type { Training } from '../../core/network/network';
import type { TrainingWorker } from './trainingWorker';

/*
 * Which thread knows which epochs of a run. A run has one thread while all goes well. One that goes on from another
 * run's state has that run's thread for what came before; one whose thread was lost has forgotten what that had trained.
 */

/** Former threads that a run may keep: each takes a processor's memory, and sleeps. */
const mostFormer = 3;

interface Stretch {
  readonly worker: TrainingWorker;
  /** The first epoch that the thread knows, as people count. */
  readonly from: number;
  /** What the thread counts as epoch 0. */
  readonly base: number;
  /** What it trains by. */
  readonly training: Training;
}

/** A thread, and its own count of an epoch. */
export interface PlaceInThread {
  readonly worker: TrainingWorker;
  readonly epoch: number;
  readonly training: Training;
}

export class RunPast {
  /** In the order of their epochs; the last is of the thread that trains. */
  #stretches: Stretch[];

  constructor(former: readonly Stretch[] = []) {
    this.#stretches = former.slice(-mostFormer);
  }

  /** A thread trains on from `from`. */
  begin(worker: TrainingWorker, from: number, base: number, training: Training): void {
    this.#stretches.push({ worker, from, base, training });
    void worker.ended.then(() => {
      this.#stretches = this.#stretches.filter((stretch) => stretch.worker !== worker);
    });
  }

  /** The threads up to `epoch`, for a run that goes on from there. */
  upTo(epoch: number): readonly Stretch[] {
    return this.#stretches.filter(({ from }) => from <= epoch);
  }

  get workers(): readonly TrainingWorker[] {
    return this.#stretches.map(({ worker }) => worker);
  }

  /** The first epoch that can be shown; null where no thread is left. */
  get first(): number | null {
    return this.#stretches[0]?.from ?? null;
  }

  /** Who knows the run at the start of `epoch`, and what follows it. */
  at(epoch: number): PlaceInThread | null {
    const stretch = this.#stretches.findLast(({ from }) => from <= epoch);
    if (!stretch) return null;
    const { worker, base, training } = stretch;
    return { worker, epoch: epoch - base, training };
  }
}
