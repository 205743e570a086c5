import type { MomentView, RunProgressView, RunStatus, RunView } from '../../src/protocol/panel';

/** A run as the panel knows it: what the host said of it as a whole, and how far it has come since. */
export class RunState {
  readonly id: number;
  readonly epochs: number;
  readonly every: number;
  readonly isStale: boolean;
  readonly divergence: RunView['divergence'];
  #status: RunStatus;
  #epoch: number;
  #loss: number;
  #moment: MomentView;

  constructor(view: RunView) {
    this.id = view.id;
    this.epochs = view.epochs;
    this.every = Math.max(1, view.every);
    this.isStale = view.isStale;
    this.divergence = view.divergence;
    this.#status = view.status;
    this.#epoch = view.epoch;
    this.#loss = view.loss;
    this.#moment = view.moment;
  }

  get status(): RunStatus {
    return this.#status;
  }

  get epoch(): number {
    return this.#epoch;
  }

  get loss(): number {
    return this.#loss;
  }

  /** The moment that all numbers on show are of; the newest follows the run. */
  get moment(): MomentView {
    return this.#moment;
  }

  /** Takes another moment; false if it is of another run. */
  applyMoment(moment: MomentView): boolean {
    if (moment.runId !== this.id) return false;
    this.#moment = moment;
    return true;
  }

  /** Takes what is new; false if it is of another run, so that the whole must be asked for again. */
  apply(progress: RunProgressView): boolean {
    if (progress.id !== this.id) return false;
    this.#status = progress.status;
    this.#epoch = progress.epoch;
    this.#loss = progress.loss;
    if (this.#moment.isNewest) {
      // A run that has just begun has no thread to ask yet when it is told of; with progress it has, from epoch 0 on.
      this.#moment = { ...this.#moment, epoch: progress.epoch, first: this.#moment.first ?? 0 };
    }
    return true;
  }
}
