import type { StepBy } from '../../src/protocol/panel';
import { h, setAttribute, setText } from '../element';
import { formatCount, visibleText } from '../format';
import { button, choice, dressButton, slider, type Control } from '../ui/controls';
import { Replay, REPLAY_RATES } from './replay';
import type { RunState } from './runState';
import { timeSentences, timeStrings } from './timeStrings';

export interface TimeActions {
  /** Settles when the epoch is on show, null: the newest; false: it could not be. */
  readonly showEpoch: (epoch: number | null) => Promise<boolean>;
  readonly stepMoment: (by: StepBy, direction: 1 | -1) => void;
  readonly fork: () => void;
}

/** The time machine: which epoch of the run all numbers are of, and the ways to another. Nothing in it moves. */
export class TimeControls {
  readonly element: HTMLElement;
  /** Which moment the numbers on show are of: a line of its own, always there. */
  readonly line = h('p', { class: 'moment', role: 'status' });
  readonly #actions: TimeActions;
  readonly #back: Control;
  readonly #forward: Control;
  readonly #play: Control;
  readonly #newest: Control;
  readonly #fork: Control;
  readonly #slider: ReturnType<typeof slider>;
  readonly #by: ReturnType<typeof choice<StepBy>>;
  readonly #replay: Replay;
  readonly #onWish: (epoch: number) => void;
  #run: RunState | null = null;
  #isUsable = false;
  #stepBy: StepBy = 'epoch';
  /** What the person has moved the slider to and the host has not shown yet. */
  #wish: number | null = null;
  #wishes = 0;

