import type { Database } from '../database/database';
import { TimeLimit } from '../database/time-limit';
import type { Actor } from '../domain/actor';
import type { DecisionListener } from '../features/entitlements/decisions-service';
import { createLoaders } from '../features/loaders';
import type { Loaders, RequestContext } from '../features/request-context';
import { type Services, servicesOn } from '../features/services';
import type { SharedReads } from '../features/shared-reads';
import type { Config } from '../platform/config';
import type { AccessReader } from '../store/access-reader';

interface BoundedContextOptions {
  readonly actor: Actor | null;
  readonly listener: DecisionListener;
  /** Those of the process. */
  readonly services: Services;
  readonly shared: SharedReads;
  readonly database: Database;
  readonly config: Config;
  readonly reader: AccessReader;
}

/**
 * The context of one operation over HTTP. What it asks the database ends in time, from when it was first asked; what it
 * shares with other operations, such as kept access, is none of its own. Nothing is made before it is asked for.
 */
export class BoundedContext implements RequestContext {
  readonly actor: Actor | null;
  readonly listener: DecisionListener;
  private limit: TimeLimit | undefined;
  private ownServices: Services | undefined;
  private ownLoaders: Loaders | undefined;

  constructor(private readonly options: BoundedContextOptions) {
    this.actor = options.actor;
    this.listener = options.listener;
  }

  get services(): Services {
    const { database, config, services } = this.options;
    return (this.ownServices ??= servicesOn(this.dataSource, database, config, services));
  }

  get loaders(): Loaders {
    const { reader, shared, listener } = this.options;
    return (this.ownLoaders ??= createLoaders(this.dataSource, reader, shared, listener.onRead));
  }

  private get dataSource() {
    const { database, config } = this.options;
    return (this.limit ??= new TimeLimit(database, config.limits.operationMs)).bounded;
  }
}
