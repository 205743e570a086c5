import { showHidden } from '../../network/hidden';
import type { Exported } from '../programs/exported';

/** Versions that the project was written for. Nothing of Backprop installs them. */
export const requirements = `torch==2.5.1
numpy==1.26.4
# For sweep.py and train.py --ray alone:
ray[train,tune]==2.40.0
`;

/** What the project is, and the three commands that start it. */
export function readme({ title, source, network, heldOut }: Exported): string {
  const { training, sweep } = network;
  const left = sweep?.keys.filter((key) => key === 'shuffle' || key === 'stopWhen') ?? [];
  const notes = [
    ...(training.precision === 'float32'
      ? ['- The file asks for float32; this project computes in doubles.']
      : []),
    ...(training.batchSize !== 'full' && training.shuffle !== false
      ? [
          '- Batches are taken in file order, so that every run has the same losses; the file shuffles its samples.',
        ]
      : []),
    ...(training.stopWhen.lossBelow !== null || training.stopWhen.patience !== null
      ? ['- The file can stop early; this project trains for all epochs.']
      : []),
    ...(left.length > 0 ? [`- Swept in the file and not here: ${left.join(', ')}.`] : []),
    ...(sweep?.keys.includes('seed') === true
      ? ['- A swept seed has its own starting weights; the samples are those of the file.']
      : []),
    ...(heldOut > 0 ? ['- Samples that the file holds out for testing are not in data.npz.'] : []),
  ];
  return `# A network for PyTorch, on one machine or many

${code(title)}, made by Backprop from ${code(source)}.

    pip install -r requirements.txt

Then, in this folder:

1. \`python train.py\` trains in one process.
2. \`torchrun --standalone --nproc_per_node=2 train.py\` trains in two, with the same losses: each takes its part of every batch.
3. \`ray job submit --working-dir . -- python train.py --ray 2 --out /path/to/run\` trains on two workers of a Ray cluster, which
   works on a copy of this folder; \`--out\` is a folder that its machines and you see alike.

\`python parity.py\` compares the first loss and gradients with Backprop's and says "gradients agree". \`python sweep.py\` trains with
every setting of the file's \`sweep\` by Ray Tune; \`python sweep.py --without-ray\` does so one after the other.

The losses of a run stand in \`run/metrics.jsonl\`, its weights in \`run/weights.safetensors\` when it is over.
What runs with Ray is checked as a program, but has not been run by Backprop's own tests; the rest has.
${notes.length === 0 ? '' : `\n${notes.join('\n')}\n`}`;
}

/** A name as code: on one line, without the sign that would end it. */
function code(name: string): string {
  return `\`${showHidden(name).replace(/`/g, "'")}\``;
}
