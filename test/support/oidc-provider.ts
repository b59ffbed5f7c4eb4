import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { packageRoot } from '../../src/platform/package-root';

export interface TestProvider {
  readonly issuer: string;
  close(): Promise<void>;
}

/** Starts the provider of `oidc-provider-process.mjs`, which lists its users. */
export async function startOidcProvider(): Promise<TestProvider> {
  const child = spawn(process.execPath, [join(packageRoot, 'test/support/oidc-provider-process.mjs')], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const ended = once(child, 'exit');
  for await (const issuer of createInterface({ input: child.stdout })) {
    return {
      issuer,
      close: async () => {
        child.stdin.end();
        await ended;
      },
    };
  }
  throw new Error('the provider did not start');
}