  /** @param onWish hears of the epoch that the slider is moved to, before it is on show. */
  constructor(actions: TimeActions, onWish: (epoch: number) => void) {
    this.#actions = actions;
    this.#onWish = onWish;
    this.#replay = new Replay({
      position: () => ({ epoch: this.#shownEpoch(), last: this.#run?.epoch ?? 0 }),
      show: (epoch) => actions.showEpoch(epoch),
      changed: () => {
        this.#draw();
      },
    });
    const act = (run: () => void) => () => {
      this.#replay.stop();
      run();
    };
    this.#play = button({
      label: timeStrings.play,
      tooltip: timeStrings.playTooltip,
      icon: 'replay',
      kind: 'icon',
      onPress: () => {
        this.#togglePlay();
      },
    });
    this.#back = this.#stepButton('back', -1, act);
    this.#forward = this.#stepButton('forward', 1, act);
    this.#newest = button({
      label: timeStrings.newest,
      tooltip: timeStrings.newestTooltip,
      icon: 'newest',
      kind: 'icon',
      onPress: act(() => void actions.showEpoch(null)),
    });
    this.#fork = button({
      label: timeStrings.fork,
      tooltip: timeStrings.forkTooltip,
      icon: 'fork',
      kind: 'icon',
      onPress: act(actions.fork),
    });
    this.#slider = slider(timeStrings.slider, timeStrings.sliderTooltip, (epoch) => {
      this.#replay.stop();
      void this.#wishFor(epoch);
    });
    this.#by = choice<StepBy>(
      timeStrings.by,
      timeStrings.byTooltip,
      Object.entries(timeStrings.bys) as [StepBy, string][],
      (by) => {
        this.#stepBy = by;
        this.#dressSteps();
      },
    );
    this.#by.set(this.#stepBy);
    const speed = choice(
      timeStrings.speed,
      timeStrings.speedTooltip,
      REPLAY_RATES.map((rate) => [rate, timeSentences.speed(rate)] as const),
      (rate) => {
        this.#replay.rate = rate;
      },
    );
    speed.set('10');
    this.element = h(
      'div',
      { class: 'time', role: 'group', 'aria-label': timeStrings.group },
      h(
        'span',
        { class: 'time-main' },
        this.#back,
        this.#play,
        this.#forward,
        this.#slider.element,
        this.#newest,
      ),
      h('span', { class: 'time-options' }, this.#by.element, speed.element, this.#fork),
    );
    this.#dressSteps();
  }

  /** The epoch that the slider stands at: the wish of the person, else what is on show. */
  get epoch(): number {
    return this.#wish ?? this.#shownEpoch();
  }

  show(run: RunState | null, isUsable: boolean): void {
    if (run?.id !== this.#run?.id) {
      this.#replay.stop();
      this.#wish = null;
    }
    this.#run = run;
    this.#isUsable = isUsable;
    this.#draw();
  }

  #shownEpoch(): number {
    return this.#run?.moment.epoch ?? 0;
  }

  #draw(): void {
    const run = this.#run;
    const moment = run?.moment;
    const first = moment?.first ?? null;
    const last = run?.epoch ?? 0;
    const canGo = this.#isUsable && first !== null && last > first;
    const isNewest = moment?.isNewest ?? true;
    this.#slider.set(
      this.epoch,
      first ?? 0,
      Math.max(last, 1),
      timeSentences.value(formatCount(this.epoch), formatCount(last)),
    );
    this.#slider.element.disabled = !canGo;
    this.#play.disabled = !canGo;
    const isAtStart = moment?.epoch === first && moment.updates === 0 && !moment.pass;
    const isByPart = this.#stepBy === 'pass';
    const canStep = this.#isUsable && (run === null ? isByPart : first !== null);
    this.#back.disabled = !canStep || run === null || isAtStart;
    this.#forward.disabled = !canStep || (isNewest && !isByPart);
    this.#newest.disabled = !this.#isUsable || isNewest;
    this.#fork.disabled = !this.#isUsable || run === null || run.status === 'running' || first === null;
    this.#dressPlay();
    this.#drawLine();
  }

  #drawLine(): void {
    const moment = this.#run?.moment;
    setAttribute(this.line, 'data-earlier', moment?.isNewest === false ? 'true' : undefined);
    if (!this.#isUsable) setText(this.line, '');
    else if (!moment) setText(this.line, timeStrings.ofFile);
    else {
      const of = moment.isNewest
        ? timeSentences.ofNewest(formatCount(moment.epoch))
        : timeSentences.of(visibleText(moment.words));
      const more = [moment.pass?.sentence, moment.status].filter((one) => typeof one === 'string');
      setText(this.line, [of, ...more.map(visibleText)].join(' '));
    }
  }

  async #wishFor(epoch: number): Promise<void> {
    const wish = ++this.#wishes;
    this.#wish = epoch;
    this.#onWish(epoch);
    await this.#actions.showEpoch(epoch === this.#run?.epoch ? null : epoch);
    if (wish !== this.#wishes) return;
    this.#wish = null;
    this.#draw();
    this.#onWish(this.epoch);
  }

  #togglePlay(): void {
    if (this.#replay.isPlaying) {
      this.#replay.stop();
      return;
    }
    const moment = this.#run?.moment;
    if (!moment) return;
    // From the newest there is nothing left to play: from the first again.
    const isAtEnd = moment.isNewest || moment.epoch >= (this.#run?.epoch ?? 0);
    this.#replay.play(isAtEnd ? (moment.first ?? 0) : moment.epoch);
  }

  #stepButton(name: 'back' | 'forward', direction: 1 | -1, act: (run: () => void) => () => void): Control {
    return button({
      label: timeSentences[name][this.#stepBy],
      tooltip: timeSentences[`${name}Tooltip`][this.#stepBy],
      icon: name,
      kind: 'icon',
      onPress: act(() => {
        this.#actions.stepMoment(this.#stepBy, direction);
      }),
    });
  }

  #dressSteps(): void {
    const by = this.#stepBy;
    for (const [control, name] of [
      [this.#back, 'back'],
      [this.#forward, 'forward'],
    ] as const) {
      control.title = timeSentences[`${name}Tooltip`][by];
      control.setAttribute('aria-label', timeSentences[name][by]);
    }
    this.#draw();
  }

  #dressPlay(): void {
    const { isPlaying } = this.#replay;
    const label = isPlaying ? timeStrings.pause : timeStrings.play;
    if (this.#play.getAttribute('aria-label') === label) return;
    dressButton(this.#play, {
      label,
      tooltip: isPlaying ? timeStrings.pauseTooltip : timeStrings.playTooltip,
      icon: isPlaying ? 'pause' : 'replay',
      kind: 'icon',
    });
  }
}
