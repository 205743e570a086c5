import type {
  Activation,
  GeneratorName,
  Layer,
  Loss,
  Matrix,
  Reduction,
  Training,
} from '../../network/network';

/**
 * What a file of another tool says, in the words of a network: plain data, whatever tool it came from. `importedText`
 * writes it as a network file.
 */
export interface ImportedNetwork {
  /** What the file is called there; null: the name of the file stands in for it. */
  readonly name: string | null;
  readonly inputs: {
    readonly units: number;
    /** One for each input, as the other tool spells them: any text. Null: none are known. */
    readonly names: readonly string[] | null;
  };
  /** From the first hidden layer to the last one, at least one. */
  readonly layers: readonly ImportedLayer[];
  /** Null: the file names none; the default of the format then holds. */
  readonly loss: Loss | null;
  /** Default: the mean. */
  readonly reduction?: Reduction;
  /** Null: the file has no samples. */
  readonly data: ImportedData | null;
  /** Only what the file says. */
  readonly training: Partial<Training>;
  /** What was chosen, and what the format cannot hold and was left out: whole sentences, in the language that is set. */
  readonly notes: readonly string[];
}

export interface ImportedLayer {
  /** Any text; null: the default name of the format. */
  readonly name: string | null;
  /** Units of the layer before, or inputs. */
  readonly fanIn: number;
  readonly units: number;
  /** Names of the units as the other tool spells them, one for each. */
  readonly unitNames?: readonly string[];
  readonly activation: Activation;
  /**
   * fanIn × units numbers in row-major order: number i · units + j goes from unit i to unit j, as in the format. `turned`
   * makes it of what PyTorch keeps. Null: the file has none, they are drawn from the seed.
   */
  readonly weights: ArrayLike<number> | null;
  /** How missing weights are drawn; default: as the format's. */
  readonly init?: Layer['init'];
  /** One for each unit; `false`: no bias term; null: the file has none, they start at zero. */
  readonly biases: ArrayLike<number> | false | null;
  /** Default: nothing is frozen. */
  readonly frozen?: Layer['frozen'];
}

export type ImportedData =
  | {
      readonly kind: 'inline';
      readonly inputs: Matrix;
      readonly targets: Matrix;
      readonly testFraction?: number;
    }
  | {
      readonly kind: 'generator';
      readonly generator: GeneratorName;
      readonly samples: number;
      readonly noise: number;
      readonly seed?: number;
      readonly testFraction?: number;
    };

/** Why a file is not imported. */
export interface ImportRefusal {
  /** The layer, field or place: a few words such as `layer "conv2d"` or `coefs_[1]`; null: the whole file. */
  readonly where: string | null;
  /** A whole sentence. */
  readonly cause: string;
  /** A whole sentence that says what to do instead. */
  readonly remedy: string;
}

/** What a file leaves open. */
export interface ImportQuestion<Value extends string = string> {
  /** What `--choose KEY=VALUE` calls it: lower-case letters, digits and hyphens. */
  readonly key: string;
  /** A whole sentence that asks. */
  readonly prompt: string;
  /** Two at least; values differ. */
  readonly options: readonly ImportOption<Value>[];
}

export interface ImportOption<Value extends string = string> {
  /** What `--choose` takes: no spaces where it can be avoided. */
  readonly value: Value;
  /** A few words that a person reads. */
  readonly label: string;
  /** A sentence more. */
  readonly detail?: string;
}

export type ImportResult =
  | { readonly kind: 'network'; readonly network: ImportedNetwork; readonly text: string }
  | { readonly kind: 'refused'; readonly refusal: ImportRefusal }
  | { readonly kind: 'question'; readonly question: ImportQuestion };

/** What a reader is given. */
export interface ImportSource {
  /** The file's own name, without folders; for an address the address. */
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Answers to questions, by their keys. */
  readonly choices: ReadonlyMap<string, string>;
  /** `ask` writes into it which keys were asked for, where it is given. */
  readonly asked?: Set<string>;
}

/** Ends the reading of a file; only `importSteps` catches it. */
export class ImportStop extends Error {
  readonly result: Exclude<ImportResult, { readonly kind: 'network' }>;

  constructor(result: Exclude<ImportResult, { readonly kind: 'network' }>) {
    super(result.kind);
    this.result = result;
  }
}

/** Ends the reading: the file is not imported. */
export function refuse(where: string | null, cause: string, remedy: string): never {
  throw new ImportStop({ kind: 'refused', refusal: { where, cause, remedy } });
}

/**
 * The value that was chosen; ends the reading with the question where none was yet, or one that is none of the options.
 */
export function ask<Value extends string>(
  { choices, asked }: Pick<ImportSource, 'choices' | 'asked'>,
  question: ImportQuestion<Value>,
): Value {
  asked?.add(question.key);
  const given = choices.get(question.key);
  const option = question.options.find(({ value }) => value === given);
  if (option) return option.value;
  throw new ImportStop({ kind: 'question', question });
}

/** Weights of shape [units][fanIn] in row-major order, as PyTorch keeps them, in the order of the format. */
export function turned(values: ArrayLike<number>, units: number, fanIn: number): Float64Array {
  return Float64Array.from(
    { length: units * fanIn },
    (_, n) => values[(n % units) * fanIn + Math.floor(n / units)]!,
  );
}

/** A refusal as a message says it: place, cause and remedy. */
export function refusalText({ where, cause, remedy }: ImportRefusal): string {
  return where === null ? `${cause} ${remedy}` : `${where}: ${cause} ${remedy}`;
}
