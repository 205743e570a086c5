import type { RatePlan, RateStudyView } from '../../src/protocol/views/rates';
import { h, setText } from '../element';
import { formatCount, formatExact, visibleText } from '../format';
import { button, choice, textField, type Choice, type Control, type TextField } from '../ui/controls';
import type { Shown, View, ViewContext } from '../views/view';
import { rateAxis } from './rateAxis';
import { multiples, overlay, type RatePicture } from './ratePictures';
import type { RateAxis } from './rateCurves';
import { ratesSentences, ratesStrings } from './ratesStrings';
import { rateTable } from './rateTable';

/** The host takes no more. */
const MOST_RATES = 24;

type Layout = 'multiples' | 'overlay';

interface Kept {
  readonly axis: RateAxis;
  readonly layout: Layout;
}

function readKept(value: unknown): Kept {
  const { axis, layout } = (typeof value === 'object' && value !== null ? value : {}) as Readonly<
    Record<string, unknown>
  >;
  return {
    axis: axis === 'time' ? 'time' : 'epochs',
    layout: layout === 'overlay' ? 'overlay' : 'multiples',
  };
}

/** The rate laboratory: runs from one start that differ in the learning rate alone. */
export class RatesView implements View {
  readonly element = h('section', { class: 'rates', 'aria-label': ratesStrings.view });
  readonly #context: ViewContext;
  readonly #controls = h('div', { class: 'rate-controls' });
  readonly #rates: TextField;
  readonly #threshold: TextField;
  readonly #axis: Choice<RateAxis>;
  readonly #layout: Choice<Layout>;
  readonly #compare: Control;
  readonly #cancel: Control;
  readonly #status = h('p', { class: 'rate-status note', role: 'status' });
  readonly #notes = h('div', { class: 'rate-notes' });
  readonly #picture = h('div', { class: 'rate-picture' });
  readonly #rateAxis = h('div', {});
  readonly #twin = h('details', { class: 'twin' }, h('summary', {}, ratesStrings.table));
  #kept: Kept;
  #plan: RatePlan | null = null;
  #study: RateStudyView | null = null;
  /** What a person has typed in place of the plan's; null: nothing. */
  #ownRates: readonly number[] | null = null;
  #ownThreshold: number | null = null;
  #reached: readonly (number | null)[] = [];
  #running: AbortController | null = null;
  #asking: AbortController | null = null;
  #isAskedAgain = false;
  /** Runs are not started by themselves once they have failed or were cancelled. */
  #isHeld = false;
  #isShown = false;
  #width = 0;

