import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { packageRoot } from '../../src/platform/package-root';

const execute = promisify(execFile);

/** A script, or the program itself where its package was allowed to put that in the place of the script. */
const ESBUILD = join(packageRoot, 'node_modules/esbuild/bin/esbuild');

/** A tool of this repository, by its file: it is run in another project, which has not installed it. */
export const TOOLS = {
  tsc: join(packageRoot, 'node_modules/typescript/bin/tsc'),
  jest: join(packageRoot, 'node_modules/jest/bin/jest.js'),
};

/** Packs the package in a folder of this repository, as npm publishes it. @returns the path of the tarball */
export async function pack(folder: string, into: string): Promise<string> {
  await execute('npm', ['pack', join(packageRoot, folder), '--ignore-scripts', '--pack-destination', into], {
    cwd: packageRoot,
  });
  const tarball = (await readdir(into)).find((name) => name.endsWith('.tgz'));
  if (tarball === undefined) throw new Error(`npm packed nothing of ${folder}`);
  return join(into, tarball);
}

/** A project of a user in a folder of its own, outside this repository. */
export class PackageProject {
  private constructor(readonly path: string) {}

  static async create(): Promise<PackageProject> {
    return new PackageProject(await mkdtemp(join(tmpdir(), 'portcullis-project-')));
  }

  /** Unpacks a tarball to where npm installs it. */
  async install(name: string, tarball: string): Promise<void> {
    const folder = join(this.path, 'node_modules', name);
    await mkdir(folder, { recursive: true });
    await execute('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1']);
  }

  /** Links a package that this repository has installed, by the name that the project imports it by. */
  async link(name: string, installed = name): Promise<void> {
    const path = join(this.path, 'node_modules', name);
    await mkdir(dirname(path), { recursive: true });
    await symlink(join(packageRoot, 'node_modules', installed), path);
  }

  /** Links this repository, as a project has it that installs its package. */
  linkPortcullis(): Promise<void> {
    return this.link('portcullis', '..');
  }

  async write(files: Readonly<Record<string, string>>): Promise<void> {
    for (const [name, text] of Object.entries(files)) await writeFile(join(this.path, name), text);
  }

  /** Runs a script of the project, or a tool. @returns what it prints @throws Error with what it printed if it fails */
  node(...args: readonly string[]): Promise<string> {
    return this.nodeWith({}, ...args);
  }

  /** The same, with environment variables besides PATH and HOME. */
  nodeWith(environment: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<string> {
    return this.run(process.execPath, environment, args);
  }

  /** Bundles for Node. @returns what it prints @throws Error with what it printed if it fails */
  esbuild(...args: readonly string[]): Promise<string> {
    return this.run(ESBUILD, {}, ['--bundle', '--platform=node', ...args]);
  }

  private run(
    program: string,
    environment: Readonly<Record<string, string>>,
    args: readonly string[],
  ): Promise<string> {
    const { PATH, HOME } = process.env;
    const options = { cwd: this.path, env: { PATH, HOME, ...environment } };
    return new Promise((resolve, reject) => {
      execFile(program, [...args], options, (error, stdout, stderr) => {
        if (error) reject(new Error(`${program} ${args.join(' ')} failed:\n${stdout}\n${stderr}`, { cause: error }));
        else resolve(stdout);
      });
    });
  }

  remove(): Promise<void> {
    return rm(this.path, { recursive: true, force: true });
  }
}
