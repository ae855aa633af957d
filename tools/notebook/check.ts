/**
 * Runs the cells of the committed notebook one after the other in Jupyter, on Deno's kernel, and compares what they print
 * and draw with the committed outputs.
 *
 *   pnpm --filter tools check:notebook
 *
 * Jupyter's client comes from PyPI and the kernel from npm, both into `.cache/notebook`; the home of the user stays as it
 * is. If one of them cannot be installed, this says so and succeeds, because no check found anything wrong. Exit code 1 if
 * a cell fails or an output differs.
 */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { outputProblems } from '../../site/src/notebook/output-problems.js';
import { isOutOfReach, npmInstall } from '../packages/npm-install.js';
import { root, run } from '../packages/packed.js';
import { virtualEnvironment } from '../virtual-environment.js';

const DENO = 'deno@2.9.6';
const JUPYTER = 'jupyter-client==8.10.0';

const cache = join(root, '.cache/notebook');
const notebook = join(root, 'examples/first-model/first-model.ipynb');
const executed = join(cache, 'first-model.ipynb');

const python = virtualEnvironment(join(cache, 'venv'), [JUPYTER]);
if (python !== undefined && (await denoInstalled())) {
  const started = performance.now();
  try {
    await execute(python);
    const problems = outputProblems(readFileSync(notebook, 'utf8'), readFileSync(executed, 'utf8'));
    for (const problem of problems) console.error(problem);
    if (problems.length > 0) process.exitCode = 1;
    else {
      const seconds = Math.round((performance.now() - started) / 1000);
      console.log(
        `The notebook runs in Jupyter on ${DENO}, with the committed outputs (${seconds} s)`,
      );
    }
  } catch (error) {
    const { message, stderr } = error as Error & { readonly stderr?: string };
    console.error(stderr || message);
    process.exitCode = 1;
  }
}

async function denoInstalled(): Promise<boolean> {
  try {
    await npmInstall(join(cache, 'deno'), [DENO], '');
    return true;
  } catch (error) {
    if (!isOutOfReach(error)) throw error;
    console.log(`Not checked: ${DENO} cannot be installed here.`);
    return false;
  }
}

/** Installs the kernel in a home of its own and runs the cells there. */
async function execute(python: string): Promise<void> {
  const home = join(cache, 'home');
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  const others = Object.entries(process.env).filter(
    ([name]) => !/^(?:XDG|JUPYTER|DENO)_/.test(name),
  );
  const env = {
    ...Object.fromEntries(others),
    HOME: home,
    // The packages' sources, so that nothing has to be built.
    DENO_CONDITIONS: '@org/source',
  };
  await run(join(cache, 'deno/node_modules/.bin/deno'), ['jupyter', '--install'], { env });
  const script = join(import.meta.dirname, 'execute.py');
  await run(join(python, 'python'), [script, notebook, executed], { env, maxBuffer: 2 ** 26 });
}
