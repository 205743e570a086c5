import fc from 'fast-check';

/** Valid network files as values, files with one wrong value in them, and texts with damage. */

const small = fc.double({ min: -10, max: 10, noNaN: true });
const positive = fc.double({ min: 0, max: 10, noNaN: true });
const share = fc.double({ min: 0, max: 0.99, noNaN: true });

function matrix(
  rows: number,
  columns: number,
  entry: fc.Arbitrary<number> = small,
): fc.Arbitrary<number[][]> {
  const row = fc.array(entry, { minLength: columns, maxLength: columns });
  return fc.array(row, { minLength: rows, maxLength: rows });
}

function names(letter: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${letter}_{${index + 1}}`);
}

/** Some of the keys, none required. */
function some(model: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Record<string, unknown>> {
  return fc.record(model, { requiredKeys: [] });
}

const activation = fc.oneof(
  fc.constantFrom<unknown>(
    'linear',
    'sigmoid',
    'tanh',
    'relu',
    'leakyRelu',
    'elu',
    'gelu',
    'geluTanh',
    'silu',
    'softplus',
  ),
  fc.constantFrom<unknown>(
    { type: 'relu' },
    { type: 'leakyRelu', slope: 0.2 },
    { type: 'elu' },
    { formula: 'a / (1 + abs(a))' },
  ),
);

const init = fc.constantFrom<unknown>(
  'xavierUniform',
  'heNormal',
  'zeros',
  { uniform: [-1, 1] },
  { normal: [0, 0.5] },
);

const optimizer = fc.constantFrom<unknown>(
  'sgd',
  'adamw',
  { type: 'sgd' },
  { type: 'momentum', momentum: 0.5 },
  { type: 'nesterov' },
  { type: 'rmsprop', alpha: 0.9 },
  { type: 'adam', beta1: 0.5, epsilon: 1e-7 },
  { type: 'adamw', weightDecay: 0 },
);

const schedule = fc.constantFrom<unknown>(
  { type: 'step', every: 3 },
  { type: 'exponential', factor: 0.9 },
  { type: 'cosine', to: 0.01 },
);

const settings = {
  optimizer,
  learningRate: positive,
  schedule,
  epochs: fc.nat({ max: 1_000_000_000 }),
  batchSize: fc.oneof(fc.integer({ min: 1, max: 99 }), fc.constant('full')),
  shuffle: fc.boolean(),
  seed: fc.integer(),
  l1: positive,
  l2: positive,
  stopWhen: some({ lossBelow: small, patience: fc.integer({ min: 1, max: 9 }) }),
};

const sweep = some(
  Object.fromEntries(
    Object.entries(settings)
      .slice(0, 3)
      .map(([key, value]) => [key, fc.array<unknown>(value, { minLength: 1, maxLength: 3 })]),
  ),
);

function layer(before: number, units: number, l: number): fc.Arbitrary<unknown> {
  return fc
    .tuple(
      some({
        name: fc.string({ maxLength: 20 }),
        activation,
        weights: matrix(before, units),
        biases: fc.oneof(
          fc.constant(false),
          matrix(1, units).map(([row]) => row),
        ),
        init,
        frozen: fc.constantFrom<unknown>(true, false, 'weights', 'biases'),
        symbols: some({
          weight: fc.constant(`W^{(${l})}_{ij}`),
          bias: fc.constantFrom<unknown>(`B^{(${l})}_j`, names(`b${l}`, units)),
          preActivation: fc.constant(names(`s${l}`, units)),
        }),
      }),
      fc.constantFrom<unknown>(units, names(`u${l}`, units)),
    )
    .map(([parts, count]) => ({ ...parts, units: count }));
}

function data(inputs: number, outputs: number): fc.Arbitrary<unknown> {
  const inline = fc
    .integer({ min: 1, max: 4 })
    .chain((samples) => fc.record({ inputs: matrix(samples, inputs), targets: matrix(samples, outputs) }));
  const file = fc.constant({
    file: 'data/x.csv',
    inputs: names('c', inputs),
    targets: names('d', outputs),
    standardize: true,
    oneHot: [],
  });
  const generator = fc.record({
    generator: fc.constantFrom(inputs === 1 ? 'sine' : 'moons'),
    samples: fc.integer({ min: 1, max: 500 }),
    noise: positive,
    seed: fc.integer(),
  });
  const canGenerate = outputs === 1 && inputs <= 2;
  return fc
    .tuple(
      fc.oneof<fc.Arbitrary<object>[]>(inline, file, ...(canGenerate ? [generator] : [])),
      some({ testFraction: share }),
    )
    .map(([source, more]) => ({ ...source, ...more }));
}

/** A valid file. */
export function networkFile(): fc.Arbitrary<Record<string, unknown>> {
  return fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 2, maxLength: 5 }).chain((widths) => {
    const inputs = widths[0]!;
    const outputs = widths.at(-1)!;
    const layers = widths.slice(1).map((units, l) => layer(widths[l]!, units, l));
    return fc
      .tuple(
        fc.record({
          inputs: fc.constantFrom<unknown>(inputs, names('p', inputs)),
          layers: fc.tuple(...layers),
        }),
        some({
          $schema: fc.webUrl(),
          name: fc.string({ maxLength: 50 }),
          description: fc.string(),
          symbols: some({
            loss: fc.constant('E_{total}'),
            lossTerm: fc.constant('E_k'),
            target: fc.constant(names('g', outputs)),
            product: fc.constantFrom('inputFirst', 'weightFirst'),
            residual: fc.constantFrom('outputMinusTarget', 'targetMinusOutput'),
          }),
          loss: fc.constantFrom<unknown>('halfSquaredError', 'meanAbsoluteError', 'huber', {
            type: 'huber',
            delta: 2,
          }),
          reduction: fc.constantFrom('mean', 'sum'),
          data: data(inputs, outputs),
          training: some({ ...settings, precision: fc.constantFrom('float64', 'float32') }),
          sweep,
        }),
      )
      .map(([required, more]) => ({ ...more, ...required }));
  });
}

const junk = fc.constantFrom<unknown>(
  null,
  true,
  -1,
  0,
  1.5,
  1e10,
  '',
  'x',
  'sgd',
  'relu',
  '0.5',
  [],
  [1],
  ['a'],
  [[1]],
  [[null]],
  {},
  { type: 'x' },
  { type: 'huber' },
  { formula: 3 },
  undefined,
);

/** Every path of keys and indices in a value. */
function paths(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, child]) => paths(child, [...path, key]))];
}

function replaced(value: unknown, path: readonly string[], junkValue: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return junkValue;
  if (Array.isArray(value)) {
    return value.map((child: unknown, index) =>
      String(index) === key ? replaced(child, rest, junkValue) : child,
    );
  }
  return { ...(value as object), [key]: replaced((value as Record<string, unknown>)[key], rest, junkValue) };
}

/** A valid file in which one value, or two, was replaced by junk. */
export function mutatedFile(): fc.Arbitrary<unknown> {
  return fc
    .tuple(networkFile(), fc.array(fc.tuple(fc.nat(), junk), { minLength: 1, maxLength: 2 }))
    .map(([file, changes]) =>
      changes.reduce<unknown>((current, [choice, value]) => {
        const all = paths(current).slice(1);
        const path = all[choice % Math.max(1, all.length)];
        return path ? replaced(current, path, value) : current;
      }, file),
    );
}

const snippets = fc.constantFrom(
  '[',
  ']',
  '{',
  '}',
  ',',
  ':',
  '"',
  '/*',
  '//',
  '\n',
  '\\',
  '1e999',
  '.5',
  'NaN',
  'null',
  '"units"',
  '\uFEFF',
  '\u0000',
  '\uD800',
  '-',
  '[[',
);

/** The text of a valid file in which pieces were cut out, doubled or put in. */
export function mutatedText(): fc.Arbitrary<string> {
  return fc
    .tuple(
      networkFile(),
      fc.array(fc.tuple(fc.nat(), fc.nat({ max: 30 }), snippets, fc.nat({ max: 2 })), {
        minLength: 1,
        maxLength: 5,
      }),
    )
    .map(([file, changes]) =>
      changes.reduce((text, [place, length, snippet, kind]) => {
        const offset = place % (text.length + 1);
        const piece = kind === 0 ? '' : kind === 1 ? snippet : text.slice(offset, offset + length).repeat(2);
        return text.slice(0, offset) + piece + text.slice(offset + (kind === 1 ? 0 : length));
      }, JSON.stringify(file)),
    );
}
