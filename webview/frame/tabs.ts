import { h, setAttribute } from '../element';
import type { RunState } from './runState';
import { strings } from '../strings';
import type { Shown, View, ViewContext, ViewKind } from '../views/view';
import type { KeptViews } from './persisted';

/**
 * The views below the diagram, one at a time, with a row of tabs. A tab is chosen by mouse, or by arrow keys,
 * Home and End as in every list of tabs; a view is made when it is first opened.
 */
export class Tabs {
  readonly element: HTMLElement;
  readonly #kinds: readonly ViewKind[];
  readonly #context: Omit<ViewContext, 'kept' | 'keep'>;
  readonly #keep: (views: KeptViews) => void;
  readonly #tabs: ReadonlyMap<string, HTMLElement>;
  readonly #page = h('div', { class: 'view', role: 'tabpanel', id: 'view', tabindex: -1 });
  readonly #views = new Map<string, View | Promise<View>>();
  #kept: KeptViews;
  #shown: Shown | null = null;
  #open: View | null = null;

  constructor(
    kinds: readonly ViewKind[],
    context: Omit<ViewContext, 'kept' | 'keep'>,
    kept: KeptViews,
    keep: (views: KeptViews) => void,
  ) {
    this.#kinds = kinds;
    this.#context = context;
    this.#keep = keep;
    this.#kept = kinds.some(({ id }) => id === kept.open) ? kept : { ...kept, open: kinds[0]?.id ?? '' };
    this.#tabs = new Map(kinds.map((kind) => [kind.id, this.#tab(kind)]));
    const list = h(
      'div',
      { class: 'tabs', role: 'tablist', 'aria-label': strings.views },
      ...this.#tabs.values(),
    );
    list.addEventListener('keydown', (event) => {
      this.#press(event);
    });
    this.element = h('section', { class: 'views' }, list, this.#page);
    this.open(this.#kept.open);
  }

  /** Opens the view with this id; one that does not exist leaves things as they are. */
  open(id: string): void {
    const kind = this.#kinds.find((one) => one.id === id);
    if (!kind) return;
    for (const [other, tab] of this.#tabs) {
      setAttribute(tab, 'aria-selected', String(other === id));
      setAttribute(tab, 'tabindex', other === id ? 0 : -1);
    }
    setAttribute(this.#page, 'aria-labelledby', `tab-${id}`);
    setAttribute(this.#page, 'data-view', id);
    if (id !== this.#kept.open) this.#save({ ...this.#kept, open: id });
    const view = this.#view(kind);
    if (view instanceof Promise) {
      this.#mount(null);
      void view.then((made) => {
        this.#views.set(id, made);
        if (this.#kept.open === id) this.#mount(made);
      });
    } else this.#mount(view);
  }

  show(shown: Shown): void {
    this.#shown = shown;
    this.#open?.show(shown);
  }

  showProgress(run: RunState): void {
    this.#open?.showProgress?.(run);
  }

  #view(kind: ViewKind): View | Promise<View> {
    const { id } = kind;
    const known = this.#views.get(id);
    if (known) return known;
    const made = kind.create({
      ...this.#context,
      kept: this.#kept.states[id],
      keep: (state) => {
        this.#save({ ...this.#kept, states: { ...this.#kept.states, [id]: state } });
      },
    });
    this.#views.set(id, made);
    return made;
  }

  #mount(view: View | null): void {
    if (view === this.#open && view !== null) return;
    this.#open?.hide?.();
    this.#open = view;
    this.#page.replaceChildren(...(view ? [view.element] : []));
    if (view && this.#shown) view.show(this.#shown);
  }

  #save(kept: KeptViews): void {
    this.#kept = kept;
    this.#keep(kept);
  }

  #tab({ id, title }: ViewKind): HTMLElement {
    const tab = h(
      'button',
      { type: 'button', class: 'tab', role: 'tab', id: `tab-${id}`, 'aria-controls': 'view' },
      title,
    );
    tab.addEventListener('click', () => {
      this.open(id);
    });
    return tab;
  }

  #press(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const last = this.#kinds.length - 1;
    const at = this.#kinds.findIndex(({ id }) => id === this.#kept.open);
    const moves: Readonly<Record<string, number>> = {
      ArrowLeft: at === 0 ? last : at - 1,
      ArrowRight: at === last ? 0 : at + 1,
      Home: 0,
      End: last,
    };
    const to = Object.hasOwn(moves, event.key) ? this.#kinds[moves[event.key] ?? at] : undefined;
    if (!to) return;
    event.preventDefault();
    this.open(to.id);
    this.#tabs.get(to.id)?.focus();
  }
}
