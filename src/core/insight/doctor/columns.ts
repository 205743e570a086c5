import type { Dataset } from '../../engine/dataset';
import type { Steps } from '../../network/steps';

/** One column of the samples, over the training samples. */
export interface ColumnSurvey {
  readonly lowest: number;
  readonly highest: number;
  /** √ of the mean of the squares. */
  readonly size: number;
}

/** Numbers between two pauses: less than a millisecond of work. */
const numbersPerStep = 32_768;

/** The columns of a matrix of samples. */
export function* columnSurveySteps(
  matrix: Float64Array,
  units: number,
  { trainingIndices }: Pick<Dataset, 'trainingIndices'>,
): Steps<ColumnSurvey[]> {
  const lowest = new Float64Array(units).fill(Infinity);
  const highest = new Float64Array(units).fill(-Infinity);
  const squares = new Float64Array(units);
  let done = 0;
  for (const sample of trainingIndices) {
    for (let i = 0; i < units; i++) {
      const x = matrix[sample * units + i]!;
      lowest[i] = Math.min(lowest[i]!, x);
      highest[i] = Math.max(highest[i]!, x);
      squares[i] = squares[i]! + x * x;
    }
    done += units;
    if (done < numbersPerStep) continue;
    done = 0;
    yield;
  }
  return Array.from(squares, (sum, i) => ({
    lowest: lowest[i]!,
    highest: highest[i]!,
    size: Math.sqrt(sum / trainingIndices.length),
  }));
}
