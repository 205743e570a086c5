/** What the name of a tensor says: which layer it belongs to, and what it is there. */
export interface TensorRole {
  /** The layer, as the name has it; empty: the name has none. */
  readonly stem: string;
  readonly role: 'weight' | 'bias';
  /**
   * Which way a matrix of this name goes where the notation says it: PyTorch's `weight` has a row for each unit, Keras's
   * `kernel` and scikit-learn's `coefs_` a column. Null: people write it either way.
   */
  readonly orientation: Orientation | null;
}

/** `outIn`: a row for each unit of the layer; `inOut`: a column, as in a network file. */
export type Orientation = 'outIn' | 'inOut';

const WORDS: Readonly<Record<string, Omit<TensorRole, 'stem'>>> = {
  weight: { role: 'weight', orientation: 'outIn' },
  bias: { role: 'bias', orientation: null },
  kernel: { role: 'weight', orientation: 'inOut' },
  coefs: { role: 'weight', orientation: 'inOut' },
  intercepts: { role: 'bias', orientation: null },
  weights: { role: 'weight', orientation: null },
  biases: { role: 'bias', orientation: null },
  w: { role: 'weight', orientation: null },
  b: { role: 'bias', orientation: null },
};

/**
 * `fc1.weight`, `net.0.bias`, `dense/kernel:0`, `layers_0_kernel`, `W1`, `b_1`, `coefs_0`, `weights`; null for a name that
 * says neither weight nor bias. With a number behind the word, that is the layer. A square `weight1` or `fc1_weight` may be
 * written either way: PyTorch has a dot.
 */
export function roleOf(name: string): TensorRole | null {
  const plain = name.replace(/:\d+$/, '');
  const match =
    /^(?:(.*)([./_-]))?([A-Za-z]+)$/.exec(plain) ?? /^(?:(.*)([./_-]))?([A-Za-z]+?)_?(\d+)$/.exec(plain);
  if (!match) return null;
  const [, prefix = '', separator, last = '', number] = match;
  const word = last.toLowerCase();
  if (!Object.hasOwn(WORDS, word)) return null;
  const { role, orientation } = WORDS[word]!;
  const isOfTorch = separator === '.' && number === undefined;
  return {
    role,
    stem: number === undefined ? prefix : prefix === '' ? number : [prefix, number].join('.'),
    orientation: word === 'weight' && !isOfTorch ? null : orientation,
  };
}

/** Names of `numpy.savez(path, *arrays)`: they say the order and nothing else; null for another name. */
export function positionOf(name: string): number | null {
  const match = /^arr_(\d{1,6})$/.exec(name);
  return match ? Number(match[1]) : null;
}

/**
 * The order that names say: they are alike but for their numbers, as `fc1`, `fc2` or `net.0`, `net.2`, of which Keras leaves
 * out the first: `dense`, `dense_1`. Null where they say none.
 *
 * @returns indices of `names`, first to last.
 */
export function numberedOrder(given: readonly string[]): number[] | null {
  const names = given.map((name) => (given.includes(`${name}_1`) ? `${name}_0` : name));
  const shapes = new Set(names.map((name) => name.replace(/\d+/g, '#')));
  if (shapes.size !== 1) return names.length === 1 ? [0] : null;
  const numbers = names.map((name) => (name.match(/\d+/g) ?? []).map(Number));
  const compare = (a: number, b: number): number => {
    const at = numbers[a]!.findIndex((value, n) => value !== numbers[b]![n]);
    return at < 0 ? 0 : numbers[a]![at]! - numbers[b]![at]!;
  };
  const order = names.map((_, n) => n).sort(compare);
  const isClear = order.every((n, at) => at === 0 || compare(order[at - 1]!, n) < 0);
  return isClear ? order : null;
}
