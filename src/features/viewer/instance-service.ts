import { requireSuperAdmin, type Actor } from '../../domain/actor';

/** What this installation is, and what it is connected to; never a password. */
export interface InstanceInfo {
  readonly version: string;
  readonly environment: string;
  readonly databaseHost: string;
  readonly databaseName: string;
}

export class InstanceService {
  constructor(private readonly info: InstanceInfo) {}

  /** For super admins, who should know what they change. */
  describe(actor: Actor | null): InstanceInfo {
    requireSuperAdmin(actor);
    return this.info;
  }
}
