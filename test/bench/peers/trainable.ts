/** A network with its samples, ready to be trained; what every contender in JavaScript makes of a job. */
export interface Trainable {
  /** Puts the starting weights back, and the optimizer's state. */
  reset(learningRate: number): void;
  /** Makes so many updates, batch by batch in file order, over and over. */
  train(updates: number): void;
  /** The mean loss of all samples with the weights as they are. */
  loss(): number;
  /** It uses several cores, so that a clock says how long it takes, and not the processor's time. */
  readonly usesCores?: boolean;
}
