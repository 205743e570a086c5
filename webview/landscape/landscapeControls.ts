import type { LandscapeAxes, LandscapePlan } from '../../src/protocol/views/landscape';
import { h } from '../element';
import { visibleText } from '../format';
import { button, choice, textField, type Choice, type Control, type TextField } from '../ui/controls';
import { landscapeSentences, landscapeStrings } from './landscapeStrings';

const strings = landscapeStrings;
/** Longer lists than this are typed in by symbol. */
const LONGEST_LIST = 60;
const MOST_RESTARTS = 200;
const USUAL_RESTARTS = 20;
const [LEAST_ZOOM, MOST_ZOOM] = [1 / 1024, 1024];

type Kind = LandscapeAxes['kind'];

/** Contour lines seen from above, or the same heights seen from the side. */
export type Look = 'map' | 'hill';

/** What a person wants to see; kept over a reload. */
export interface Wish {
  readonly kind: Kind;
  readonly first: number;
  readonly second: number;
  readonly seed: number;
  readonly zoom: number;
  readonly look: Look;
}

export interface ControlEvents {
  /** The same heights are to be shown otherwise. */
  readonly look: (wish: Wish) => void;
  readonly wish: (wish: Wish) => void;
  readonly restart: (count: number) => void;
  readonly cancel: () => void;
  readonly say: (text: string) => void;
}

function readWish(value: unknown): Wish {
  const kept = (typeof value === 'object' && value !== null ? value : {}) as Readonly<
    Record<string, unknown>
  >;
  const count = (key: string, usual: number): number => {
    const one = kept[key];
    return typeof one === 'number' && Number.isSafeInteger(one) && one >= 0 ? one : usual;
  };
  const { kind, zoom, look } = kept;
  return {
    kind: kind === 'curvature' || kind === 'random' ? kind : 'parameters',
    first: count('first', 0),
    second: count('second', 1),
    seed: count('seed', 1),
    zoom: typeof zoom === 'number' && zoom >= LEAST_ZOOM && zoom <= MOST_ZOOM ? zoom : 1,
    look: look === 'hill' ? look : 'map',
  };
}

/** The controls of the landscape. */
export class LandscapeControls {
  readonly element = h('div', { class: 'rate-controls' });
  readonly #events: ControlEvents;
  readonly #kind: Choice<Kind>;
  readonly #look: Choice<Look>;
  readonly #pair = h('span', { class: 'landscape-pair' });
  readonly #redraw: Control;
  readonly #count: TextField;
  readonly #restart: Control;
  readonly #cancel: Control;
  #wish: Wish;
  #parameters: readonly string[] = [];
  #restarts = USUAL_RESTARTS;

