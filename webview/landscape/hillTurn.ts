import type { Turn } from './hillPainter';

/** How the hill is turned: by arrow keys in steps, by dragging with the hand on it. Nothing turns by itself. */

const FIRST: Turn = { azimuth: 30, elevation: 35 };
const STEP = { azimuth: 15, elevation: 5 };
/** Below the plane there is nothing to see, and from straight above there is the map. */
const [LOWEST, HIGHEST] = [10, 80];
const DEGREES_PER_PIXEL = 0.5;

export class HillTurn {
  turn: Turn = FIRST;
  readonly #isOn: () => boolean;
  readonly #onTurn: () => void;
  #held: { readonly x: number; readonly y: number; readonly turn: Turn } | null = null;

  /** @param isOn whether the hill is shown: else the pointer reads the map. */
  constructor(canvas: HTMLCanvasElement, isOn: () => boolean, onTurn: () => void) {
    this.#isOn = isOn;
    this.#onTurn = onTurn;
    canvas.addEventListener('pointerdown', (event) => {
      if (!isOn() || event.button !== 0) return;
      canvas.setPointerCapture(event.pointerId);
      this.#held = { x: event.clientX, y: event.clientY, turn: this.turn };
    });
    canvas.addEventListener('pointermove', (event) => {
      this.#drag(event);
    });
    for (const end of ['pointerup', 'pointercancel'] as const) {
      canvas.addEventListener(end, () => {
        this.#held = null;
      });
    }
  }

  /** True where the key turned the hill. */
  press(key: string): boolean {
    const { azimuth, elevation } = this.turn;
    switch (key) {
      case 'ArrowLeft':
        return this.#take(azimuth - STEP.azimuth, elevation);
      case 'ArrowRight':
        return this.#take(azimuth + STEP.azimuth, elevation);
      case 'ArrowUp':
        return this.#take(azimuth, elevation + STEP.elevation);
      case 'ArrowDown':
        return this.#take(azimuth, elevation - STEP.elevation);
      case 'Home':
        return this.#take(FIRST.azimuth, FIRST.elevation);
      default:
        return false;
    }
  }

  #drag({ clientX, clientY }: PointerEvent): void {
    const held = this.#held;
    if (!held || !this.#isOn()) return;
    this.#take(
      // The near side follows the hand.
      held.turn.azimuth + Math.round((clientX - held.x) * DEGREES_PER_PIXEL),
      held.turn.elevation + Math.round((clientY - held.y) * DEGREES_PER_PIXEL),
    );
  }

  #take(azimuth: number, elevation: number): true {
    this.turn = {
      azimuth: ((azimuth % 360) + 360) % 360,
      elevation: Math.min(HIGHEST, Math.max(LOWEST, elevation)),
    };
    this.#onTurn();
    return true;
  }
}
