import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-layers';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { compileStep } from './index.js';

let tensors = 0;
beforeAll(() => {
  vi.spyOn(console, 'warn').mockImplementation(() => {}); // the greeting of the cpu backend
});
beforeEach(async () => {
  await tf.setBackend('onnx');
  tensors = tf.memory().numTensors;
});
afterEach(() => {
  expect(tf.memory().numTensors).toBe(tensors);
});

/** Numbers between -1 and 1 that differ from each other. */
function wave(shape: number[], phase = 0): tf.Tensor {
  const data = Float32Array.from({ length: tf.util.sizeFromShape(shape) }, (_, i) =>
    Math.sin(1.7 * i + phase),
  );
  return tf.tensor(data, shape);
}

/** `tf.grad` and `tf.grads` of functions of tensors of a certain rank. */
const gradOf = (f: (x: never) => tf.Tensor) => tf.grad(f as (x: tf.Tensor) => tf.Tensor);
const gradsOf = (f: (...x: never[]) => tf.Tensor) =>
  tf.grads(f as (...x: tf.Tensor[]) => tf.Tensor);

/** The shapes and numbers that `body` gives on one backend. */
async function on(backend: string, body: () => tf.Tensor | tf.Tensor[]) {
  await tf.setBackend(backend);
  return tf.tidy(() =>
    [body()].flat().map((result) => ({
      shape: result.shape,
      dtype: result.dtype,
      numbers: [...result.dataSync()],
    })),
  );
}

async function expectEqualOnBoth(body: () => tf.Tensor | tf.Tensor[]): Promise<void> {
  const expected = await on('cpu', body);
  const found = await on('onnx', body);
  expect(found.map(({ shape, dtype }) => ({ shape, dtype }))).toEqual(
    expected.map(({ shape, dtype }) => ({ shape, dtype })),
  );
  expected.forEach(({ numbers }, result) => {
    numbers.forEach((number, place) => {
      expect(found[result]?.numbers[place]).toBeCloseTo(number, 4);
    });
  });
}

describe('kernels without an ONNX form give the results of the cpu backend', () => {
  const image = (): tf.Tensor4D => wave([2, 5, 4, 3]) as tf.Tensor4D;
  const cases: Readonly<Record<string, () => tf.Tensor | tf.Tensor[]>> = {
    Multinomial: () => tf.multinomial(wave([3, 5]) as tf.Tensor2D, 20, 7),
    Unique: () => {
      const { values, indices } = tf.unique(tf.tensor1d([3, 1, 3, 2, 1], 'int32'));
      return [values, indices];
    },
    'Unique along an axis': () => {
      const { values, indices } = tf.unique(
        tf.tensor2d([
          [1, 0],
          [2, 2],
          [1, 0],
        ]),
        0,
      );
      return [values, indices];
    },
    CropAndResize: () =>
      tf.image.cropAndResize(image(), tf.tensor2d([[0.1, 0, 0.8, 1]]), [1], [3, 2]),
    LRN: () => tf.localResponseNormalization(image(), 2, 1, 0.5, 0.75),
    'gradient of LRN': () =>
      gradOf((x: tf.Tensor4D) => tf.localResponseNormalization(x, 1, 1, 0.5, 0.75))(image()),
    'gradient of ResizeNearestNeighbor': () =>
      gradOf((x: tf.Tensor4D) => tf.image.resizeNearestNeighbor(x, [7, 8]))(image()),
    NonMaxSuppression: () =>
      tf.image.nonMaxSuppression(
        tf.tensor2d([
          [0, 0, 1, 1],
          [0, 0.1, 1, 1.1],
          [0, 2, 1, 3],
        ]),
        tf.tensor1d([0.9, 0.8, 0.7]),
        5,
      ),
    Dilation2D: () => tf.dilation2d(image(), wave([2, 2, 3]) as tf.Tensor3D, 1, 'same'),
    'gradients of Dilation2D': () =>
      gradsOf((x: tf.Tensor3D, filter: tf.Tensor3D) => tf.dilation2d(x, filter, 1, 'valid'))([
        wave([4, 4, 3]) as tf.Tensor3D,
        wave([2, 2, 3], 1) as tf.Tensor3D,
      ]),
    RotateWithOffset: () => tf.image.rotateWithOffset(image(), 0.3),
    'FFT of complex numbers': () => {
      const spectrum = tf.fft(tf.complex(wave([2, 6]), wave([2, 6], 1)));
      return [tf.real(spectrum), tf.imag(spectrum)];
    },
    'FFT of real numbers and back': () => tf.irfft(tf.rfft(wave([3, 8]))),
    'products and sizes of complex numbers': () => {
      const z = tf.complex(wave([2, 3]), wave([2, 3], 1));
      const product = tf.add(tf.mul(z, z), wave([2, 3], 2));
      return [tf.real(product), tf.imag(product), tf.abs(tf.reshape(z, [6]))];
    },
    'strings cut apart': () => {
      const { values, shape } = tf.string.stringSplit(tf.tensor1d(['a b', 'c']), ' ') as Record<
        'values' | 'shape',
        tf.Tensor
      >;
      return [tf.cast(tf.equal(values, tf.tensor1d(['a', 'x', 'c'])), 'int32'), shape];
    },
  };

  it.each(Object.entries(cases))('%s', async (_, body) => {
    await expectEqualOnBoth(body);
  });

  it('and name each such kernel once', async () => {
    const named: string[] = [];
    vi.spyOn(process, 'emitWarning').mockImplementation((warning, options) => {
      named.push(`${(options as { code?: string }).code}: ${warning}`);
    });
    tf.tidy(() => {
      for (let call = 0; call < 3; call += 1) {
        tf.image.transform(image(), tf.tensor2d([[1, 0, 0, 0, 1, 0, 0, 0]]));
      }
    });
    vi.mocked(process.emitWarning).mockRestore();
    expect(named).toEqual([
      "TFJS_CPU_KERNEL: the backend 'onnx' has no kernel Transform, so the cpu backend computes it",
    ]);
  });

  it('but cannot be part of a compiled step', async () => {
    const step = compileStep(({ x }) => ({ drawn: tf.unique(x as tf.Tensor1D).values }));
    const batch = { x: { data: Float32Array.of(1, 2), shape: [2] } };
    await expect(step.run(batch, 0)).rejects.toMatchObject({
      code: 'missing-kernel',
      kernel: 'Unique',
    });
    step.dispose();
  });
});

