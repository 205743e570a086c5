import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { parse } from '../../src/core/network/parse';
import { backprop, failure, Workshop } from './program';

const model = {
  activation: 'relu',
  out_activation_: 'identity',
  loss: 'squared_error',
  coefs_: [[[0.1, 0.30000000000000004], [0.3, 0.4]], [[1], [2]]], // prettier-ignore
  intercepts_: [[0.5, 0.25], [0]],
};

const address =
  'https://playground.tensorflow.org/#activation=tanh&batchSize=10&dataset=xor&learningRate=0.03&networkShape=3&seed=0.5&x=true&y=true';

describe('backprop import', () => {
  let workshop: Workshop;
  beforeEach(() => {
    workshop = new Workshop();
  });
  afterEach(() => {
    workshop.dispose();
  });

  it('prints a network file, which the other commands take', () => {
    const file = workshop.write('model.json', model);
    const { status, stdout, stderr } = backprop('import', file);
    assert.equal(status, 0, stderr);
    assert.equal(stderr, '');
    const { network, diagnostics } = parse(stdout);
    assert.deepEqual(diagnostics, []);
    assert.deepEqual(network!.layers[0]!.weights, model.coefs_[0]);
    const made = workshop.write('made.backprop.json', stdout);
    assert.equal(backprop('check', made).status, 0);
  });

  it('writes it beside the notes, and replaces nothing unless it is told to', () => {
    const file = workshop.write('model.json', model);
    const out = workshop.path('out.backprop.json');
    const { status, stdout } = backprop('import', file, '--as', 'sklearn', '--out', out);
    assert.equal(status, 0);
    assert.match(stdout, /^Written: .*out\.backprop\.json\nThe file has no samples/);
    assert.match(failure('import', file, '--out', out), /there already.*\[file\.exists\]$/);
    assert.equal(backprop('import', file, '--out', out, '--force').status, 0);
    assert.match(failure('import', file, '--out', file, '--force'), /the file that is read/);
  });

  it('takes an address, whose text alone is read', () => {
    const { status, stdout, stderr } = backprop('import', address);
    assert.equal(status, 0, stderr);
    const { network } = parse(stdout);
    assert.ok(network?.data?.kind === 'inline');
    assert.equal(network.data.inputs.length, 500);
    const out = workshop.path('playground.backprop.json');
    assert.equal(backprop('import', address, '--out', out).status, 0);
    assert.equal(backprop('train', out, '--epochs', '1').status, 0);
    assert.match(
      failure('import', 'https://example.org/'),
      /https:\/\/example\.org\/: error: .*does not recognise.*\[import\.refused\]$/,
    );
  });

  it('asks by an error that lists the answers, and takes them', () => {
    const file = workshop.write('weights.csv', '1,2,1\n3,4,1\n5,6,1\n7,8,1\n\n7,1\n8,2\n9,3\n');
    const asked = failure('import', file);
    assert.match(
      asked,
      /Which activation does the hidden layer \(layer 1\) have\? The file .* Answer with --choose hidden=VALUE: relu, tanh,/,
    );
    assert.match(asked, /\[import\.question\]$/);
    assert.match(failure('import', file, '--choose', 'hidden=gelo'), /"gelo" is none of the answers/);
    const { status, stdout } = backprop('import', file, '--choose', 'hidden=tanh', '--choose=output=linear');
    assert.equal(status, 0);
    assert.equal(parse(stdout).network!.layers[0]!.activation.type, 'tanh');
    const unused = failure(
      'import',
      file,
      '--choose',
      'hidden=tanh',
      '--choose',
      'output=linear',
      '--choose',
      'mood=blue',
    );
    assert.match(unused, /"--choose mood" answers what this file does not ask; it asks for hidden, output\./);
  });

  it('names place, cause and remedy of what it refuses', () => {
    const wrong = workshop.write('model.json', { ...model, activation: 'gelu' });
    assert.match(
      failure('import', wrong),
      /error: activation: Backprop knows no activation "gelu" of scikit-learn\. It reads identity,.* \[import\.refused\]$/,
    );
    const pickle = workshop.write('model.pkl', Uint8Array.of(0x80, 0x04, 0x95, 0, 0));
    assert.match(failure('import', pickle), /pickle of Python.*snippet/);
    assert.match(
      failure('import', workshop.write('notes.md', 'hello')),
      /does not recognise this kind of file/,
    );
    assert.match(failure('import', workshop.path('none.json')), /there is no such file.*\[file\.read\]$/);
    assert.match(failure('import', workshop.folder), /it is a folder/);
    assert.ok(!existsSync(workshop.path('out')));
  });

  it('prints the program that writes such a file', () => {
    const { status, stdout } = backprop('import', '--as', 'sklearn', '--snippet');
    assert.equal(status, 0);
    assert.match(stdout, /coefs_/);
    assert.equal(backprop('import', '--snippet').status, 2);
    assert.equal(backprop('import', '--as', 'playground', '--snippet').status, 2);
  });
});
