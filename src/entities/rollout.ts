import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Gating } from '../domain/rollout/gating';

/** The rollout of all organizations that have no row of their own: one row. */
@Entity('rollout')
export class RolloutEntity {
  @PrimaryColumn('boolean')
  id!: boolean;

  @Column('text')
  mode!: Gating;

  @Column('integer', { name: 'enforce_percentage' })
  enforcePercentage!: number;

  /** Grows with each change. */
  @Column('integer')
  version!: number;

  @Column('boolean')
  maintenance!: boolean;

  @Column('text', { name: 'maintenance_message', nullable: true })
  maintenanceMessage!: string | null;

  /** Since when the API keeps the legacy flags to itself; null where it does not. */
  @Column('timestamptz', { name: 'legacy_hidden_at', nullable: true })
  legacyHiddenAt!: Date | null;

  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' })
  updatedAt!: Date;
}
