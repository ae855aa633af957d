import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { expectClose, expectNoLeak } from '../../../../testing/expect-tensor.js';

/** One input of a layer: its shape, with null for axes that vary, and values for given sizes. */
export interface ContractInput {
  /** Axes that may vary are null, e.g. `[null, null, 8]`. */
  readonly shape: tfl.Shape;
  readonly dtype?: 'int32' | 'float32';
  /** Makes values for the example with this number, in a shape that fits `shape`. */
  readonly values: (example: number) => tf.Tensor;
}

export interface LayerContract {
  /** Makes a layer with this name. */
  readonly make: (name: string) => tfl.layers.Layer;
  readonly inputs: readonly ContractInput[];
  /** The shapes of the weights by name, without the layer's name. */
  readonly weights: Readonly<Record<string, readonly number[]>>;
  /** The number of examples of `values`; the contract tries all. */
  readonly examples: number;
}

type LayerClass = tf.serialization.SerializableConstructor<tfl.layers.Layer> & {
  readonly className: string;
};

const single = <Item>(items: readonly Item[]): Item | Item[] =>
  items.length === 1 ? (items[0] as Item) : [...items];

const list = <Item>(items: Item | Item[]): Item[] => (Array.isArray(items) ? items : [items]);

/** Tests what every layer of this package promises. */
export function describeLayerContract(contract: LayerContract): void {
  const { make, inputs, weights, examples } = contract;

  const values = (example: number) => inputs.map((input) => input.values(example));
  const outputsOf = (layer: tfl.layers.Layer, tensors: tf.Tensor[], training = false) =>
    list(layer.apply(single(tensors), { training }) as tf.Tensor | tf.Tensor[]);

  /** A model of only this layer, with null axes of its inputs. */
  const modelOf = (layer: tfl.layers.Layer) => {
    const symbols = inputs.map(({ shape, dtype = 'float32' }, i) =>
      tfl.input({ batchShape: shape, dtype, name: `input_${i}` }),
    );
    const outputs = layer.apply(single(symbols)) as tfl.SymbolicTensor | tfl.SymbolicTensor[];
    return { model: tfl.model({ inputs: symbols, outputs }), outputs: list(outputs) };
  };

  describe('keeps the layer contract', () => {
    it('rebuilds itself from its configuration', () => {
      const layer = make('same');
      const layerClass = layer.constructor as unknown as LayerClass;
      const config = JSON.parse(JSON.stringify(layer.getConfig()));
      const again = new layerClass(config);
      expect(again.getConfig()).toEqual(layer.getConfig());
      expect(again.getClassName()).toMatch(/^Org/);
      const registered = tf.serialization.SerializationMap.getMap().classNameMap;
      expect(registered[layer.getClassName()]?.[0]).toBe(layerClass);
    });

    it('builds its declared weights, all trainable, and frees them', () => {
      const before = tf.memory().numTensors;
      const layer = make('weighed');
      tf.dispose(
        outputsOf(
          layer,
          tf.tidy(() => values(0)),
        ),
      );
      const found = layer.weights.map(({ originalName, shape }) => [
        originalName.replace('weighed/', ''),
        shape,
      ]);
      expect(Object.fromEntries(found)).toEqual(weights);
      expect(layer.trainableWeights).toHaveLength(found.length);
      layer.dispose();
      expect(tf.memory().numTensors - before).toBe(inputs.length);
    });

    it('computes its declared shape, for every size of the null axes', () => {
      const layer = make('shaped');
      const { model, outputs } = modelOf(layer);
      const promised = outputs.map(({ shape }) => shape);
      for (let example = 0; example < examples; example += 1) {
        const tensors = values(example);
        const shapes = tensors.map(({ shape }) => shape);
        const exact = layer.computeOutputShape(single(shapes));
        const found = outputsOf(layer, tensors).map(({ shape }) => shape);
        expect(found.length === 1 ? found[0] : found).toEqual(exact);
        found.forEach((shape, i) => {
          expect(shape.length).toBe(promised[i]?.length);
          shape.forEach((size, axis) => {
            expect([null, size]).toContain(promised[i]?.[axis]);
          });
        });
        const predicted = list(model.apply(single(tensors)) as tf.Tensor | tf.Tensor[]);
        outputsOf(layer, tensors).forEach((output, i) => {
          expectClose(predicted[i] as tf.Tensor, output, { tolerance: 0 });
        });
      }
    });

    it('starts with weights that depend only on its configuration', () => {
      const bytes = (layer: tfl.layers.Layer) => {
        outputsOf(layer, values(0));
        return layer.getWeights().map((weight) => [...weight.dataSync()]);
      };
      const first = bytes(make('first'));
      expect(bytes(make('second'))).toEqual(first);
      const random = first.filter((weight) => new Set(weight).size > 1).map(String);
      expect(new Set(random).size, 'two weights drawn alike').toBe(random.length);
    });

    it('trains: every weight has a gradient, and a step along it lowers the loss', () => {
      const layer = make('trained');
      const tensors = values(0);
      outputsOf(layer, tensors);
      const variables = layer.trainableWeights.map((weight) => weight.read() as tf.Variable);
      if (variables.length === 0) return;
      // Without dropout, so that both losses belong to the same function.
      const loss = () =>
        tf.tidy(() => {
          const sums = outputsOf(layer, tensors).map((output) =>
            tf.sum(tf.square(tf.sub(output, 0.5))),
          );
          return sums.reduce((total, sum) => tf.add(total, sum)) as tf.Scalar;
        });
      const { value, grads } = tf.variableGrads(loss, variables);
      const norm = tf.tidy(() =>
        Object.values(grads).reduce((sum, gradient) => {
          expect(gradient.dataSync().every(Number.isFinite)).toBe(true);
          return sum + (tf.sum(tf.square(gradient)).dataSync()[0] ?? Number.NaN);
        }, 0),
      );
      expect(Object.keys(grads).sort()).toEqual(variables.map(({ name }) => name).sort());
      expect(norm).toBeGreaterThan(0);
      const before = value.dataSync()[0] ?? Number.NaN;
      for (const variable of variables) {
        const gradient = grads[variable.name] as tf.Tensor;
        variable.assign(tf.sub(variable, tf.mul(gradient, 1e-3 / Math.sqrt(norm))));
      }
      expect(loss().dataSync()[0]).toBeLessThan(before);
    });

    it('leaves no tensor behind after a call, a call in training, and a gradient', () => {
      const layer = make('tidy');
      const tensors = values(0);
      tf.dispose(outputsOf(layer, tensors));
      expectNoLeak(() => outputsOf(layer, tensors));
      expectNoLeak(() => outputsOf(layer, tensors, true));
      const variables = layer.trainableWeights.map((weight) => weight.read() as tf.Variable);
      if (variables.length === 0) return;
      expectNoLeak(() => {
        const { value, grads } = tf.variableGrads(() => {
          const [output] = outputsOf(layer, tensors, true);
          return tf.sum(output as tf.Tensor) as tf.Scalar;
        }, variables);
        return [value, ...Object.values(grads)];
      });
    });

    it('gives the same outputs after saving and loading', async () => {
      const { model } = modelOf(make('saved'));
      let artifacts: tf.io.ModelArtifacts | undefined;
      await model.save(
        tf.io.withSaveHandler(async (saved) => {
          artifacts = saved;
          return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
        }),
      );
      // Through text, as on the disk.
      const topology = JSON.parse(JSON.stringify(artifacts?.modelTopology));
      const loaded = await tfl.loadLayersModel(
        tf.io.fromMemory({ ...artifacts, modelTopology: topology }),
      );
      const tensors = values(examples - 1);
      const before = list(model.apply(single(tensors)) as tf.Tensor | tf.Tensor[]);
      const after = list(loaded.apply(single(tensors)) as tf.Tensor | tf.Tensor[]);
      before.forEach((output, i) => {
        expectClose(after[i] as tf.Tensor, output, { tolerance: 0 });
      });
    });
  });
}
