import { zipOf } from '../files/zips';

/** config.json of a small model, as Keras 3 writes it. */
export const kerasConfig = JSON.stringify({
  module: 'keras',
  class_name: 'Sequential',
  config: {
    name: 'sequential',
    trainable: true,
    layers: [
      {
        module: 'keras.layers',
        class_name: 'InputLayer',
        config: { batch_shape: [null, 2], dtype: 'float32', name: 'input_layer' },
        registered_name: null,
      },
      {
        module: 'keras.layers',
        class_name: 'Dense',
        config: { name: 'dense', trainable: true, units: 4, activation: 'tanh', use_bias: true },
        registered_name: null,
        build_config: { input_shape: [null, 2] },
      },
      {
        module: 'keras.layers',
        class_name: 'Dense',
        config: { name: 'dense_1', trainable: true, units: 1, activation: 'sigmoid', use_bias: true },
        registered_name: null,
        build_config: { input_shape: [null, 4] },
      },
    ],
    build_input_shape: [null, 2],
  },
  registered_name: null,
  build_config: { input_shape: [null, 2] },
  compile_config: {
    optimizer: {
      module: 'keras.optimizers',
      class_name: 'Adam',
      config: { name: 'adam', learning_rate: 0.01, beta_1: 0.9, beta_2: 0.999, epsilon: 1e-7 },
      registered_name: null,
    },
    loss: 'binary_crossentropy',
    metrics: ['accuracy'],
  },
});

/** The three members of a model that was saved. */
export function kerasArchive(isDeflated = false): Uint8Array {
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
  return zipOf([
    { name: 'metadata.json', bytes: bytes('{"keras_version": "3.3.3"}'), isDeflated },
    { name: 'config.json', bytes: bytes(kerasConfig), isDeflated },
    { name: 'model.weights.h5', bytes: Uint8Array.of(0x89, 0x48, 0x44, 0x46, 13, 10, 26, 10), isDeflated },
  ]);
}
