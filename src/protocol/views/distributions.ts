import type { LayerDistributions } from '../../core/insight/distributions/layers';

export type { LayerDistributions } from '../../core/insight/distributions/layers';
export type { Distribution } from '../../core/insight/distributions/summary';

/** How the numbers of each layer are spread at one place of a run. */
export interface DistributionsView {
  readonly epoch: number;
  readonly step: number;
  /** How many training samples activations and δ are of. */
  readonly samples: number;
  readonly layers: readonly (LayerDistributions & { readonly name: string })[];
}

/** What the view "Distributions" asks. */
export interface DistributionsRequests {
  /**
   * At the moment on show (`epoch` null), or at the start of an epoch. Null without samples, and at an epoch that nobody
   * knows of any more: of a thread that has ended, or before one that was lost.
   */
  readonly distributions: {
    readonly params: { readonly epoch: number | null };
    readonly result: DistributionsView | null;
  };
}
