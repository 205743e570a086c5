/**
 * Snippets that record a training step of another library as the JSON that `check-step` reads (docs/format.md), with the
 * network's own layers, shapes and settings. They are handed to a person, who puts them into a program; nothing is run.
 */

import { showHidden } from '../../network/hidden';
import type { Network, Optimizer } from '../../network/network';
import { floatLiteral } from './dialect';
import { layerNames } from './layerNames';
import { indented, type Lines } from './loopLanguage';
import { pythonLoops } from './pythonLoops';

export const stepSnippetKinds = ['pytorch', 'jax', 'keras', 'json'] as const;
export type StepSnippetKind = (typeof stepSnippetKinds)[number];

const STEP = '    ';

/** @param source the network file's own name. */
export function stepSnippet(kind: StepSnippetKind, network: Network, source: string): string {
  const lines = { pytorch, jax, keras, json }[kind](network, source);
  return `${lines.join('\n')}\n`;
}

/** What stands above a snippet of Python. */
function head(network: Network, source: string, library: string): Lines {
  const shapes = network.layers.map(({ name, units, hasBiases }, l) => {
    const before = l === 0 ? network.inputs.units : network.layers[l - 1]!.units;
    return `  ${name}: weights ${before} × ${units}${hasBiases ? `, ${units} biases` : ', no biases'}`;
  });
  return [
    `Records one training step of ${library} for Backprop, which compares it with ${source}:`,
    `  backprop check-step ${source} step.json`,
    'The layers, with a row of weights for each unit before:',
    ...shapes,
  ].map((line) => pythonLoops.comment(showHidden(line)));
}

function pytorch(network: Network, source: string): Lines {
  const layers = layerNames(network)
    .map((name) => `model.${name}`)
    .join(', ');
  return [
    ...head(network, source, 'PyTorch'),
    'import json',
    'import torch',
    '',
    '',
    'def record_step(layers, optimizer, loss_of, inputs, targets, path="step.json"):',
    ...indented(
      [
        '"""layers: the nn.Linear modules in order; loss_of: computes the loss of this batch anew."""',
        '',
        'def numbers(of):',
        ...indented(
          [
            'return {',
            `${STEP}"weights": [of(layer.weight).detach().T.tolist() for layer in layers],`,
            `${STEP}"biases": [None if layer.bias is None else of(layer.bias).detach().tolist() for layer in layers],`,
            '}',
          ],
          STEP,
        ),
        '',
        'step = numbers(lambda value: value)',
        'step["inputs"], step["targets"] = inputs.tolist(), targets.tolist()',
        'optimizer.zero_grad()',
        'loss = loss_of()',
        'loss.backward()',
        'step["loss"] = loss.item()',
        'step["gradients"] = numbers(lambda value: torch.zeros_like(value) if value.grad is None else value.grad)',
        'step["optimizer"] = settings(optimizer, layers)',
        'optimizer.step()',
        'step["updated"] = numbers(lambda value: value)',
        'with open(path, "w") as file:',
        `${STEP}json.dump(step, file)`,
      ],
      STEP,
    ),
    '',
    '',
    'def settings(optimizer, layers):',
    ...indented(
      [
        '"""The optimizer as Backprop calls it, with what it remembers of earlier steps."""',
        'group = optimizer.param_groups[0]',
        'kind = type(optimizer).__name__.lower()',
        'found = {"type": kind, "learningRate": group["lr"]}',
        'if kind == "sgd" and group["momentum"]:',
        `${STEP}found["type"] = "nesterov" if group["nesterov"] else "momentum"`,
        `${STEP}found["momentum"] = group["momentum"]`,
        'if "betas" in group:',
        `${STEP}found["beta1"], found["beta2"] = group["betas"]`,
        'if "eps" in group:',
        `${STEP}found["epsilon"] = group["eps"]`,
        'if "alpha" in group:',
        `${STEP}found["alpha"] = group["alpha"]`,
        'if kind == "adamw":',
        `${STEP}found["weightDecay"] = group["weight_decay"]`,
        'for name, keys in [("mean", ["momentum_buffer", "exp_avg"]), ("square", ["exp_avg_sq", "square_avg", "sum"])]:',
        ...indented(
          [
            'def remembered(value, keys=keys):',
            ...indented(
              [
                'state = optimizer.state.get(value, {})',
                'return next((state[key] for key in keys if state.get(key) is not None), torch.zeros_like(value))',
              ],
              STEP,
            ),
            'found[name] = {',
            `${STEP}"weights": [remembered(layer.weight).detach().T.tolist() for layer in layers],`,
            `${STEP}"biases": [None if layer.bias is None else remembered(layer.bias).detach().tolist() for layer in layers],`,
            '}',
          ],
          STEP,
        ),
        'state = optimizer.state.get(layers[0].weight, {})',
        'found["updates"] = int(state.get("step", 0))',
        'return found',
      ],
      STEP,
    ),
    '',
    '',
    pythonLoops.comment('In the program, in place of one step of its own; X and T are the batch:'),
    pythonLoops.comment(`record_step([${layers}], optimizer, lambda: loss_function(model(X), T), X, T)`),
  ];
}

