import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { OrganizationId } from '../domain/organization-id';
import type { Gating } from '../domain/rollout/gating';
import { ORGANIZATION_ID } from './organization-id-column';

/** An organization's own gating, which takes precedence over the stored rollout. */
@Entity('organization_rollouts')
export class OrganizationRollout {
  @PrimaryColumn({ ...ORGANIZATION_ID, name: 'org_id' })
  organizationId!: OrganizationId;

  @Column('text')
  mode!: Gating;

  @Column('text')
  reason!: string;

  @Column('text', { name: 'actor_id' })
  actorId!: string;

  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' })
  updatedAt!: Date;
}
