import type { Network, Training } from '../network/network';

/** One run of a sweep. */
export interface SweepCombination {
  /** The swept keys with their values, as the file writes them. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly training: Training;
}

/**
 * Every combination of the network's `sweep`, in file order, the first key slowest; none without a sweep.
 *
 * Each is the training of `{ ...network, training }`. Parameters start alike unless `seed` is swept; then
 * split and starting weights depend on it, so the dataset must be made anew for each combination.
 */
export function sweepCombinations(network: Network): SweepCombination[] {
  const { sweep, training } = network;
  if (!sweep) return [];
  let combinations: SweepCombination[] = [{ settings: {}, training }];
  sweep.keys.forEach((key, index) => {
    combinations = combinations.flatMap((combination) =>
      sweep.values[index]!.map((change, value) => ({
        settings: { ...combination.settings, [key]: sweep.written[index]![value] },
        training: { ...combination.training, ...change },
      })),
    );
  });
  return combinations;
}
