import type { NetworkView } from '../../src/protocol/panel';
import { optimizerTypes, type TrainingChange } from '../../src/protocol/views/training';
import { h, setAttribute, setText } from '../element';
import { formatCount } from '../format';
import { sentences, strings } from '../strings';
import { button, choice, dressButton, numberPicker, textField, type Control } from '../ui/controls';
import type { RunState } from './runState';
import { TimeControls, type TimeActions } from './timeControls';

export interface ToolbarActions {
  readonly train: () => void;
  readonly stop: () => void;
  readonly step: () => void;
  readonly reset: () => void;
  readonly showSample: (sample: number) => void;
  /** Settles when it is written, or not; false: everything stays as it was. */
  readonly setTraining: (change: TrainingChange) => Promise<boolean>;
  /** See `TimeActions`. */
  readonly showEpoch: TimeActions['showEpoch'];
  readonly stepMoment: TimeActions['stepMoment'];
  readonly fork: TimeActions['fork'];
}

type TrainingOptimizer = (typeof optimizerTypes)[number];

/** The one row of controls. Nothing in it moves: Train and Stop are one button, figures have room to grow. */
export class Toolbar {
  readonly element: HTMLElement;
  readonly #train: Control;
  readonly #step: Control;
  readonly #reset: Control;
  readonly #epoch = h('span', { class: 'epoch-figures' });
  readonly #sample = h('span', { class: 'sample' });
  readonly #picker: ReturnType<typeof numberPicker>;
  readonly #training = h('span', { class: 'training' });
  readonly #rate: ReturnType<typeof textField>;
  readonly #optimizer: ReturnType<typeof choice<TrainingOptimizer>>;
  /** The rate that the field shows: while it is the file's, what is being typed stays. */
  #shownRate: number | null = null;
  readonly #bar = h('div', {
    class: 'progress',
    role: 'progressbar',
    'aria-label': strings.trainingProgress,
    'aria-valuemin': 0,
  });
  readonly #time: TimeControls;
  #isRunning = false;
  #shown: readonly [NetworkView | null, RunState | null] = [null, null];

  constructor(actions: ToolbarActions) {
    this.#time = new TimeControls(actions, () => {
      this.#showEpoch();
    });
    this.#train = button({
      label: strings.train,
      tooltip: strings.trainTooltip,
      icon: 'play',
      kind: 'primary',
      onPress: () => {
        if (this.#isRunning) actions.stop();
        else actions.train();
      },
    });
    this.#train.classList.add('train');
    this.#step = iconButton('step', strings.step, strings.stepTooltip, actions.step);
    this.#reset = iconButton('reset', strings.reset, strings.resetTooltip, actions.reset);
    this.#picker = numberPicker(
      strings.sample,
      strings.sampleTooltip,
      (value, count) => sentences.sampleOf(formatCount(value), formatCount(count)),
      (count) => sentences.ofCount(String(count)),
      actions.showSample,
    );
    this.#sample.append(
      h('span', { class: 'setting-name', 'aria-hidden': 'true' }, strings.sample),
      this.#picker.element,
    );
    const change = async (wish: TrainingChange): Promise<void> => {
      if (!(await actions.setTraining(wish))) this.#showTraining(true);
    };
    this.#rate = textField(strings.learningRate, strings.learningRateTooltip, 6, (text) => {
      void change({ kind: 'learningRate', text });
    });
    this.#optimizer = choice(
      strings.optimizer,
      strings.optimizerTooltip,
      optimizerTypes.map((type) => [type, type] as const),
      (type) => {
        void change({ kind: 'optimizer', type });
      },
    );
    this.#training.append(
      h('span', { class: 'setting-name', 'aria-hidden': 'true' }, 'η'),
      this.#rate.element,
      this.#optimizer.element,
    );
    this.element = h(
      'header',
      { class: 'toolbar' },
      h(
        'div',
        { class: 'controls', role: 'toolbar', 'aria-label': strings.toolbar },
        this.#train,
        this.#step,
        this.#reset,
        this.#time.element,
        h('span', { class: 'epoch' }, h('span', { class: 'setting-name' }, strings.epoch), ' ', this.#epoch),
        h('span', { class: 'settings' }, this.#sample, this.#training),
      ),
      this.#time.line,
      this.#bar,
    );
    this.show(null, null, false);
  }

  show(network: NetworkView | null, run: RunState | null, isUsable: boolean): void {
    this.#isRunning = run?.status === 'running';
    const isRunning = this.#isRunning;
    dressTrain(this.#train, isRunning);
    this.#train.disabled = !isUsable && !isRunning;
    this.#step.disabled = !isUsable || isRunning;
    this.#reset.disabled = !isUsable && !isRunning;
    const epochs = run?.epochs ?? network?.epochs ?? 0;
    const epoch = run?.epoch ?? 0;
    this.#shown = [network, run];
    this.#time.show(run, isUsable);
    this.#showEpoch();
    this.#sample.hidden = (network?.sampleCount ?? 0) <= 1;
    if (network && network.sampleCount > 1) this.#picker.set(network.sample, network.sampleCount);
    this.#training.hidden = network === null;
    for (const { element } of [this.#rate, this.#optimizer]) element.disabled = !isUsable || isRunning;
    this.#showTraining(false);
    setAttribute(this.#bar, 'aria-valuemax', Math.max(1, epochs));
    setAttribute(this.#bar, 'aria-valuenow', Math.min(epoch, Math.max(1, epochs)));
    this.#bar.style.setProperty('--share', String(epochs > 0 ? Math.min(1, epoch / epochs) : 0));
  }

  /** @param isAgain the file's own are shown in place of what a person chose, and nothing came of. */
  #showTraining(isAgain: boolean): void {
    const [network] = this.#shown;
    if (!network) return;
    const { learningRate, optimizer } = network;
    if (isAgain || learningRate !== this.#shownRate) this.#rate.set(String(learningRate));
    this.#shownRate = learningRate;
    this.#optimizer.set(optimizer);
  }

  /** The epoch on show, or the one that the slider is being moved to. */
  #showEpoch(): void {
    const [network, run] = this.#shown;
    const epochs = run?.epochs ?? network?.epochs ?? 0;
    const epoch = formatCount(this.#time.epoch);
    setText(this.#epoch, network ? sentences.epochOf(epoch, formatCount(epochs)) : '–');
  }
}

function iconButton(name: 'step' | 'reset', label: string, tooltip: string, onPress: () => void): Control {
  return button({ label, tooltip, icon: name, kind: 'icon', onPress });
}

function dressTrain(control: Control, isRunning: boolean): void {
  const label = isRunning ? strings.stop : strings.train;
  // Dressed anew only when it changes: the button may be under the pointer or hold the focus.
  if (control.getAttribute('aria-label') === label && control.childNodes.length > 1) return;
  dressButton(control, {
    label,
    tooltip: isRunning ? strings.stopTooltip : strings.trainTooltip,
    icon: isRunning ? 'stop' : 'play',
    kind: 'primary',
  });
}
