import type { DataSource } from 'typeorm';
import { type Actor } from '../../domain/actor';
import { readReason } from '../../domain/reason';
import { requireRight } from '../../domain/rights';
import { type Maintenance, readMaintenance } from '../../domain/rollout/maintenance';
import { RolloutEntity } from '../../entities/rollout';
import type { AccessReader } from '../../store/access-reader';
import { appendPlatformEvent } from '../../store/append-events';
import { lockRollout } from '../../store/rollout';

export interface SetMaintenanceInput {
  readonly enabled: boolean;
  readonly message?: string | null | undefined;
  readonly reason: string;
}

/** The maintenance mode of the product. It is stored with the rollout, whose trigger notifies every process. */
export class MaintenanceService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly access: Pick<AccessReader, 'change' | 'read'>,
  ) {}

  /**
   * The current maintenance mode: from the cache while this process receives every change, otherwise from the database.
   * @throws if the database does not answer
   */
  async status(): Promise<Maintenance> {
    return (await this.access.read([])).setup.maintenance;
  }

  /**
   * Begins or ends maintenance, or changes its message. Writes nothing if nothing changes. The rollout's version does
   * not change, because access does not. Asks for the actor's right.
   * @throws DomainError INVALID_INPUT by field
   */
  async set(
    actor: Actor | null,
    input: SetMaintenanceInput,
  ): Promise<{ readonly maintenance: Maintenance; readonly changed: boolean }> {
    const admin = requireRight(actor, 'MANAGE_MAINTENANCE');
    const reason = readReason(input.reason);
    const maintenance = readMaintenance(input);
    const changed = await this.access.change(null, () =>
      this.dataSource.transaction(async (manager) => {
        const { maintenance: enabled, maintenanceMessage: message } = await lockRollout(manager);
        if (enabled === maintenance.enabled && message === maintenance.message) return false;
        await manager.update(
          RolloutEntity,
          { id: true },
          { maintenance: maintenance.enabled, maintenanceMessage: maintenance.message },
        );
        await appendPlatformEvent(manager, {
          eventType: 'maintenance_set',
          actor: admin,
          reason,
          payload: { before: { enabled, message }, after: maintenance },
        });
        return true;
      }),
    );
    return { maintenance, changed };
  }
}
