import type { OptimizerType } from '../../core/network/network';

/** Every optimizer by its name in a file, in the order in which they are offered. */
export const optimizerTypes = [
  'sgd',
  'momentum',
  'nesterov',
  'adagrad',
  'rmsprop',
  'adam',
  'adamw',
] as const satisfies readonly OptimizerType[];

/** Another way to train: a learning rate as it was typed, or an optimizer. */
export type TrainingChange =
  | { readonly kind: 'learningRate'; readonly text: string }
  | { readonly kind: 'optimizer'; readonly type: OptimizerType };

/** What the toolbar asks about the way the network is trained. */
export interface TrainingRequests {
  /**
   * Writes another way to train into the file, as one undoable edit. Where an earlier epoch is on show, a person is
   * asked whether the run shall go on from there in that way instead. Fails as `unavailable`, with the reason, while
   * training goes on, of what is no learning rate, and where the file cannot be edited.
   */
  readonly setTraining: {
    readonly params: TrainingChange;
    readonly result: { readonly isWritten: boolean };
  };
}