describe('images', () => {
  it.each([
    [[6, 9], false],
    [[6, 9], true],
    [[2, 3], false],
    [[1, 1], true],
  ] as const)(
    'resized bilinearly to %j (corners aligned: %s) have the gradient of cpu',
    async (size, aligned) => {
      await expectEqualOnBoth(() =>
        gradOf((x: tf.Tensor4D) => tf.image.resizeBilinear(x, [...size], aligned))(
          wave([2, 4, 4, 3]) as tf.Tensor4D,
          wave([2, ...size, 3], 2),
        ),
      );
    },
  );

  it('are made of pixels', async () => {
    const pixels = { data: Uint8Array.of(1, 2, 3, 255, 4, 5, 6, 255), width: 2, height: 1 };
    await expectEqualOnBoth(() => tf.browser.fromPixels(pixels));
  });
});

describe('einsum', () => {
  it.each([
    ['ij,jk->ik', [2, 3], [3, 4]],
    ['bij,bkj->bik', [2, 3, 4], [2, 5, 4]],
    ['ij,ij->', [2, 3], [2, 3]],
    ['ij,k->k', [2, 3], [4]],
    ['ij,jk->k', [2, 3], [3, 4]],
    ['i,j->ji', [2], [3]],
  ])('%s has the gradients of the same sums written out', async (equation, a, b) => {
    const dyShape = (x: tf.Tensor, y: tf.Tensor) => tf.einsum(equation, x, y).shape;
    // The oracle: both operands spread over all letters, multiplied, and summed.
    const written = (x: tf.Tensor, y: tf.Tensor): tf.Tensor => {
      const [terms = '', result = ''] = equation.split('->');
      const [left = '', right = ''] = terms.split(',');
      const letters = [...new Set(`${result}${left}${right}`)];
      const spread = (tensor: tf.Tensor, own: string) => {
        const order = [...own].sort((p, q) => letters.indexOf(p) - letters.indexOf(q));
        const turned = tf.transpose(
          tensor,
          order.map((letter) => own.indexOf(letter)),
        );
        return tf.reshape(
          turned,
          letters.map((letter) => tensor.shape[own.indexOf(letter)] ?? 1),
        );
      };
      const product = tf.mul(spread(x, left), spread(y, right));
      const summed = letters.flatMap((letter, axis) => (result.includes(letter) ? [] : [axis]));
      return summed.length === 0 ? product : tf.sum(product, summed);
    };
    // The einsum of cpu fails where a letter of one operand alone is summed.
    for (const backend of equation.endsWith('->k') ? ['onnx'] : ['cpu', 'onnx']) {
      const gradients = await on(backend, () => {
        const [x, y] = [wave(a), wave(b, 1)];
        return tf.grads((p: tf.Tensor, q: tf.Tensor) => tf.einsum(equation, p, q))(
          [x, y],
          wave(dyShape(x, y), 2),
        );
      });
      const expected = await on(backend, () => {
        const [x, y] = [wave(a), wave(b, 1)];
        return tf.grads(written)([x, y], wave(dyShape(x, y), 2));
      });
      expected.forEach(({ numbers, shape }, operand) => {
        expect(gradients[operand]?.shape).toEqual(shape);
        numbers.forEach((number, place) => {
          expect(gradients[operand]?.numbers[place]).toBeCloseTo(number, 4);
        });
      });
    }
  });

  it('of one operand has a gradient', async () => {
    await expectEqualOnBoth(() =>
      tf.grad((x: tf.Tensor) => tf.einsum('ij->j', x))(wave([2, 3]), wave([3], 1)),
    );
  });
});

describe('convolutions have the gradients of cpu', () => {
  it.each([
    ['valid', 1],
    ['same', 2],
    ['valid', 3],
  ] as const)('with padding %s, strides %i', async (padding, strides) => {
    await expectEqualOnBoth(() =>
      gradsOf((x: tf.Tensor4D, filter: tf.Tensor4D) => tf.conv2d(x, filter, strides, padding))([
        wave([2, 6, 5, 3]) as tf.Tensor4D,
        wave([3, 2, 3, 4], 1) as tf.Tensor4D,
      ]),
    );
  });

  it('depthwise', async () => {
    await expectEqualOnBoth(() =>
      gradsOf((x: tf.Tensor4D, filter: tf.Tensor4D) => tf.depthwiseConv2d(x, filter, 2, 'same'))([
        wave([2, 6, 5, 3]) as tf.Tensor4D,
        wave([3, 3, 3, 2], 1) as tf.Tensor4D,
      ]),
    );
  });

  it('transposed', async () => {
    await expectEqualOnBoth(() =>
      gradsOf((x: tf.Tensor4D, filter: tf.Tensor4D) =>
        tf.conv2dTranspose(x, filter, [2, 8, 8, 3], 2, 'same'),
      )([wave([2, 4, 4, 2]) as tf.Tensor4D, wave([3, 3, 3, 2], 1) as tf.Tensor4D]),
    );
  });
});
