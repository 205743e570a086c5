import type { Training } from '../network/network';

/**
 * The rule of `training.stopWhen`, asked after each epoch in turn.
 *
 * - `lossBelow`: the epoch's history loss is below x.
 * - `patience`: for n epochs running the test loss (without test samples, the loss) was not below its least
 *   value so far.
 *
 * Where both hold, `lossBelow` is the reason.
 */
export function createStopRule({
  lossBelow,
  patience,
}: Training['stopWhen']): (loss: number, testLoss: number | null) => 'lossBelow' | 'patience' | null {
  let least = Infinity;
  let epochsWithoutGain = 0;
  return (loss, testLoss) => {
    const watched = testLoss ?? loss;
    if (watched < least) {
      least = watched;
      epochsWithoutGain = 0;
    } else {
      epochsWithoutGain++;
    }
    if (lossBelow !== null && loss < lossBelow) return 'lossBelow';
    if (patience !== null && epochsWithoutGain >= patience) return 'patience';
    return null;
  };
}
