import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { OrganizationId } from '../domain/organization-id';
import { ORGANIZATION_ID } from './organization-id-column';

/** A change of one organization's access, written in the same transaction as the change. Rows are never updated. */
@Entity('entitlement_events')
export class EntitlementEvent {
  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id!: string;

  @Column({ ...ORGANIZATION_ID, name: 'org_id' })
  organizationId!: OrganizationId;

  @Column('text', { name: 'event_type' })
  eventType!: string;

  @Column('text', { name: 'actor_user_id', nullable: true })
  actorId!: string | null;

  @Column('text', { nullable: true })
  reason!: string | null;

  @Column('jsonb')
  payload!: unknown;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
