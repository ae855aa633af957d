import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeSafeTensors, encodeSafeTensors, type SafeTensor } from '@org/safetensors';
import { goldenPath } from './golden.js';

type Tensors = Map<string, SafeTensor>;

/** A copy of a golden model in a directory of its own, to change. */
export class ModelFolder {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  static async of(model: string): Promise<ModelFolder> {
    const path = await mkdtemp(join(tmpdir(), 'text-encoder-'));
    await cp(goldenPath(model), path, { recursive: true });
    return new ModelFolder(path);
  }

  async changeJson(file: string, change: Readonly<Record<string, unknown>>): Promise<void> {
    const path = join(this.path, file);
    const json = JSON.parse(await readFile(path, 'utf8').catch(() => '{}')) as object;
    await writeFile(path, JSON.stringify({ ...json, ...change }));
  }

  async tensors(): Promise<Tensors> {
    const bytes = await readFile(join(this.path, 'model.safetensors'));
    return new Map(decodeSafeTensors(bytes, 'model.safetensors').tensors);
  }

  async changeTensors(change: (tensors: Tensors) => void): Promise<void> {
    const tensors = await this.tensors();
    change(tensors);
    await this.write('model.safetensors', encodeSafeTensors(tensors));
  }

  async write(file: string, content: string | Uint8Array): Promise<void> {
    await writeFile(join(this.path, file), content);
  }

  async remove(file = ''): Promise<void> {
    await rm(join(this.path, file), { recursive: true });
  }
}
