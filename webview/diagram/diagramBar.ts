import { h } from '../element';
import { button, choice, type Choice } from '../ui/controls';
import { diagramStrings } from './diagramStrings';
import type { EdgeMeaning } from './edgeMeaning';
import type { Direction } from './passSteps';
import type { Zoom } from './zoom';

export type ExportFormat = 'svg' | 'png' | 'tikz';

export interface DiagramBarActions {
  readonly onMeaning: (meaning: EdgeMeaning) => void;
  readonly onPass: (direction: Direction) => void;
  readonly onExport: (format: ExportFormat) => void;
}

/** The row of controls above the diagram. */
export class DiagramBar {
  readonly element: HTMLElement;
  readonly #meaning: Choice<EdgeMeaning>;

  constructor(zoom: Zoom, { onMeaning, onPass, onExport }: DiagramBarActions) {
    const { meanings, formats } = diagramStrings;
    this.#meaning = choice(
      diagramStrings.meaning,
      diagramStrings.meaningTooltip,
      Object.entries(meanings) as [EdgeMeaning, string][],
      onMeaning,
    );
    this.#meaning.set('value');
    this.element = h(
      'div',
      { class: 'diagram-bar', role: 'group', 'aria-label': diagramStrings.bar },
      h(
        'span',
        { class: 'bar-choice' },
        h('span', { class: 'setting-name', 'aria-hidden': 'true' }, diagramStrings.meaning),
        this.#meaning.element,
      ),
      h(
        'span',
        { class: 'bar-group' },
        ...(['backward', 'forward'] as const).map((direction) =>
          button({
            label: diagramStrings[direction],
            tooltip: diagramStrings[`${direction}Tooltip`],
            kind: 'secondary',
            onPress: () => {
              onPass(direction);
            },
          }),
        ),
      ),
      h(
        'span',
        { class: 'bar-group' },
        ...(
          [
            ['zoomOut', 'out'],
            ['zoomIn', 'in'],
            ['fit', 'fit'],
          ] as const
        ).map(([name, act]) =>
          button({
            label: diagramStrings[name],
            tooltip: diagramStrings[`${name}Tooltip`],
            icon: name,
            kind: 'icon',
            onPress: () => {
              zoom[act]();
            },
          }),
        ),
      ),
      h(
        'span',
        { class: 'bar-group', role: 'group', 'aria-label': diagramStrings.exportAs },
        h('span', { class: 'setting-name', 'aria-hidden': 'true' }, diagramStrings.export),
        ...(['svg', 'png', 'tikz'] as const).map((format) =>
          button({
            label: formats[format],
            tooltip: diagramStrings.exportTooltips[format],
            kind: 'secondary',
            onPress: () => {
              onExport(format);
            },
          }),
        ),
      ),
    );
  }

  showMeaning(meaning: EdgeMeaning): void {
    this.#meaning.set(meaning);
  }
}
