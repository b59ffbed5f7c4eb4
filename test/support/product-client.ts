import type { Client } from 'pg';

/** The search path of a developer of the product who also looks at Portcullis' tables. */
const PATH = 'public, portcullis';

type Connected = ((error: Error) => void) | ((error: null, client: Client) => void);

/** A client class for tests that act as the product: `organizations` is its table, and not Portcullis' view. */
export function productClient(base: typeof Client): typeof Client {
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
