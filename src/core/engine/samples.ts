/** A part of a network file: keys and indices from the root. */
export type JsonPath = readonly (string | number)[];

/** Something wrong with the samples that a network file names. */
export interface DataProblem {
  /** Stable: `data.problem`. */
  readonly code: string;
  /** Place, cause and remedy in plain words; one line. */
  readonly message: string;
  /** The part of the network file that it belongs to. */
  readonly path: JsonPath;
}

/** Samples as their source gives them, before the split; matrices are row-major. */
export interface Samples {
  readonly sampleCount: number;
  readonly inputUnits: number;
  readonly targetUnits: number;
  /** [sample][input] */
  readonly inputs: Float64Array;
  /** [sample][target] */
  readonly targets: Float64Array;
  /** Names of the columns of a file, one-hot columns written out; null for other sources. */
  readonly inputColumns: readonly string[] | null;
  readonly targetColumns: readonly string[] | null;
  /** For each input whether it is to be standardized; null: none is. */
  readonly standardizedInputs: readonly boolean[] | null;
  /** A sample in a message: `of sample 2`, `in data.csv line 3`. */
  readonly samplePlace: (sample: number) => string;
  /** One of its targets, and the part of the network file that it belongs to. */
  readonly targetPlace: (sample: number, k: number) => { readonly place: string; readonly path: JsonPath };
}
