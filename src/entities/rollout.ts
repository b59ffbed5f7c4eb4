import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Gating } from '../domain/rollout/gating';

/** The rollout of all organizations without a row of their own. The table has one row. */
@Entity('rollout')
export class RolloutEntity {
  @PrimaryColumn('boolean')
  id!: boolean;

  @Column('text')
  mode!: Gating;

  @Column('integer', { name: 'enforce_percentage' })
  enforcePercentage!: number;

  /** Incremented by each change. */
  @Column('integer')
  version!: number;

  @Column('boolean')
  maintenance!: boolean;

  @Column('text', { name: 'maintenance_message', nullable: true })
  maintenanceMessage!: string | null;

  /** Since when the API hides the legacy flags; null if it does not. */
  @Column('timestamptz', { name: 'legacy_hidden_at', nullable: true })
  legacyHiddenAt!: Date | null;

  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' })
  updatedAt!: Date;
}
