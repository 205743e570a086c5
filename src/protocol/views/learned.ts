import type { PredictionKey } from '../../core/insight/learned/predictions';

export type { PredictionKey } from '../../core/insight/learned/predictions';

/** What one unit answers at every point: along one input, or row by row over two with the second's least value first. */
export interface ResponseView {
  readonly layer: number;
  readonly j: number;
  /** Its activation, and the layer it stands in. */
  readonly text: string;
  readonly layerName: string;
  /** [size] or [size, size] */
  readonly values: Float64Array;
}

/** One input, in the units of the file even where the network sees it standardized. */
export interface AxisView {
  readonly text: string;
  readonly least: number;
  readonly greatest: number;
}

/** The classes that outputs stand for. */
export interface ClassesView {
  readonly names: readonly string[];
  /** Where class 1 of two begins; null: the largest output counts. */
  readonly threshold: number | null;
}

/** The samples to be drawn on the map: evenly chosen ones where there are too many. */
export interface PointsView {
  /** [point, input], in the units of the file. */
  readonly inputs: Float64Array;
  /** [point, output] */
  readonly targets: Float64Array;
  /** Which sample of the file, from 0. [point] */
  readonly samples: Uint32Array;
  /** 1: it is held out. [point] */
  readonly isTest: Uint8Array;
  /** The class of the targets; null where there are none. [point] */
  readonly classes: Uint8Array | null;
  readonly sampleCount: number;
}

/** The function of a network of one or two inputs. */
export interface LearnedMap {
  readonly axes: readonly AxisView[];
  /** Points along each input. Those of one input are at the ends and between, those of two in the middles of cells. */
  readonly size: number;
  readonly outputs: readonly ResponseView[];
  readonly hidden: readonly ResponseView[];
  /** Outputs and hidden units that there is no room for. */
  readonly leftOut: number;
  readonly points: PointsView | null;
  readonly classes: ClassesView | null;
}

export interface PredictionRow {
  /** From 0. */
  readonly sample: number;
  readonly isTest: boolean;
  /** At most `PredictionPage.columns` of each. */
  readonly targets: readonly number[];
  readonly outputs: readonly number[];
  /** y − t of one output, else ‖y − t‖. */
  readonly error: number;
  readonly loss: number;
  /** ‖∂L/∂(all parameters)‖ of this sample's own loss. */
  readonly gradientNorm: number;
  /** Null where outputs are no classes. */
  readonly isRight: boolean | null;
}

export interface ConfusionView {
  readonly classes: readonly string[];
  /** Row-major [class of the targets, class of the outputs]; null without test samples. */
  readonly training: Uint32Array;
  readonly test: Uint32Array | null;
}

/** One page of all samples, in the order that was asked for. */
export interface PredictionPage {
  readonly rows: readonly PredictionRow[];
  /** From 0. */
  readonly page: number;
  readonly pages: number;
  readonly sampleCount: number;
  readonly outputCount: number;
  readonly targetTexts: readonly string[];
  readonly outputTexts: readonly string[];
  /** Null where outputs are no classes, or too many. */
  readonly confusion: ConfusionView | null;
}

/** What the view "Learned" asks. */
export interface LearnedRequests {
  /** Null where the network has other than one or two inputs. Hidden units are left out with `hasHidden` false. */
  readonly learnedMap: {
    readonly params: { readonly size: number; readonly hasHidden: boolean };
    readonly result: LearnedMap | null;
  };
  /** Null without samples. A page after the last is the last. */
  readonly learnedPredictions: {
    readonly params: { readonly page: number; readonly key: PredictionKey; readonly isDescending: boolean };
    readonly result: PredictionPage | null;
  };
}
