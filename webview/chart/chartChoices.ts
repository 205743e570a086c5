/** What a person chose for the loss chart, kept over a reload. */
export interface ChartChoices {
  /** Null: the axis that suits the losses. */
  readonly isLog: boolean | null;
  /** The ids of kept runs that are laid over the curves. */
  readonly runs: readonly string[];
  /** Curves switched against their usual state: `loss`, `testLoss`, `penalty`, `output 0` … */
  readonly switched: readonly string[];
}

/** Runs laid over each other at most: more labels at their ends have no room. */
export const MOST_RUNS = 6;

/** Ids are forgotten beyond so many: those of runs that are gone. */
const MOST_KEPT = 60;

/** Reads what an earlier version may have kept; whatever does not fit falls to its default. */
export function readChoices(kept: unknown): ChartChoices {
  if (typeof kept === 'boolean') return { isLog: kept, runs: [], switched: [] };
  const { isLog, runs, switched } = (typeof kept === 'object' && kept !== null ? kept : {}) as Readonly<
    Record<string, unknown>
  >;
  return {
    isLog: typeof isLog === 'boolean' ? isLog : null,
    runs: textsIn(runs),
    switched: textsIn(switched),
  };
}

function textsIn(value: unknown): readonly string[] {
  return Array.isArray(value)
    ? value.filter((one): one is string => typeof one === 'string').slice(-MOST_KEPT)
    : [];
}

/** The list with `one` added at its end, or without it. */
export function toggled(list: readonly string[], one: string): readonly string[] {
  const rest = list.filter((other) => other !== one);
  return rest.length < list.length ? rest : [...list, one].slice(-MOST_KEPT);
}
