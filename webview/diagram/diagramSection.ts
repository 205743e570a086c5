import type { Subject } from '../../src/core/network/subject';
import type { NetworkView } from '../../src/protocol/panel';
import { EdgeDrag } from '../edit/edgeDrag';
import { editStatus } from '../edit/valueEditor';
import { h } from '../element';
import { strings } from '../strings';
import type { Ask } from '../views/view';
import { Diagram } from './diagram';
import { NetworkTables } from './networkTables';

/** The diagram with all that belongs to it, and what is done in it. */
export class DiagramSection {
  readonly element: HTMLElement;
  readonly #diagram: Diagram;
  readonly #tables = new NetworkTables();

  /** @param onSelect a person has chosen a quantity. */
  constructor(ask: Ask, onSelect: (subject: Subject) => void) {
    this.#diagram = new Diagram(onSelect);
    const status = editStatus();
    new EdgeDrag(this.#diagram.root, ask, {
      subjectOf: (target) => this.#diagram.subjectOf(target),
      onBegin: onSelect,
      onWritten: (text) => {
        status.written(text);
      },
    });
    this.element = h(
      'section',
      { class: 'network', 'aria-label': strings.diagram },
      this.#diagram.element,
      status.element,
      this.#tables.element,
    );
  }

  show(network: NetworkView | null, selection: Subject | null): void {
    this.#diagram.show(network, selection);
    if (network) this.#tables.show(network);
  }
}
