import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { Role } from '../domain/actor';
import type { OrganizationId } from '../domain/organization-id';
import type { ScheduledOperation, ScheduledStatus } from '../domain/schedule';
import { ORGANIZATION_ID } from './organization-id-column';

/** A change that somebody asked for, for a later time. */
@Entity('scheduled_changes')
export class ScheduledChange {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id!: string;

  @Column('text')
  operation!: ScheduledOperation;

  @Column({ ...ORGANIZATION_ID, name: 'org_id' })
  organizationId!: OrganizationId;

  /** What the operation needs beside the organization and the reason. */
  @Column('json')
  input!: unknown;

  @Column('text')
  reason!: string;

  @Column('text', { name: 'actor_id' })
  actorId!: string;

  /** The role in which it was asked for: the right is checked again when it is carried out. */
  @Column('text', { name: 'actor_role' })
  actorRole!: Role;

  @Column('timestamptz', { name: 'asked_at', default: () => 'now()' })
  askedAt!: Date;

  @Column('timestamptz', { name: 'start_at' })
  startAt!: Date;

  /** When it is tried next; null once it has ended. */
  @Column('timestamptz', { name: 'due_at', nullable: true })
  dueAt!: Date | null;

  /** The version of the organization when it was asked for. */
  @Column('integer', { name: 'org_version' })
  version!: number;

  @Column('text', { name: 'effect_hash' })
  effectHash!: string;

  @Column('text', { default: 'SCHEDULED' })
  status!: ScheduledStatus;

  @Column('timestamptz', { name: 'ended_at', nullable: true })
  endedAt!: Date | null;

  /** Why it was not carried out. */
  @Column('text', { nullable: true })
  outcome!: string | null;
}
