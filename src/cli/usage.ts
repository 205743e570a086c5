import { exportKindNames } from '../core/exchange/programs/exportKinds';
import { importKindNames } from '../core/exchange/imports/importKinds';
import { stepSnippetKinds } from '../core/exchange/programs/stepSnippets';
import type { CommandName } from './usageError';

/** What each command does, in a line. */
const summaries: Readonly<Record<CommandName, readonly [form: string, summary: string]>> = {
  check: ['check FILE…', 'tell what is wrong with network files'],
  grad: ['grad FILE', 'loss, outputs and every gradient at the weights of the file'],
  train: ['train FILE', 'train the network'],
  explain: ['explain FILE [SYMBOL]', 'derive a gradient step by step, or list all of them'],
  verify: ['verify DOCUMENT', 'mark the gradient formulas of notes, a program or a notebook'],
  sweep: ['sweep FILE', 'train with every setting of "sweep" and compare'],
  diff: ['diff OLD NEW', 'what distinguishes two network files'],
  'check-step': ['check-step FILE STEP', 'compare a training step that another program has recorded'],
  export: ['export FILE --to KIND', 'the network as a program, a notebook or a file of another tool'],
  import: ['import FILE', 'a network file from a file or an address of another tool'],
};

const details: Readonly<Record<CommandName, string>> = {
  check: `Tells what is wrong with network files, one line each:
FILE:LINE:COLUMN: SEVERITY: message [code]. Ends with 1 if there is an error.

  --gradients          also compare each gradient with a central difference
  --doctor             also say what the network doctor finds: dead units, a rate too large, …
  --json               print one JSON document
`,
  grad: `Prints loss, outputs and all gradients at the weights of the file, over its training
samples as one batch.

  --curvature          also the largest curvature λ, the learning rate 2/λ and what the next step changes,
                       however long that takes
  --json               print one JSON document with every gradient in full precision
`,
  train: `Trains the network and prints what it has come to. The file is not touched without --write.

  --epochs N           in place of the file's setting, as the four below
  --learning-rate X
  --optimizer NAME     sgd, momentum, nesterov, adagrad, rmsprop, adam or adamw
  --batch-size N       or full
  --seed N             draws missing weights, splits and shuffles
  --write              put the trained weights into the file; all else in it stays as it is
  --json               print one JSON document with history and weights
`,
  explain: `Derives the gradient of the loss by SYMBOL: a weight, bias, pre-activation, activation or
input, spelled as in the file (w_5, a_{h_1}) or plainly (w5, a_h1). Without SYMBOL it lists the
gradient of every weight and bias.

  --to NOTATION        unicode (default), latex, markdown, python (a program that runs) or mathml
  --sample N           of sample N alone, counted from 1 in file order; else of the whole batch
  --level LEVEL        the gradient as one formula: in delta form, down to activations, to inputs and weights,
                       or in numbers (delta, activations, inputs, numbers)
  --form FORM          that formula in terms (default), with sums (summation), for all i and j (index) or in
                       matrices (matrix)
  --names NAMES        names of the file (default), indices (x_1, w_11, h_1 …) or numbered (w_1, a_h1, o_1 …)
  --mine NUMBER        which known mistake gives your NUMBER for the gradient or the updated value
  --hide               print a worksheet: every step with its answer left blank
  --document           write a whole document, --to markdown or latex: diagram, forward pass, derivations
  --solution           of a document, the worksheet first and then the answers
  --out PATH           write to a file in place of the screen
  --force              replace a file that is there
  --json               print one JSON document
`,
  verify: `Checks every gradient formula of a Markdown (.md), LaTeX (.tex) or Python (.py) document or a
notebook (.ipynb) against a network, by values at random points, and names the mistake in a wrong one.
Ends with 1 if a formula is wrong, or if none could be judged.

  --network FILE       the network; else the one that the document names: <!-- backprop: FILE -->,
                       % backprop: FILE or # backprop: FILE, from the document's folder
  --names NAMES        how the document calls things, as "explain --names" does: file (default), indices or
                       numbered
  --json               print one JSON document
`,
  sweep: `Trains every combination of the file's "sweep" from the same start and compares them.

  --json               print one JSON document with every history
`,
  diff: `Tells what distinguishes two network files by what they mean, not by how they are written: settings
with their defaults, samples in the file, and weights and biases, largest difference first.
Ends with 0 if they are the same, 1 if they differ, 2 if one cannot be read or has an error.

  --json               print one JSON document with every number that differs
`,
  'check-step': `Compares a training step that another library has recorded as JSON (weights, inputs, targets, loss,
gradients, updated weights, optimizer) with Backprop's own, quantity by quantity, and names the first
that differs with the likeliest cause. Ends with 1 if one differs.

  --snippet LIBRARY    print what records a step, in place of STEP: ${stepSnippetKinds.join(', ')} (to fill in by hand)
  --json               print one JSON document
`,
  export: `Writes the network with its weights, samples and settings in another notation. Programs check
their first loss and gradients against Backprop's and say "gradients agree".

  --to KIND            ${exportKindNames.slice(0, 8).join(', ')},
                       ${exportKindNames.slice(8).join(', ')}
  --out PATH           write to a file in place of the screen; what is no text, and what is more than one
                       file, needs it. markdown and latex are a worksheet, with a solution beside it;
                       scale-out is a folder
  --force              replace a file that is there
`,
  import: `Makes a network file of what another tool has written: its layers with their weights bit for bit, and
what it says of loss, samples and settings. What was chosen or left out stands above it as comments. An
address of the TensorFlow Playground stands in place of FILE, in quotation marks; only its text is read.

  --as KIND            ${importKindNames.join(', ')}; else the one that recognises the file
  --choose KEY=VALUE   answer what a file leaves open; once for each question, which says its key
  --snippet            with --as and without FILE: print the Python that writes such a file
  --out PATH           write to a file in place of the screen
  --force              replace a file that is there
`,
};

/** How the program, or one of its commands, is used. */
export function usage(topic: CommandName | null): string {
  if (topic) return `Usage: backprop ${summaries[topic][0]} [options]\n\n${details[topic]}`;
  const forms = Object.values(summaries);
  const width = Math.max(...forms.map(([form]) => form.length));
  const list = forms.map(([form, summary]) => `  ${form.padEnd(width)}   ${summary}\n`).join('');
  return `Usage: backprop COMMAND [options]

${list}
  --help               for the program, or after a command for that command
  --version

Network files are named *.backprop.json. Exit code 0: done; 1: an error in a file, a gradient that
disagrees, a formula that is wrong, a training that diverged or, of diff, files that differ;
2: wrong usage, of diff also a file that cannot be compared.
`;
}
