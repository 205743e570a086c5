import type { RunParts } from '../../src/protocol/training';
import type { LossCurvesView } from '../../src/protocol/views/loss';
import type { Ask } from '../views/view';
import type { Range } from './zoom';

/** What is asked for. */
export interface CurveWish {
  readonly range: Range;
  readonly columns: number;
  readonly archived: readonly string[];
  readonly hasParts: boolean;
}

/** Parts are measured anew for a run that goes on at most so often: it waits for that. */
const PARTS_MS = 500;
/** Epochs at which parts are measured: enough for a curve. */
const PARTS_POINTS = 256;

/**
 * Asks the host for curves, never twice at once: what is wished for in between is asked when the answer has come, so
 * that a slow host is asked as often as it answers.
 */
export class CurveSource {
  readonly #ask: Ask;
  readonly #changed: () => void;
  #wish: CurveWish | null = null;
  #isAsking = false;
  #isWanted = false;
  #isAskingParts = false;
  #partsTimer: ReturnType<typeof setTimeout> | undefined;
  view: LossCurvesView | null = null;
  /** Undefined: not measured yet; null: they cannot be. */
  parts: RunParts | null | undefined;

  /** @param changed hears that there is something new. */
  constructor(ask: Ask, changed: () => void) {
    this.#ask = ask;
    this.#changed = changed;
  }

  /** Whether what is shown is not what was wished for last. */
  get isBehind(): boolean {
    return this.#isAsking;
  }

  /** Other curves from now on: nothing of the old ones is right. */
  clear(): void {
    this.view = null;
    this.parts = undefined;
  }

  /** Nobody looks any more. */
  stop(): void {
    this.#wish = null;
    this.#isWanted = false;
    clearTimeout(this.#partsTimer);
    this.#partsTimer = undefined;
  }

  want(wish: CurveWish): void {
    this.#wish = wish;
    if (this.#isAsking) this.#isWanted = true;
    else void this.#askNow(wish);
    if (wish.hasParts && !this.#isAskingParts && this.#partsTimer === undefined) void this.#askParts();
  }

  async #askNow({ range, columns, archived }: CurveWish): Promise<void> {
    this.#isAsking = true;
    this.#isWanted = false;
    const { from, to } = epochsOf(range);
    const view = await this.#ask('lossCurves', { from, to, buckets: Math.max(1, columns), archived });
    this.#isAsking = false;
    if (view) this.view = view;
    this.#askAgain();
    this.#changed();
  }

  /** Asks for what was wished for meanwhile. */
  #askAgain(): void {
    if (this.#isWanted && this.#wish) void this.#askNow(this.#wish);
  }

  async #askParts(): Promise<void> {
    if (!this.#wish?.hasParts) return;
    this.#isAskingParts = true;
    const { from, to } = epochsOf(this.#wish.range);
    const parts = await this.#ask('lossParts', { from, to, points: PARTS_POINTS });
    this.#isAskingParts = false;
    this.parts = parts;
    const isDone = parts?.isComplete ?? true;
    this.#partsTimer = setTimeout(
      () => {
        this.#partsTimer = undefined;
        if (!isDone) void this.#askParts();
      },
      isDone ? PARTS_MS : 0,
    );
    this.#changed();
  }
}

/** Whole epochs, and one more on each side so that curves leave the plot at its edges. */
function epochsOf({ from, to }: Range): { readonly from: number; readonly to: number } {
  return { from: Math.max(0, Math.floor(from) - 1), to: Math.ceil(to) + 2 };
}
