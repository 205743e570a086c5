import type { RunParts } from '../../src/protocol/training';
import { h, setText } from '../element';
import { button, link, type Control } from '../ui/controls';
import type { ChartChoices } from './chartChoices';
import { chartStrings } from './chartStrings';
import { wantsParts, type Switch } from './namedCurves';
import { SwitchRow } from './switchRow';
import { ZOOM_STEP } from './zoom';

export type ExportFormat = 'png' | 'svg' | 'csv';

export interface ToolEvents {
  readonly onSwitch: (key: string) => void;
  readonly onZoom: (factor: number) => void;
  readonly onWhole: () => void;
  readonly onExport: (format: ExportFormat) => void;
}

/** The row below the plot: which curves, how close, and as what file. */
export class ChartTools {
  readonly element: HTMLElement;
  readonly #switches: SwitchRow;
  readonly #whole: Control;
  readonly #out: Control;
  readonly #note = h('p', { class: 'note parts-note' });

  constructor(events: ToolEvents) {
    this.#switches = new SwitchRow(events.onSwitch);
    const zoomIn = iconButton('zoomIn', () => {
      events.onZoom(1 / ZOOM_STEP);
    });
    this.#out = iconButton('zoomOut', () => {
      events.onZoom(ZOOM_STEP);
    });
    this.#whole = iconButton('zoomWhole', events.onWhole);
    const exports = (['png', 'svg', 'csv'] as const).map((format) =>
      link(chartStrings[format], () => {
        events.onExport(format);
      }),
    );
    this.element = h(
      'div',
      { class: 'chart-tools' },
      h(
        'div',
        { class: 'tool-row' },
        this.#switches.element,
        h(
          'span',
          { class: 'zoom', role: 'group', 'aria-label': chartStrings.zoomGroup },
          zoomIn,
          this.#out,
          this.#whole,
        ),
        h(
          'span',
          { class: 'exports', role: 'group', 'aria-label': chartStrings.exportGroup },
          h('span', { class: 'note', 'aria-hidden': 'true' }, chartStrings.exportAs),
          ...exports,
        ),
      ),
      this.#note,
    );
  }

  /** @param state.parts of the loss as far as they are measured: undefined not yet, null they cannot be. */
  show(
    switches: readonly Switch[],
    choices: ChartChoices,
    { isWhole, parts }: { readonly isWhole: boolean; readonly parts: RunParts | null | undefined },
  ): void {
    this.#switches.show(switches, choices);
    this.#out.disabled = isWhole;
    this.#whole.disabled = isWhole;
    setText(this.#note, wantsParts(switches, choices) ? partsNote(parts) : '');
  }
}

function partsNote(parts: RunParts | null | undefined): string {
  if (parts === null) return chartStrings.noParts;
  const convention = `${chartStrings.lossConvention} ${chartStrings.partsConvention}`;
  return parts?.isComplete ? convention : `${convention} ${chartStrings.partsOnTheWay}`;
}

function iconButton(name: 'zoomIn' | 'zoomOut' | 'zoomWhole', onPress: () => void): Control {
  return button({
    label: chartStrings[name],
    tooltip: chartStrings[name],
    icon: name,
    kind: 'icon',
    onPress,
  });
}
