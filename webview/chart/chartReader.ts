import { h, setAttribute, setText } from '../element';
import { keyAction, type KeyAction } from './chartKeys';
import { chartStrings } from './chartStrings';
import { placeAt, readoutAt, type NamedCurve } from './namedCurves';

export interface ReaderEvents {
  /** The keyboard has gone to another epoch; null: it reads no more. */
  readonly onRead: (epoch: number | null) => void;
  /** Any key that does not read. */
  readonly onAction: (action: Exclude<KeyAction, { readonly kind: 'read' }>) => void;
}

/** Reads the curves out, by keyboard and by mouse: the plot is a slider over the epochs, for screen readers, too. */
export class ChartReader {
  readonly element = h('span', { class: 'readout', 'aria-hidden': 'true' });
  readonly #host: HTMLElement;
  readonly #events: ReaderEvents;
  #curves: readonly NamedCurve[] = [];
  #every = 1;
  #epoch: number | null = null;

  /** @param host the element that takes the focus. */
  constructor(host: HTMLElement, events: ReaderEvents) {
    this.#host = host;
    this.#events = events;
    host.addEventListener('keydown', (event) => {
      this.#press(event);
    });
    host.addEventListener('blur', () => {
      this.read(null);
    });
  }

  /** The epoch that the keyboard reads; null: none. */
  get epoch(): number | null {
    return this.#epoch;
  }

  /** @param every how many epochs apart the main curve's values are. */
  show(curves: readonly NamedCurve[], every: number): void {
    this.#curves = curves;
    this.#every = every;
    const [main] = curves;
    const last = main ? (placeAt(main, Infinity, every)?.epoch ?? 0) : 0;
    const at = Math.min(this.#epoch ?? last, last);
    setAttribute(this.#host, 'role', 'slider');
    setAttribute(this.#host, 'tabindex', 0);
    setAttribute(this.#host, 'aria-label', chartStrings.readout);
    setAttribute(this.#host, 'aria-valuemin', 0);
    setAttribute(this.#host, 'aria-valuemax', last);
    setAttribute(this.#host, 'aria-valuenow', at);
    setAttribute(this.#host, 'aria-valuetext', readoutAt(curves, at, every));
    if (this.#epoch !== null) this.say(this.#epoch);
  }

  /** What stands at an epoch, which the mouse may be over. */
  say(epoch: number | null): void {
    setText(this.element, epoch === null ? '' : readoutAt(this.#curves, Math.round(epoch), this.#every));
  }

  /** Goes to an epoch; null ends the reading. */
  read(epoch: number | null): void {
    if (epoch === null && this.#epoch === null) {
      this.say(null);
      return;
    }
    this.#epoch = epoch;
    this.say(epoch);
    if (this.#curves.length > 0) this.show(this.#curves, this.#every);
    this.#events.onRead(epoch);
  }

  #press(event: KeyboardEvent): void {
    const action = keyAction(event);
    const [main] = this.#curves;
    if (!action || !main) return;
    event.preventDefault();
    if (action.kind === 'read') this.read(action.to(main.buckets, this.#epoch ?? Infinity));
    else this.#events.onAction(action);
  }
}
