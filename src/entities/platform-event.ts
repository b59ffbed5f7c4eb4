import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** An event that concerns no single organization: of the taxonomy, the mapping, a run, the rollout. */
@Entity('platform_events')
export class PlatformEvent {
  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id!: string;

  @Column('text', { name: 'event_type' })
  eventType!: string;

  @Column('text', { name: 'actor_id' })
  actorId!: string;

  @Column('text', { nullable: true })
  reason!: string | null;

  @Column('jsonb')
  payload!: unknown;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
