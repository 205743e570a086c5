import type { Subject } from '../../src/core/network/subject';
import type { NetworkView } from '../../src/protocol/panel';
import { EdgeDrag } from '../edit/edgeDrag';
import { editStatus } from '../edit/valueEditor';
import { h, setText } from '../element';
import { formatNumber, visibleText } from '../format';
import { strings } from '../strings';
import type { Ask } from '../views/view';
import { Diagram, type Drawn } from './diagram';
import { DiagramBar, type ExportFormat } from './diagramBar';
import { diagramSentences, diagramStrings } from './diagramStrings';
import type { EdgeMeaning } from './edgeMeaning';
import { NetworkTables } from './networkTables';
import type { Overview } from './overview';
import { PassView } from './passView';
import { pngOf } from './pngOf';

export interface DiagramSectionActions {
  /** A person has chosen a quantity. */
  readonly onSelect: (subject: Subject) => void;
  /** A person points at a quantity, with the pointer or the focus; null: at none any more. */
  readonly onPoint: (subject: Subject | null) => void;
  readonly onMeaning: (meaning: EdgeMeaning) => void;
}

/** The diagram with all that belongs to it, and what is done in it. */
export class DiagramSection {
  readonly element: HTMLElement;
  readonly #ask: Ask;
  readonly #actions: DiagramSectionActions;
  readonly #diagram: Diagram;
  readonly #bar: DiagramBar;
  readonly #pass: PassView;
  readonly #tables = new NetworkTables();
  readonly #legend = h('p', { class: 'note legend' });
  #meaning: EdgeMeaning;
  readonly #folded = h('div');
  /** Loaded when a network has a layer that the diagram folds. */
  #overview: Promise<Overview> | null = null;
  #network: NetworkView | null = null;

  constructor(ask: Ask, meaning: EdgeMeaning, actions: DiagramSectionActions) {
    this.#ask = ask;
    this.#actions = actions;
    this.#meaning = meaning;
    this.#diagram = new Diagram({
      onSelect: actions.onSelect,
      onDrawn: (drawn) => {
        this.#drawn(drawn);
      },
    });
    const { root } = this.#diagram;
    const words = h('p', { class: 'pass-words', role: 'status' });
    this.#pass = new PassView(root, words);
    const status = editStatus();
    new EdgeDrag(root, ask, {
      subjectOf: (target) => this.#diagram.subjectOf(target),
      onBegin: actions.onSelect,
      onWritten: (text) => {
        status.written(text);
      },
    });
    this.#bar = new DiagramBar(this.#diagram.zoom, {
      onMeaning: (chosen) => {
        this.#meaning = chosen;
        actions.onMeaning(chosen);
        void this.#showEdges();
      },
      onPass: (direction) => {
        this.#pass.advance(direction);
      },
      onExport: (format) => void this.#export(format),
    });
    this.#bar.showMeaning(meaning);
    this.element = h(
      'section',
      { class: 'network', 'aria-label': strings.diagram },
      this.#bar.element,
      this.#diagram.element,
      words,
      this.#legend,
      status.element,
      this.#folded,
      this.#tables.element,
    );
    this.#listen();
  }

  show(network: NetworkView | null, selection: Subject | null): void {
    const isNew = network !== this.#network;
    this.#network = network;
    this.#diagram.show(network, selection);
    if (network) this.#tables.show(network);
    if (isNew) {
      void this.#showEdges();
      void this.#showFolded();
    }
  }

  /** Marks a quantity that is pointed at elsewhere. */
  point(subject: Subject | null): void {
    this.#diagram.point(subject);
  }

  #listen(): void {
    const { root } = this.#diagram;
    let pointed: Subject | null = null;
    const point = (subject: Subject | null): void => {
      if (subject === pointed) return;
      pointed = subject;
      this.#actions.onPoint(subject);
    };
    root.addEventListener('pointerover', ({ target }) => {
      point(this.#diagram.subjectOf(target as Element));
    });
    root.addEventListener('pointerleave', () => {
      point(null);
    });
    root.addEventListener('focusin', ({ target }) => {
      if ((target as Element).matches(':focus-visible')) point(this.#diagram.subjectOf(target as Element));
    });
    root.addEventListener('focusout', () => {
      point(null);
    });
    this.element.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || !this.#pass.isOn) return;
      event.preventDefault();
      this.#pass.leave();
    });
  }

  async #showFolded(): Promise<void> {
    const network = this.#network;
    const isFolded = network?.layers.some(({ weights }) => weights === null) ?? false;
    this.#folded.hidden = !isFolded;
    if (!isFolded) return;
    this.#overview ??= import('./overview').then((module) => {
      const overview = new module.Overview(this.#ask, this.#actions.onSelect);
      this.#folded.append(overview.element);
      return overview;
    });
    const overview = await this.#overview;
    if (this.#network === network && network) overview.show(network);
  }

  /** Updates come from the host, those of the network that is shown when they have come. */
  async #showEdges(): Promise<void> {
    const network = this.#network;
    if (!network) return;
    const meaning = this.#meaning;
    if (meaning !== 'update') {
      this.#diagram.showEdges(meaning, null);
      return;
    }
    const updates = await this.#ask('nextUpdates', null);
    if (this.#network === network && this.#meaning === meaning)
      this.#diagram.showEdges(meaning, updates ?? null);
  }

  #drawn(drawn: Drawn): void {
    this.#pass.show(drawn);
    const { edges, network } = drawn;
    const missing = this.#meaning === 'gradient' ? diagramStrings.noGradients : diagramStrings.noUpdates;
    const told =
      edges.meaning === 'update' ? diagramSentences.legendUpdate(visibleText(network.optimizer)) : '';
    const legend = diagramSentences.legend(diagramStrings.told[edges.meaning], formatNumber(edges.widest));
    const isOther = edges.meaning !== this.#meaning;
    setText(this.#legend, `${isOther ? `${missing} ` : ''}${legend}${told} ${diagramSentences.bars}`);
  }

  async #export(format: ExportFormat): Promise<void> {
    let png: Uint8Array | null = null;
    if (format === 'png') {
      const picture = await this.#ask('diagramSvg', null);
      if (picture === undefined) return;
      png = await pngOf(picture.source);
    }
    await this.#ask('exportDiagram', { format, png });
  }
}
