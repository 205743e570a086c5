/** Epochs a second that a run can be played at. */
export const REPLAY_RATES = ['2', '10', '50', '250', '1000'] as const;
export type ReplayRate = (typeof REPLAY_RATES)[number];

/** So often at most another epoch is asked for: more cannot be seen. */
const LEAST_STEP_MS = 50;

export interface ReplayTarget {
  /** The epoch on show and the newest. */
  position(): { readonly epoch: number; readonly last: number };
  /** Settles when the epoch is on show; false: it could not be. */
  show(epoch: number): Promise<boolean>;
  /** It has begun, or ended. */
  changed(): void;
}

/**
 * Shows one epoch of a run after the other at a rate. The next is asked for when the last is on show: where epochs take
 * longer than that, some are left out, and the rate stays.
 */
export class Replay {
  readonly #target: ReplayTarget;
  #rate: ReplayRate = '10';
  /** The playing under way; null while none is. */
  #playing: object | null = null;

  constructor(target: ReplayTarget) {
    this.#target = target;
  }

  get isPlaying(): boolean {
    return this.#playing !== null;
  }

  set rate(rate: ReplayRate) {
    this.#rate = rate;
  }

  /** @param from the epoch to begin with. */
  play(from: number): void {
    const playing = {};
    this.#playing = playing;
    this.#target.changed();
    void this.#run(playing, from);
  }

  stop(): void {
    if (!this.#playing) return;
    this.#playing = null;
    this.#target.changed();
  }

  async #run(playing: object, from: number): Promise<void> {
    let exact = from;
    let before = performance.now();
    const isOn = (): boolean => this.#playing === playing;
    let isShown = await this.#target.show(from);
    while (isShown && isOn()) {
      const rate = Number(this.#rate);
      await new Promise((resolve) => setTimeout(resolve, Math.max(LEAST_STEP_MS, 1000 / rate)));
      if (!isOn()) return;
      const now = performance.now();
      exact += ((now - before) / 1000) * rate;
      before = now;
      const { epoch, last } = this.#target.position();
      const next = Math.min(last, Math.max(epoch + 1, Math.floor(exact)));
      exact = Math.max(exact, next);
      isShown = await this.#target.show(next);
      if (next >= last) break;
    }
    if (isOn()) this.stop();
  }
}
