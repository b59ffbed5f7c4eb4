import type { Client } from 'pg';
import { SCHEMA } from '../../migrations/baseline/names';

/** SQL for the search path of a session, from the one that its role and database have. */
export type SearchPath = string;

/**
 * Portcullis' own schema, then the product's path: `organizations` is the view, whatever the product has, and the
 * published tables are found wherever they are.
 */
export const OWN_FIRST: SearchPath = `'${SCHEMA}, ' || current_setting('search_path')`;

type Connected = (error: unknown, client?: Client) => void;

/**
 * A client class whose sessions have the search path. It is set when the connection has been made, because a start-up
 * option would replace what the database and the role say instead of extending it.
 */
export function withSearchPath(base: typeof Client, searchPath: SearchPath): typeof Client {
  return class extends base {
    override connect(): Promise<Client>;
    override connect(callback: Connected): void;
    override connect(callback?: Connected): Promise<Client> | void {
      const setting = `SELECT set_config('search_path', ${searchPath}, false)`;
      if (!callback) return super.connect().then((client) => this.query(setting).then(() => client));
      super.connect((...answer: readonly unknown[]) => {
        if (answer[0]) Reflect.apply(callback, undefined, answer);
        else
          this.query(setting).then(
            () => Reflect.apply(callback, undefined, answer),
            (error: unknown) => callback(error),
          );
      });
    }
  };
}