function jax(network: Network, source: string): Lines {
  return [
    ...head(network, source, 'JAX'),
    'import json',
    'import jax',
    '',
    '',
    'def record_step(parameters, loss_of, update, inputs, targets, learning_rate, path="step.json"):',
    ...indented(
      [
        '"""parameters: a list of (W, b) for each layer, W with a row for each unit before, b None where there is none;',
        'loss_of(parameters, inputs, targets): the loss; update(parameters, gradients): the new parameters."""',
        '',
        'def numbers(pairs):',
        ...indented(
          [
            'return {',
            `${STEP}"weights": [W.tolist() for W, _ in pairs],`,
            `${STEP}"biases": [None if b is None else b.tolist() for _, b in pairs],`,
            '}',
          ],
          STEP,
        ),
        '',
        'loss, gradients = jax.value_and_grad(loss_of)(parameters, inputs, targets)',
        'step = numbers(parameters)',
        'step["inputs"], step["targets"] = inputs.tolist(), targets.tolist()',
        'step["loss"] = float(loss)',
        'step["gradients"] = numbers(gradients)',
        'step["updated"] = numbers(update(parameters, gradients))',
        `step["optimizer"] = {${optimizerEntries(network.training.optimizer)}, "learningRate": learning_rate}`,
        'with open(path, "w") as file:',
        `${STEP}json.dump(step, file)`,
      ],
      STEP,
    ),
    '',
    '',
    pythonLoops.comment(
      'In the program; JAX computes in float32 unless jax.config.update("jax_enable_x64", True) was called:',
    ),
    pythonLoops.comment(
      `record_step(parameters, loss_of, update, X, T, ${floatLiteral(network.training.learningRate)})`,
    ),
  ];
}

function keras(network: Network, source: string): Lines {
  const names = layerNames(network);
  return [
    ...head(network, source, 'Keras on TensorFlow'),
    'import json',
    'import tensorflow as tf',
    '',
    '',
    'def record_step(model, layers, loss_of, inputs, targets, path="step.json"):',
    ...indented(
      [
        '"""layers: the Dense layers in order; loss_of(targets, outputs): the loss of the batch, a number."""',
        '',
        'def numbers(of):',
        ...indented(
          [
            'return {',
            `${STEP}"weights": [of(layer.kernel).numpy().tolist() for layer in layers],`,
            `${STEP}"biases": [of(layer.bias).numpy().tolist() if layer.use_bias else None for layer in layers],`,
            '}',
          ],
          STEP,
        ),
        '',
        'step = numbers(tf.convert_to_tensor)',
        'step["inputs"], step["targets"] = tf.convert_to_tensor(inputs).numpy().tolist(), tf.convert_to_tensor(targets).numpy().tolist()',
        'with tf.GradientTape() as tape:',
        `${STEP}loss = loss_of(targets, model(inputs, training=True))`,
        'variables = model.trainable_variables',
        'gradients = tape.gradient(loss, variables)',
        'found = {id(variable): gradient for variable, gradient in zip(variables, gradients)}',
        'step["loss"] = float(loss)',
        'step["gradients"] = numbers(lambda variable: tf.zeros_like(variable) if found.get(id(variable)) is None else found[id(variable)])',
        'model.optimizer.apply_gradients(zip(gradients, variables))',
        'step["updated"] = numbers(tf.convert_to_tensor)',
        `step["optimizer"] = {${optimizerEntries(network.training.optimizer)}, "learningRate": float(model.optimizer.learning_rate)}`,
        'with open(path, "w") as file:',
        `${STEP}json.dump(step, file)`,
      ],
      STEP,
    ),
    '',
    '',
    pythonLoops.comment('In the program, in place of one step of its own:'),
    pythonLoops.comment(
      `record_step(model, [${names.map((name) => `model.get_layer("${name}")`).join(', ')}], loss_of, X, T)`,
    ),
  ];
}

/** "type": "adam", "beta1": 0.9, … */
function optimizerEntries(optimizer: Optimizer): string {
  return Object.entries(optimizer)
    .map(
      ([key, value]) =>
        `"${key}": ${typeof value === 'number' ? floatLiteral(value) : JSON.stringify(value)}`,
    )
    .join(', ');
}

/** A recording to be filled in by hand: zeros in the shapes of the network. */
function json(network: Network): Lines {
  const sizes = [network.inputs.units, ...network.layers.map(({ units }) => units)];
  const zeros = (count: number): string => `[${Array.from({ length: count }, () => '0').join(', ')}]`;
  const matrices = network.layers.map(
    ({ units }, l) => `[${Array.from({ length: sizes[l]! }, () => zeros(units)).join(', ')}]`,
  );
  const biases = network.layers.map(({ units, hasBiases }) => (hasBiases ? zeros(units) : 'null'));
  const parameters = [`"weights": [${matrices.join(', ')}]`, `"biases": [${biases.join(', ')}]`];
  const { optimizer, learningRate } = network.training;
  return [
    '{',
    '  // Without weights and biases the step starts from those of the network file, without inputs and targets it is',
    '  // made with its training samples. Of "loss", "gradients" and "updated" leave out what you have not.',
    ...parameters.map((line) => `  ${line},`),
    `  "inputs": [${zeros(sizes[0]!)}],`,
    `  "targets": [${zeros(sizes.at(-1)!)}],`,
    '  "loss": 0,',
    `  "gradients": { ${parameters.join(', ')} },`,
    `  "updated": { ${parameters.join(', ')} },`,
    `  "optimizer": { ${optimizerEntries(optimizer)}, "learningRate": ${String(learningRate)} }`,
    '}',
  ];
}
