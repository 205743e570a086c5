import type { Dataset } from '../../engine/dataset';
import type { Divergence } from '../../engine/divergence';
import type { Model } from '../../engine/model';
import type { Names } from '../../math/names';
import type { Diagnostic } from '../../network/diagnostic';
import type { Network } from '../../network/network';
import type { ParsedNetwork } from '../../network/parse';

/** A training run that is over, as far as the doctor looks at it. */
export interface RunRecord {
  /** The recorded losses of its epochs, the oldest first. */
  readonly losses: Float64Array;
  /** Every n-th epoch is among them. */
  readonly every: number;
  /** Its last parameters, in the layout's order; finite also where it diverged. */
  readonly parameters: Float64Array;
  /** Where it left the finite numbers; null: it did not. */
  readonly divergence: Pick<Divergence, 'epoch' | 'step' | 'what' | 'layer' | 'unit' | 'sample'> | null;
}

/** What the examinations look at: a network of a text, at its file's parameters. */
export interface Patient {
  readonly parsed: ParsedNetwork;
  readonly network: Network;
  readonly names: Names;
  readonly model: Model;
  /** Null: the file has no samples, or none that can be used. */
  readonly dataset: Dataset | null;
  /** In the layout's order. */
  readonly parameters: Float64Array;
  /** The newest run from this text, if it is over; null without one. */
  readonly run: RunRecord | null;
}

/** A patient whose samples are known. */
export interface SampledPatient extends Patient {
  readonly dataset: Dataset;
}

/** What an examination finds; its code is that of the examination. */
export type Finding = Omit<Diagnostic, 'code' | 'severity'> & {
  /** Where it is another than that of the examination. */
  readonly severity?: Diagnostic['severity'];
};
