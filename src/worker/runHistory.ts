import { Checkpoints, replayTo } from '../core/engine/checkpoints';
import type { Steps } from '../core/network/steps';
import { LossPyramid } from '../core/engine/lossPyramid';
import type { StopReason } from '../core/engine/stopRule';
import type { Trainer } from '../core/engine/training';
import type { RunLosses, RunPlace } from '../protocol/training';
import { inSlices } from './pace';

/*
 * What a run leaves behind while it goes on, in bounded memory: its losses for drawing, and states from which any
 * of its epochs is trained once more. The replay has a trainer of its own, so that the run knows nothing of it.
 */

/** The rate of training is taken anew from stretches of at least so long. */
const measuredMs = 1;

/** How much the newest stretch counts: one that was interrupted says little. */
const newestShare = 1 / 4;

export class RunHistory {
  readonly #trainer: Trainer;
  /** The epoch that the run started from: 0, but where it goes on from another's state. */
  readonly firstEpoch: number;
  readonly #createReplay: () => Trainer;
  readonly #losses = new LossPyramid();
  readonly #testLosses = new LossPyramid();
  readonly #checkpoints: Checkpoints;
  #replay: Trainer | null = null;
  /** It has been on this run: before, it is where the file starts, which a fork does not. */
  #isReplayOfRun = false;
  /** Replays come one after the other: they share a trainer. */
  #lastReplay: Promise<unknown> = Promise.resolve();
  /** 0 until it was measured: every epoch is kept then. */
  #updatesPerMs = 0;
  /** What the present stretch has come to. */
  #stretch = { updates: 0, ms: 0 };

  /**
   * @param trainer of the run, at its start.
   * @param createReplay makes another trainer of the same network, settings and samples.
   */
  constructor(trainer: Trainer, createReplay: () => Trainer) {
    this.#trainer = trainer;
    this.firstEpoch = trainer.epoch;
    this.#createReplay = createReplay;
    this.#checkpoints = new Checkpoints(trainer.snapshot());
    trainer.onEpochs = (_first, losses, testLosses) => {
      this.#losses.append(losses);
      if (testLosses) this.#testLosses.append(testLosses);
    };
  }

  /** The trainer's `advance`, with a state kept wherever one is due on the way. */
  advance(maxUpdates: number): 'running' | StopReason {
    for (let made = 0; ;) {
      const updates = Math.min(maxUpdates - made, this.#updatesToNext());
      const status = this.#timed(() => this.#trainer.advance(updates));
      made += updates;
      if (status !== 'running' || made >= maxUpdates) return status;
    }
  }

  /** The trainer's `stepOnce`. */
  stepOnce(): 'running' | 'diverged' {
    return this.#timed(() => this.#trainer.stepOnce());
  }

  /** The losses of the epochs `from` to before `to`, as far as they are this run's own: see `LossPyramid.query`. */
  losses(from: number, to: number, buckets: number): RunLosses {
    const first = this.firstEpoch;
    const query = (losses: LossPyramid): RunLosses['losses'] => {
      const found = losses.query(Math.max(0, from - first), Math.max(0, to - first), buckets);
      return first === 0 ? found : { ...found, starts: found.starts.map((start) => start + first) };
    };
    return {
      epochs: first + this.#losses.length,
      losses: query(this.#losses),
      testLosses: this.#testLosses.length > 0 ? query(this.#testLosses) : null,
    };
  }

  /**
   * Has `look` at the run at `place`, trained once more in slices: what it gives, or null as soon as `isCancelled`
   * says so. A replay waits for those that were asked for before.
   *
   * @param place one that the run has come to.
   * @param look may train its trainer on, and keeps nothing of it.
   */
  at<Seen>(
    { epoch, updates }: RunPlace,
    isCancelled: () => boolean,
    look: (trainer: Trainer) => Seen,
  ): Promise<Seen | null> {
    const turn = this.#lastReplay.then(async () => {
      if (isCancelled()) return null;
      this.#replay ??= this.#createReplay();
      const updatesPerPause = Math.max(1, Math.floor(this.#updatesPerMs));
      const steps = this.#replaySteps(this.#replay, epoch, updates, updatesPerPause);
      const trainer = await inSlices(steps, isCancelled);
      return trainer ? look(trainer) : null;
    });
    this.#lastReplay = turn.catch(() => undefined); // whoever asked hears of it
    return turn;
  }

  *#replaySteps(replay: Trainer, epoch: number, updates: number, updatesPerPause: number): Steps<Trainer> {
    const trainer = yield* replayTo(replay, this.#checkpoints, epoch, updatesPerPause, this.#isReplayOfRun);
    this.#isReplayOfRun = true;
    const target = trainer.step + updates;
    while (trainer.step < target) {
      trainer.stepOnce();
      yield;
    }
    return trainer;
  }

  #updatesToNext(): number {
    const { step, updatesPerEpoch } = this.#trainer;
    const next = this.#checkpoints.nextStep(this.#updatesPerMs, updatesPerEpoch);
    // Where training has become slower since, the next start of an epoch is none too early.
    return next > step ? next - step : updatesPerEpoch - (step % updatesPerEpoch);
  }

  /** Trains, takes note of how fast that is, and keeps the state where it is due. */
  #timed<Status extends string>(train: () => Status): Status {
    const trainer = this.#trainer;
    const [start, before] = [performance.now(), trainer.step];
    const status = train();
    this.#stretch.ms += performance.now() - start;
    this.#stretch.updates += trainer.step - before;
    const { ms, updates } = this.#stretch;
    if (ms >= measuredMs) {
      const isFirst = this.#updatesPerMs === 0;
      this.#updatesPerMs += (isFirst ? 1 : newestShare) * (updates / ms - this.#updatesPerMs);
      this.#stretch = { updates: 0, ms: 0 };
    }
    const isDue = trainer.step >= this.#checkpoints.nextStep(this.#updatesPerMs, trainer.updatesPerEpoch);
    if (isDue && status !== 'diverged' && trainer.step % trainer.updatesPerEpoch === 0) {
      this.#checkpoints.keep(trainer.snapshot());
    }
    return status;
  }
}
