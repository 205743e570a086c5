import { strict as assert } from 'node:assert';
import { evaluate } from '../../src/core/engine/evaluate';
import type { ExtensionApi } from '../../src/host/extensionApi';
import { RequestError } from '../../src/protocol/channel';
import type { LandscapeHeights, LandscapeMap } from '../../src/protocol/views/landscape';
import { goodNetworkOf } from '../hostpure/goodNetworkOf';
import { FakeWebview } from './fakeWebview';
import { closeAll, extensionApi, openNetwork, until } from './networkFiles';

const text = `{
  "name": "XOR",
  "inputs": 2,
  "layers": [
    { "units": 2, "activation": "tanh", "weights": [[0.8, -0.5], [-0.6, 0.9]], "biases": [0, 0] },
    { "units": 1, "activation": "sigmoid", "weights": [[0.7], [0.6]], "biases": [0] }
  ],
  "data": { "inputs": [[0, 0], [0, 1], [1, 0], [1, 1]], "targets": [[0], [1], [1], [0]] },
  "training": { "learningRate": 2, "epochs": 6000, "seed": 1 }
}
`;
const axes = { kind: 'parameters', first: 0, second: 3 } as const;

describe('the landscape in VS Code', function () {
  this.timeout(120_000);
  let api: ExtensionApi;
  let webview: FakeWebview;

  before(async () => {
    api = await extensionApi();
  });
  beforeEach(() => {
    webview = new FakeWebview(api);
  });
  afterEach(async () => {
    assert.deepEqual(webview.faults, []);
    webview.dispose();
    await closeAll();
    await until(() => api.held().threads === 0, 'every thread has ended');
  });

  const map = (zoom = 1): Promise<LandscapeMap> => webview.channel.request('landscapeMap', { axes, zoom });
  const heights = (id: number, size: number): Promise<LandscapeHeights> =>
    webview.channel.request('landscapeHeights', { id, size });

  it('gives a coarse picture first and finer ones of the same places, of losses that the engine has, too', async () => {
    await openNetwork(text);
    await webview.channel.request('ready', { selection: null });
    const plan = await webview.channel.request('landscapePlan', null);
    assert.equal(plan.refusal, null);
    assert.equal(plan.parameters.length, 9);
    const made = await map();
    assert.deepEqual(made.names, [plan.parameters[0], plan.parameters[3]]);
    assert.deepEqual(made.offsets, [0.8, 0.9], 'the file’s numbers stand in the middle');
    const pictures = [];
    for (const size of [16, 32, 64]) pictures.push(await heights(made.id, size));
    const good = goodNetworkOf(text);
    assert.ok(good.dataset);
    const { square } = made;
    for (const { size, values, scale, lowest } of pictures) {
      assert.equal(values.length, size * size);
      assert.ok(lowest.loss >= scale.low && values.every((value) => value >= lowest.loss));
      // The corners and a node between: the loss there, with every other parameter as in the file.
      for (const [column, row] of [
        [0, 0],
        [size - 1, 0],
        [size - 1, size - 1],
        [3, 5],
      ] as const) {
        const at = good.parameters.slice();
        at[0]! += square.u + square.half * ((2 * column) / (size - 1) - 1);
        at[3]! += square.v + square.half * ((2 * row) / (size - 1) - 1);
        const { loss } = evaluate(good.model, at, good.dataset, good.dataset.trainingIndices);
        const shown = values[row * size + column]!;
        assert.ok(Math.abs(shown - loss) <= 1e-12 * loss, `${shown}, and not ${loss}, at ${column}, ${row}`);
      }
    }
    assert.ok(
      pictures[2]!.lines.some((all) => all.length > 0),
      'there are contour lines',
    );
    const closer = await map(0.5);
    assert.equal(closer.square.half, made.square.half / 2);
    await assert.rejects(
      heights(made.id, 16),
      (error) => error instanceof RequestError,
      'a map that is over has no heights',
    );
    assert.deepEqual(webview.faults.splice(0), ['landscapeHeights: The map is another one by now.']);
  });

  it('counts where 20 restarts of XOR end: more than one kind, and the same each time', async () => {
    const count = async (): Promise<{ basins: LandscapeMap['basins']; ends: LandscapeMap['ends'] }> => {
      await openNetwork(text);
      await webview.channel.request('ready', { selection: null });
      assert.deepEqual((await map()).basins, [], 'no restarts were made');
      const told: number[] = [];
      webview.channel.on('restartProgress', ({ done, runs }) => {
        assert.equal(runs, 20);
        told.push(done);
      });
      await webview.channel.request('restarts', { count: 20 });
      assert.equal(told[0], 0);
      assert.equal(told.at(-1), 20);
      assert.ok(told.every((done, n) => n === 0 || done >= told[n - 1]!));
      const { basins, ends } = await map();
      return { basins, ends };
    };
    const first = await count();
    assert.ok(first.basins.length > 1, 'more than one kind of end');
    assert.equal(
      first.basins.reduce((sum, { count: runs }) => sum + runs, 0),
      20,
    );
    assert.equal(first.ends.length, 20);
    const [best] = first.basins;
    assert.ok(best && best.greatest < 1e-3, 'the best end solves XOR');
    assert.ok(
      first.basins.some(({ least }) => least > 0.05),
      'another one is stuck',
    );
    await closeAll();
    assert.deepEqual(await count(), first);
  });

  it('stops restarts and a map that nobody waits for any more', async () => {
    await openNetwork(text.replace('"epochs": 6000', '"epochs": 100000000'));
    await webview.channel.request('ready', { selection: null });
    let cancel: () => void = () => assert.fail('the request has not begun');
    const restarts = webview.channel.request('restarts', { count: 20 }, (stop) => {
      cancel = stop;
    });
    await until(() => api.held().threads > 0, 'threads train');
    cancel();
    await assert.rejects(restarts, (error) => error instanceof RequestError && error.code === 'cancelled');
    await until(() => webview.faults.length > 0, 'the host has given up');
    assert.deepEqual(webview.faults.splice(0), ['restarts: the runs were cancelled']);
    const made = await map();
    assert.deepEqual(made.basins, []);
    assert.equal((await heights(made.id, 16)).values.length, 256, 'the threads are free for the next map');
  });

  it('says why there is none', async () => {
    await openNetwork('{ "inputs": 1, "layers": [{ "units": 1 }] }');
    await webview.channel.request('ready', { selection: null });
    const plan = await webview.channel.request('landscapePlan', null);
    assert.match(plan.refusal ?? '', /no samples to train on|no data to train on/);
    await assert.rejects(map(), (error) => error instanceof RequestError && error.code === 'unavailable');
    assert.equal(webview.faults.splice(0).length, 1);
  });
});
