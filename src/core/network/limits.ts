/** What a network may measure at most; each limit has a diagnostic. */
export const LIMITS = {
  layers: 64,
  units: 4_096,
  weights: 1_000_000,
  /** Numbers in `data.inputs` and `data.targets` together. */
  inlineNumbers: 1_000_000,
  /** Characters of a name or symbol. */
  nameLength: 200,
  /** Characters of a formula. */
  formulaLength: 1_000,
  /** Operators and functions of a formula. */
  formulaOperations: 100,
  /** How deep parentheses, arguments, exponents and minus signs of a formula lie inside one another. */
  formulaNesting: 50,
  epochs: 1_000_000_000,
  /** Combinations of a sweep. */
  sweep: 1_000,
  /** Samples of a generator. */
  samples: 1_000_000,
  /** Diagnostics shown for one file. */
  diagnostics: 200,
} as const;
