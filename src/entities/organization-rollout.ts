import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Gating } from '../domain/rollout/gating';

/** An organization's own gating, which takes precedence over the stored rollout. */
@Entity('organization_rollouts')
export class OrganizationRollout {
  @PrimaryColumn('integer', { name: 'org_id' })
  organizationId!: number;

  @Column('text')
  mode!: Gating;

  @Column('text')
  reason!: string;

  @Column('text', { name: 'actor_id' })
  actorId!: string;

  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' })
  updatedAt!: Date;
}