  constructor(context: ViewContext) {
    this.#context = context;
    this.#kept = readKept(context.kept);
    this.#rates = textField(ratesStrings.rates, ratesStrings.ratesTooltip, 28, (text) => {
      this.#readRates(text);
    });
    this.#threshold = textField(ratesStrings.threshold, ratesStrings.thresholdTooltip, 8, (text) => {
      this.#readThreshold(text);
    });
    this.#axis = choice(
      ratesStrings.axis,
      ratesStrings.axisTooltip,
      [
        ['epochs', ratesStrings.axes.epochs],
        ['time', ratesStrings.axes.time],
      ],
      (axis) => {
        this.#keep({ axis });
      },
    );
    this.#layout = choice(
      ratesStrings.layout,
      ratesStrings.layoutTooltip,
      [
        ['multiples', ratesStrings.layouts.multiples],
        ['overlay', ratesStrings.layouts.overlay],
      ],
      (layout) => {
        this.#keep({ layout });
      },
    );
    this.#compare = button({
      label: ratesStrings.compare,
      tooltip: ratesStrings.compareTooltip,
      kind: 'secondary',
      onPress: () => void this.#start(),
    });
    this.#cancel = button({
      label: ratesStrings.cancel,
      tooltip: ratesStrings.cancelTooltip,
      kind: 'secondary',
      onPress: () => this.#running?.abort(),
    });
    const named = (name: string, control: HTMLElement): HTMLElement =>
      h(
        'span',
        { class: 'picker' },
        h('span', { class: 'setting-name', 'aria-hidden': 'true' }, name),
        control,
      );
    this.#rates.element.classList.add('rate-list');
    this.#controls.append(
      named(ratesStrings.rates, this.#rates.element),
      named(ratesStrings.threshold, this.#threshold.element),
      this.#compare,
      this.#cancel,
      named(ratesStrings.layout, this.#layout.element),
      named(ratesStrings.axis, this.#axis.element),
    );
    this.element.append(this.#controls, this.#status, this.#picture, this.#rateAxis, this.#notes, this.#twin);
    this.#axis.set(this.#kept.axis);
    this.#layout.set(this.#kept.layout);
    context.on('rateProgress', ({ done, runs }) => {
      if (this.#running) this.#say(ratesSentences.progress(formatCount(done), formatCount(runs)));
    });
    new ResizeObserver(() => {
      const width = Math.floor(this.element.clientWidth);
      if (width === this.#width) return;
      this.#width = width;
      this.#drawStudy();
    }).observe(this.element);
    this.#drawControls();
  }

  show({ network, isUsable }: Shown): void {
    this.#isShown = true;
    if (!network || !isUsable) {
      if (!network) this.#say(ratesStrings.waiting);
      return;
    }
    void this.#askPlan();
  }

  hide(): void {
    this.#isShown = false;
    this.#running?.abort();
    this.#asking?.abort();
  }

  /** Learns what the present text gives to compare; asked again where something changes meanwhile. */
  async #askPlan(): Promise<void> {
    if (this.#asking) {
      this.#isAskedAgain = true;
      return;
    }
    const asking = new AbortController();
    this.#asking = asking;
    const plan = await this.#context.ask('ratePlan', null, asking.signal);
    this.#asking = null;
    if (plan && this.#isShown) await this.#take(plan);
    if (!this.#isAskedAgain || !this.#isShown) return;
    this.#isAskedAgain = false;
    void this.#askPlan();
  }

  async #take(plan: RatePlan): Promise<void> {
    this.#plan = plan;
    if (!plan.study && !this.#running) this.#study = null;
    else if (plan.study && plan.study.id !== this.#study?.id && !this.#running) {
      const last = await this.#context.ask('lastStudy', null);
      if (last) await this.#adoptStudy(last);
    }
    this.#draw();
    const isWanted = !plan.study && plan.isShort && plan.refusal === null && !this.#isHeld;
    if (isWanted && !this.#running) void this.#start();
  }

  async #start(): Promise<void> {
    const rates = this.#ownRates ?? this.#plan?.rates;
    if (!rates || this.#running || this.#plan?.refusal !== null) return;
    const running = new AbortController();
    this.#running = running;
    this.#drawControls();
    const study = await this.#context.ask('studyRates', { rates }, running.signal);
    this.#running = null;
    this.#isHeld = !study;
    if (study) {
      await this.#adoptStudy(study);
      this.#say('');
      if (this.#isShown) void this.#askPlan();
    }
    this.#draw();
    if (!study && this.#isShown) this.#say(ratesStrings.cancelled);
  }

  async #adoptStudy(study: RateStudyView): Promise<void> {
    const threshold = this.#ownThreshold ?? study.threshold;
    this.#reached = (await this.#context.ask('epochsToThreshold', { threshold })) ?? [];
    this.#study = study;
  }

  #readRates(text: string): void {
    const words = text.split(/[\s,;]+/).filter((word) => word !== '');
    const wrong = words.find((word) => !(Number(word) >= 0 && Number.isFinite(Number(word))));
    if (wrong !== undefined) {
      this.#say(ratesSentences.notARate(visibleText(wrong)));
      return;
    }
    if (words.length > MOST_RATES) {
      this.#say(ratesSentences.tooMany(String(MOST_RATES)));
      return;
    }
    this.#ownRates = words.length === 0 ? null : words.map(Number);
    this.#isHeld = false;
    this.#drawControls();
    void this.#start();
  }

  #readThreshold(text: string): void {
    const value = Number(text);
    if (text.trim() !== '' && !Number.isFinite(value)) {
      this.#say(ratesSentences.notALoss(visibleText(text)));
      return;
    }
    this.#ownThreshold = text.trim() === '' ? null : value;
    const study = this.#study;
    if (study) {
      void this.#adoptStudy(study).then(() => {
        this.#draw();
      });
    }
  }

  #keep(change: Partial<Kept>): void {
    this.#kept = { ...this.#kept, ...change };
    this.#context.keep(this.#kept);
    this.#drawStudy();
  }

  #draw(): void {
    this.#drawControls();
    this.#drawStudy();
    const plan = this.#plan;
    this.#notes.replaceChildren(
      ...(plan?.notes ?? []).map((note) => h('p', { class: 'note' }, visibleText(note))),
    );
    if (this.#running || !plan) return;
    if (plan.refusal !== null) this.#say(visibleText(plan.refusal));
    else if (plan.study?.isStale) this.#say(ratesStrings.stale);
    else if (!this.#study && !plan.isShort) this.#say(ratesStrings.long);
    else this.#say('');
  }

  #drawControls(): void {
    const isRunning = this.#running !== null;
    const rates = this.#ownRates ?? this.#plan?.rates;
    if (rates) this.#rates.set(rates.map((rate) => formatExact(rate)).join(', '));
    const threshold = this.#ownThreshold ?? this.#study?.threshold;
    if (threshold !== undefined) this.#threshold.set(formatExact(threshold));
    this.#compare.hidden = isRunning;
    this.#cancel.hidden = !isRunning;
    this.#compare.disabled = this.#plan?.refusal !== null;
  }

  #drawStudy(): void {
    const study = this.#study;
    const plan = this.#plan;
    if (!study || !plan || this.#width === 0) {
      if (!study) {
        this.#picture.replaceChildren();
        this.#rateAxis.replaceChildren();
      }
      this.#twin.hidden = !study;
      return;
    }
    const limit = plan.limit.value;
    const picture: RatePicture = {
      study,
      reached: this.#reached,
      threshold: this.#ownThreshold ?? study.threshold,
      axis: this.#kept.axis,
      own: plan.own,
      limit,
      width: this.#width,
      adopt: (rate) => void this.#context.ask('adoptRate', { rate }),
    };
    const focused = this.#picture.contains(document.activeElement)
      ? (document.activeElement?.getAttribute('data-rate') ?? null)
      : null;
    this.#picture.replaceChildren(this.#kept.layout === 'overlay' ? overlay(picture) : multiples(picture));
    // The chart of a rate stays the one that the keyboard is at.
    if (focused !== null) {
      const again = [...this.#picture.querySelectorAll('[data-rate]')].find(
        (one) => one.getAttribute('data-rate') === focused,
      );
      if (again instanceof HTMLElement) again.focus();
    }
    this.#rateAxis.replaceChildren(
      rateAxis(study.runs, plan.own, limit, visibleText(plan.limit.sentence), this.#width),
    );
    this.#twin.hidden = false;
    this.#twin.replaceChildren(
      this.#twin.firstElementChild ?? '',
      rateTable(study, picture.threshold, this.#reached, limit, picture.adopt),
    );
  }

  #say(text: string): void {
    setText(this.#status, text);
  }
}