  constructor(kept: unknown, events: ControlEvents) {
    this.#events = events;
    this.#wish = readWish(kept);
    const { kinds } = strings;
    this.#kind = choice(
      strings.axes,
      strings.axesTooltip,
      [
        ['parameters', kinds.parameters],
        ['curvature', kinds.curvature],
        ['random', kinds.random],
      ],
      (kind) => {
        this.#change({ kind, zoom: 1 });
      },
    );
    this.#look = choice(
      strings.look,
      strings.lookTooltip,
      [
        ['map', strings.looks.map],
        ['hill', strings.looks.hill],
      ],
      (look) => {
        this.#wish = { ...this.#wish, look };
        events.look(this.#wish);
      },
    );
    this.#look.element.classList.add('landscape-look');
    const press = (label: string, tooltip: string, onPress: () => void): Control =>
      button({ label, tooltip, kind: 'secondary', onPress });
    this.#redraw = press(strings.redraw, strings.redrawTooltip, () => {
      this.#change({ seed: this.#wish.seed + 1 });
    });
    this.#count = textField(strings.restarts, strings.restartsTooltip, 4, (text) => {
      this.#readCount(text);
    });
    this.#count.element.classList.add('restart-count');
    this.#restart = press(strings.restart, strings.restartTooltip, () => {
      events.restart(this.#restarts);
    });
    this.#cancel = press(strings.cancel, strings.cancelTooltip, events.cancel);
    this.element.append(
      this.#named(strings.axes, this.#kind.element),
      this.#pair,
      this.#redraw,
      this.#named(strings.look, this.#look.element),
      press(strings.closer, strings.closerTooltip, () => {
        this.zoomBy(0.5);
      }),
      press(strings.further, strings.furtherTooltip, () => {
        this.zoomBy(2);
      }),
      this.#named(strings.restarts, this.#count.element),
      this.#restart,
      this.#cancel,
    );
    this.#kind.set(this.#wish.kind);
    this.#look.set(this.#wish.look);
    this.#count.set(String(this.#restarts));
    this.setRunning(false);
    this.#draw();
  }

  get wish(): Wish {
    return this.#wish;
  }

  /** Null while two parameters are wanted that the network does not have. */
  get axes(): LandscapeAxes | null {
    const { kind, first, second, seed } = this.#wish;
    switch (kind) {
      case 'parameters':
        return { kind, first, second };
      case 'curvature':
        return { kind };
      case 'random':
        return { kind, seed };
    }
  }

  /** Takes the parameters of the present network; what it does not have falls to its first two. */
  show({ parameters }: LandscapePlan): void {
    const isSame =
      parameters.length === this.#parameters.length &&
      parameters.every((one, n) => one === this.#parameters[n]);
    if (isSame) return;
    this.#parameters = parameters;
    const { first, second } = this.#wish;
    const isThere = first !== second && Math.max(first, second) < parameters.length;
    if (!isThere) this.#wish = { ...this.#wish, first: 0, second: 1 };
    this.#draw();
  }

  setRunning(isRunning: boolean): void {
    this.#restart.hidden = isRunning;
    this.#cancel.hidden = !isRunning;
  }

  zoomBy(factor: number): void {
    const zoom = Math.min(MOST_ZOOM, Math.max(LEAST_ZOOM, factor * this.#wish.zoom));
    if (zoom !== this.#wish.zoom) this.#change({ zoom });
  }

  #change(change: Partial<Wish>): void {
    this.#wish = { ...this.#wish, ...change };
    this.#draw();
    this.#events.wish(this.#wish);
  }

  #draw(): void {
    const { kind, first, second } = this.#wish;
    this.#redraw.hidden = kind !== 'random';
    this.#pair.hidden = kind !== 'parameters' || this.#parameters.length === 0;
    if (this.#pair.hidden) return;
    this.#pair.replaceChildren(
      this.#named(
        strings.across,
        this.#picker(strings.across, strings.acrossTooltip, first, (one) => {
          // The other one makes room where both would be the same.
          this.#change({ first: one, second: one === second ? first : second, zoom: 1 });
        }),
      ),
      this.#named(
        strings.up,
        this.#picker(strings.up, strings.upTooltip, second, (one) => {
          this.#change({ second: one, first: one === first ? second : first, zoom: 1 });
        }),
      ),
    );
  }

  #picker(label: string, tooltip: string, shown: number, pick: (parameter: number) => void): HTMLElement {
    const names = this.#parameters.map(visibleText);
    if (names.length <= LONGEST_LIST) {
      const list = choice(
        label,
        tooltip,
        names.map((name, n) => [String(n), name] as const),
        (value) => {
          pick(Number(value));
        },
      );
      list.set(String(shown));
      return list.element;
    }
    const field = textField(label, `${tooltip}. ${strings.symbolTooltip}`, 8, (text) => {
      const found = this.#parameters.indexOf(text.trim());
      if (found >= 0) pick(found);
      else this.#events.say(landscapeSentences.noSymbol(visibleText(text)));
    });
    field.set(names[shown] ?? '');
    return field.element;
  }

  #readCount(text: string): void {
    const count = Number(text);
    if (Number.isSafeInteger(count) && count >= 1 && count <= MOST_RESTARTS) this.#restarts = count;
    else {
      this.#events.say(landscapeSentences.notACount(visibleText(text)));
      this.#count.set(String(this.#restarts));
    }
  }

  #named(name: string, control: HTMLElement): HTMLElement {
    return h(
      'span',
      { class: 'picker' },
      h('span', { class: 'setting-name', 'aria-hidden': 'true' }, name),
      control,
    );
  }
}
