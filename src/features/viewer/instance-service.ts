import { type Actor } from '../../domain/actor';
import { requireRight } from '../../domain/rights';

/** This installation and the database that it is connected to, without the password. */
export interface InstanceInfo {
  readonly version: string;
  readonly environment: string;
  readonly databaseHost: string;
  readonly databaseName: string;
}

export class InstanceService {
  constructor(private readonly info: InstanceInfo) {}

  /** Describes this installation. Asks for the actor's right. */
  describe(actor: Actor | null): InstanceInfo {
    requireRight(actor, 'READ_PLATFORM');
    return this.info;
  }
}
