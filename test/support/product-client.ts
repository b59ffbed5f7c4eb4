import type { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { targetOf } from '../../src/database/client-options';
import { createDataSource, utcTypes } from '../../src/database/data-source';
import { sessionClient } from '../../src/database/session-client';

/** The search path of a developer of the product who also looks at Portcullis' tables. */
const PATH = 'public, portcullis';

type Connected = ((error: Error) => void) | ((error: null, client: Client) => void);

/** A data source, not yet connected, for tests that act as the product: `organizations` is its table, not the view. */
export function productDataSource(url: string): DataSource {
  const base = sessionClient(targetOf(url), {
    applicationName: 'test',
    connectionTimeoutMillis: 10_000,
    types: utcTypes,
  });
  return createDataSource(url, 2).setOptions({ extra: { Client: productClient(base) } });
}

function productClient(base: new () => Client): new () => Client {
  return class extends base {
    override connect(): Promise<Client>;
    override connect(callback: Connected): void;
    override connect(callback?: Connected): Promise<Client> | void {
      const connected = super.connect().then(async (client) => {
        await client.query(`SET search_path TO ${PATH}`);
        return client;
      });
      if (!callback) return connected;
      connected.then(
        () => {
          Reflect.apply(callback, undefined, [undefined, this]);
        },
        (error: unknown) => {
          Reflect.apply(callback, undefined, [error]);
        },
      );
    }
  };
}

/** Executes SQL as an owner who rewrites events, which their tables refuse otherwise. */
export function rewriteEvents(
  product: DataSource,
  statement: string,
  parameters: readonly unknown[] = [],
): Promise<unknown> {
  const guards = (does: 'DISABLE' | 'ENABLE') =>
    ['entitlement_events', 'platform_events']
      .map((table) => `ALTER TABLE ${table} ${does} TRIGGER portcullis_keep`)
      .join('; ');
  return product.transaction(async (manager) => {
    await manager.query(guards('DISABLE'));
    await manager.query(statement, parameters.length > 0 ? [...parameters] : undefined);
    await manager.query(guards('ENABLE'));
  });
}
