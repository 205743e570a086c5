import { setAttribute } from '../element';

const LEAST = 0.25;
const MOST = 4;
/** What one press of a key or button enlarges by. */
const STEP = 1.25;
/** A wheel's notch counts 100 or so; a pinch on a touch pad comes in smaller ones. */
const PER_WHEEL_UNIT = 0.0025;
/** A pointer that moves less has pressed, not dragged. */
const THRESHOLD = 4;

interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * How large the diagram is drawn, and which part of it is seen: by buttons and keys, by the wheel with Ctrl about the
 * pointer, by dragging the ground. The scroller has what does not fit, with the scroll bars and keys of the browser.
 */
export class Zoom {
  readonly #scroller: HTMLElement;
  readonly #root: SVGSVGElement;
  #size: Size = { width: 1, height: 1 };
  #factor = 1;

  constructor(scroller: HTMLElement, root: SVGSVGElement) {
    this.#scroller = scroller;
    this.#root = root;
    scroller.addEventListener(
      'wheel',
      (event) => {
        if (!event.ctrlKey) return;
        event.preventDefault();
        this.#by(Math.exp(-event.deltaY * PER_WHEEL_UNIT), event);
      },
      { passive: false },
    );
    this.#listenToDrags();
  }

  /** A picture of this size has been built. */
  show(size: Size): void {
    this.#size = size;
    this.#apply();
  }

  in(): void {
    this.#by(STEP);
  }

  out(): void {
    this.#by(1 / STEP);
  }

  /** The whole picture, and no larger than it was made. */
  fit(): void {
    const { clientWidth } = this.#scroller;
    this.#factor = clamp(Math.min(1, clientWidth / this.#size.width, window.innerHeight / this.#size.height));
    this.#apply();
    this.#scroller.scrollTo(0, 0);
  }

  /** + − 0; false: the key is none of them. */
  press(key: string): boolean {
    if (key === '+' || key === '=') this.in();
    else if (key === '-' || key === '−') this.out();
    else if (key === '0') this.fit();
    else return false;
    return true;
  }

  /** Keeps what is under the pointer, or in the middle, where it is, as far as there is something to scroll. */
  #by(by: number, at?: { readonly clientX: number; readonly clientY: number }): void {
    const box = this.#scroller.getBoundingClientRect();
    const x = at?.clientX ?? box.left + box.width / 2;
    const y = at?.clientY ?? box.top + box.height / 2;
    const before = this.#root.getBoundingClientRect();
    const [across, down] = [(x - before.left) / before.width, (y - before.top) / before.height];
    this.#factor = clamp(this.#factor * by);
    this.#apply();
    const after = this.#root.getBoundingClientRect();
    this.#scroller.scrollBy(after.left + across * after.width - x, after.top + down * after.height - y);
  }

  #apply(): void {
    const { width, height } = this.#size;
    setAttribute(this.#root, 'viewBox', `0 0 ${width} ${height}`);
    setAttribute(this.#root, 'width', Math.round(width * this.#factor));
    setAttribute(this.#root, 'height', Math.round(height * this.#factor));
    this.#scroller.classList.toggle('is-zoomed', this.#factor > 1);
  }

  #listenToDrags(): void {
    let held: { x: number; y: number; readonly pointer: number; isMoving: boolean } | null = null;
    this.#scroller.addEventListener('pointerdown', (event) => {
      const isGround = (event.target as Element).closest('[data-key]') === null;
      if (event.button !== 0 || !isGround || event.pointerType === 'touch') return;
      held = { x: event.clientX, y: event.clientY, pointer: event.pointerId, isMoving: false };
    });
    this.#scroller.addEventListener('pointermove', (event) => {
      if (held?.pointer !== event.pointerId) return;
      const [dx, dy] = [event.clientX - held.x, event.clientY - held.y];
      if (!held.isMoving && Math.hypot(dx, dy) < THRESHOLD) return;
      if (!held.isMoving) this.#scroller.setPointerCapture(event.pointerId);
      held = { x: event.clientX, y: event.clientY, pointer: event.pointerId, isMoving: true };
      this.#scroller.scrollBy(-dx, -dy);
    });
    const release = (): void => {
      held = null;
    };
    this.#scroller.addEventListener('pointerup', release);
    this.#scroller.addEventListener('pointercancel', release);
  }
}

function clamp(factor: number): number {
  return Math.min(MOST, Math.max(LEAST, factor));
}
