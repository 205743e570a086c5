import type { MatrixOverview } from '../../core/insight/matrixOverview';
import type { ParameterSubject, Subject } from '../../core/network/subject';

/** What the diagram asks of the host. A request that cannot be answered is refused with the reason, in words. */
export interface DiagramRequests {
  /** How the file spells a weight or bias; refused where it cannot be changed there. */
  readonly spelling: {
    readonly params: { readonly subject: ParameterSubject };
    readonly result: { readonly text: string };
  };
  /** The same number with `steps` times the place value of its last digit added. */
  readonly nudge: {
    readonly params: { readonly text: string; readonly steps: number };
    readonly result: { readonly text: string };
  };
  /** Shows everything as if the file had this number there; null: as it is. The file is not touched. */
  readonly preview: {
    readonly params: { readonly subject: ParameterSubject; readonly text: string } | null;
    readonly result: null;
  };
  /** Writes a number into the file, as one step of undo. */
  readonly edit: {
    readonly params: { readonly subject: ParameterSubject; readonly text: string };
    readonly result: null;
  };
  /** Marks a quantity's place in the file while a person points at it; null: at nothing any more. */
  readonly point: { readonly params: { readonly subject: Subject | null }; readonly result: null };
  /** What the optimizer's next update of all training samples would change; null without gradients. */
  readonly nextUpdates: { readonly params: null; readonly result: NextUpdates | null };
  /** How formulas write the quantities that the diagram shows. */
  readonly symbols: { readonly params: null; readonly result: readonly SymbolView[] };
  /** The weights and gradients of a layer as two pictures. */
  readonly overview: { readonly params: { readonly layer: number }; readonly result: LayerOverview };
  /** The diagram for print, as a whole SVG file. */
  readonly diagramSvg: { readonly params: null; readonly result: { readonly source: string } };
  /** Asks where to, and saves the diagram for print there; `png` has the file of that format, and only of that. */
  readonly exportDiagram: {
    readonly params: { readonly format: 'svg' | 'png' | 'tikz'; readonly png: Uint8Array | null };
    readonly result: null;
  };
}

/** A layer's weights, from `inputs` units to `units`, and their gradients; null where those are not known. */
export interface LayerOverview {
  readonly inputs: number;
  readonly units: number;
  readonly weights: MatrixOverview;
  readonly gradients: MatrixOverview | null;
}

/** A quantity as formulas write it. */
export interface SymbolView {
  readonly subject: Subject;
  readonly latex: string;
  readonly text: string;
}

/** Changes of parameters, layer by layer in the order of `LayerView.weights`; null where the diagram folds the layer. */
export interface NextUpdates {
  readonly layers: readonly { readonly weights: Float64Array | null; readonly biases: Float64Array | null }[];
}
