import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { MappingRule } from '../domain/legacy/mapping';

/** A mapping that was loaded; at most one is active. */
@Entity('mappings')
export class MappingEntity {
  @PrimaryGeneratedColumn('identity')
  id!: number;

  /** `Mapping.hash` of the rules, which identifies the mapping in the API. */
  @Column('text')
  hash!: string;

  /** The file from which it was loaded. */
  @Column('text')
  name!: string;

  @Column('jsonb')
  rules!: MappingRule[];

  @Column('text', { name: 'loaded_by' })
  loadedBy!: string;

  @Column('timestamptz', { name: 'loaded_at', default: () => 'now()' })
  loadedAt!: Date;

  @Column('boolean', { name: 'is_active' })
  isActive!: boolean;
}
