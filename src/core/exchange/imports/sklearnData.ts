import type { JsonObject } from '../../network/jsonTree';
import type { Loss, Matrix } from '../../network/network';
import type { Steps } from '../../network/steps';
import { refuse, type ImportedData } from './imported';
import { field, listOf, numbersOf, rowsOf, type Rows } from './jsonFields';
import { say } from '../../words/say';

/** The samples of a scikit-learn file, if it has "X" and "y": classes as the targets that the outputs are to have. */
export function* sklearnData(
  root: JsonObject,
  inputs: number,
  outputs: number,
  loss: Loss | null,
  notes: string[],
): Steps<(ImportedData & { readonly kind: 'inline' }) | null> {
  const x = field(root, 'X');
  const y = field(root, 'y');
  if (!x && !y) {
    notes.push(say('The file has no samples. Add "data" to train the network.'));
    return null;
  }
  const rows = yield* rowsOf(x, 'X');
  if (rows.columns !== inputs) misfit('X', rows.columns, inputs);
  const labels = listOf(y, 'y');
  if (labels.length !== rows.rows) misfit('y', labels.length, rows.rows);
  const isClasses = loss?.type === 'categoricalCrossEntropy' || loss?.type === 'binaryCrossEntropy';
  let targets: Matrix;
  if (labels[0]?.kind === 'numbers') {
    const listed = yield* rowsOf(y, 'y');
    if (listed.columns !== outputs) misfit('y', listed.columns, outputs);
    targets = matrixOf(listed);
  } else if (isClasses) targets = yield* classTargets(root, outputs);
  else {
    if (outputs !== 1) misfit('y', 1, outputs);
    targets = Array.from(numbersOf(y, 'y'), (value) => [value]);
  }
  return { kind: 'inline', inputs: matrixOf(rows), targets };
}

function misfit(where: string, found: number, expected: number): never {
  refuse(
    where,
    say('It has {0} entries where {1} belong.', found, expected),
    say('Write the file anew with the snippet.'),
  );
}

/** Class k of n as 1 in column k; of two with one output as 0 and 1. */
// eslint-disable-next-line require-yield -- a step of one that pauses elsewhere
function* classTargets(root: JsonObject, outputs: number): Steps<Matrix> {
  const value = (
    where: string,
    index: number,
    node: ReturnType<typeof listOf>[number],
  ): string | number | boolean => {
    if (node.kind === 'string' || node.kind === 'number' || node.kind === 'boolean') return node.value;
    return refuse(
      `${where}[${index}]`,
      say('It is no class: a text, a number or true or false.'),
      say('Write the file anew with the snippet.'),
    );
  };
  const classes = listOf(field(root, 'classes_'), 'classes_').map((one, n) => value('classes_', n, one));
  const expected = outputs === 1 ? 2 : outputs;
  if (classes.length !== expected) misfit('classes_', classes.length, expected);
  return listOf(field(root, 'y'), 'y').map((one, n) => {
    const label = value('y', n, one);
    const k = classes.indexOf(label);
    if (k < 0) {
      refuse(
        `y[${n}]`,
        say('It is none of the classes in "classes_".'),
        say('Write the file anew with the snippet.'),
      );
    }
    return outputs === 1 ? [k] : Array.from({ length: outputs }, (_, column) => (column === k ? 1 : 0));
  });
}

function matrixOf({ rows, columns, values }: Rows): Matrix {
  return Array.from({ length: rows }, (_, n) => Array.from(values.subarray(n * columns, (n + 1) * columns)));
}
