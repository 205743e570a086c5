import type { Dataset } from '../../engine/dataset';
import { createTrace, type Model } from '../../engine/model';
import { forward } from '../../engine/propagate';
import type { Steps } from '../../network/steps';

/*
 * The function that a network of one or two inputs has become: what each of its units answers along a stretch of
 * its input, or over a rectangle of both.
 */

/** From where to where an input is looked at, in the units that the network sees. */
export interface InputRange {
  readonly least: number;
  readonly greatest: number;
}

/** How far beyond the samples is looked, as a share of their extent. */
const margin = 0.15;

/** Without samples, or where all are the same, this far to both sides. */
const plain = 1;

/** The extent of each input over all samples and some room around it; −1 to 1 without samples. */
export function inputRanges(
  inputUnits: number,
  dataset: Pick<Dataset, 'inputs' | 'sampleCount'> | null,
): InputRange[] {
  return Array.from({ length: inputUnits }, (_, i): InputRange => {
    let [least, greatest] = [Infinity, -Infinity];
    for (let s = 0; s < (dataset?.sampleCount ?? 0); s++) {
      const x = dataset!.inputs[s * inputUnits + i]!;
      least = Math.min(least, x);
      greatest = Math.max(greatest, x);
    }
    if (least > greatest) return { least: -plain, greatest: plain };
    const room = margin * (greatest - least) || plain;
    return { least: least - room, greatest: greatest + room };
  });
}

/** Where the points lie: the ends count where there is one input, the middles of cells where there are two. */
export function positions({ least, greatest }: InputRange, size: number, isCell: boolean): Float64Array {
  const at = (n: number): number => (isCell ? (n + 0.5) / size : n / (size - 1));
  return Float64Array.from({ length: size }, (_, n) => least + at(n) * (greatest - least));
}

/** A unit that is looked at. */
export interface Watched {
  readonly layer: number;
  readonly j: number;
}

/** Points between two pauses, times parameters. */
const workPerPause = 100_000;

/**
 * The activations of the watched units at all points, one array for each unit: [size] along one input, or row-major
 * [size, size] with the second input's least value in the first row.
 *
 * @param ranges of one or two inputs.
 * @param size at least 2.
 * @throws RangeError for other numbers of inputs.
 */
export function* responseSteps(
  model: Model,
  parameters: Float64Array,
  ranges: readonly InputRange[],
  size: number,
  watched: readonly Watched[],
): Steps<Float64Array[]> {
  const [first, second] = ranges;
  if (!first || ranges.length > 2) throw new RangeError('Only functions of one or two inputs are drawn.');
  const across = positions(first, size, second !== undefined);
  const up = second ? positions(second, size, true) : new Float64Array(1);
  const values = watched.map(() => new Float64Array(across.length * up.length));
  const trace = createTrace(model);
  const inputs = new Float64Array(ranges.length);
  const pointsPerPause = Math.max(1, Math.floor(workPerPause / model.layout.parameterCount));
  for (let point = 0; point < across.length * up.length; point++) {
    inputs[0] = across[point % size]!;
    if (second) inputs[1] = up[Math.floor(point / size)]!;
    forward(model, parameters, inputs, 0, trace);
    watched.forEach(({ layer, j }, n) => {
      values[n]![point] = trace.layers[layer]!.activations[j]!;
    });
    if (point % pointsPerPause === pointsPerPause - 1) yield;
  }
  return values;
}
